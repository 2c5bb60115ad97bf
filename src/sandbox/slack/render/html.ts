/** HTML that is safe to put into a page: made by `html` or vouched for with `trusted`. */
export interface Html {
  readonly kind: 'html';
  readonly text: string;
}

type Part = string | number | Html | readonly Html[] | undefined;

/** An HTML template: texts are escaped for content and attributes alike, HTML goes in as it is. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  const text = strings.reduce((sum, string, index) => sum + textOfPart(parts[index - 1]) + string);
  return { kind: 'html', text };
}

/** Vouches for HTML that something else has already escaped. */
export function trusted(text: string): Html {
  return { kind: 'html', text };
}

/** Escapes a text for HTML content and for quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Attributes as ` name="value"`; those without a value are left out, `true` stands alone. */
export function attributes(given: Readonly<Record<string, string | true | undefined>>): Html {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  const texts = present.map(([name, value]) =>
    value === true ? ` ${name}` : ` ${name}="${escapeHtml(String(value))}"`,
  );
  return trusted(texts.join(''));
}

function textOfPart(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('kind' in part) return part.text;
  return part.map(({ text }) => text).join('');
}
