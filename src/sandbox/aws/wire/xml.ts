/** An answer's body as EC2 names things (camelCase). A list becomes `<name><item>…</item></name>`, an
 * empty list `<name/>`; `undefined` is left out. The same value is the source of the CloudTrail record's
 * `responseElements`, so the two cannot disagree. */
export interface XmlObject {
  readonly [name: string]: XmlValue | undefined;
}
/** A `Date` is ISO text in the answer and epoch milliseconds in a record of the flat family. */
export type XmlValue = string | number | boolean | Date | readonly XmlValue[] | XmlObject;

/** `array.isArray` that also narrows readonly arrays. */
export function isXmlList(value: XmlValue): value is readonly XmlValue[] {
  return Array.isArray(value);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#xD;',
};

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

/** The element `name` holding `value`, without an XML declaration. */
export function renderXml(name: string, value: XmlValue, attributes = ''): string {
  const content = renderContent(value);
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function renderContent(value: XmlValue): string {
  if (typeof value !== 'object') return escapeText(String(value));
  if (value instanceof Date) return value.toISOString();
  if (isXmlList(value)) return value.map((item) => renderXml('item', item)).join('');
  return Object.entries(value)
    .map(([name, child]) => (child === undefined ? '' : renderXml(name, child)))
    .join('');
}
