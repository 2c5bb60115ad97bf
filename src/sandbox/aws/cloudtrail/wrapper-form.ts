import type { QueryParams } from '../wire/query-params.ts';
import { isXmlList, type XmlObject, type XmlValue } from '../wire/xml.ts';

/** The namespace that the newer actions' `responseElements` carry. */
const EC2_XMLNS = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** Request fields that CloudTrail does not repeat. */
const ENVELOPE_FIELDS = new Set(['Action', 'Version']);

interface Tree extends Map<string, Tree | string> {}

/** `requestParameters` of the newer EC2 actions: the query request as a tree under `<Action>Request`.
 * One list element stands for itself with `tag: 1`, several are an array with `tag: 1…n`, a scalar
 * element is `{tag, content}`; text that looks like a number or a boolean becomes one (so protocol
 * `-1` is a number and account ids may lose leading zeros, as in the real records). */
export function wrapperRequest(action: string, params: QueryParams): object {
  const tree: Tree = new Map();
  for (const [key, value] of params.entries()) {
    if (!ENVELOPE_FIELDS.has(key)) plant(tree, key.split('.'), value);
  }
  return { [`${action}Request`]: fromTree(tree) };
}

function plant(tree: Tree, [head = '', ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree.set(head, value);
    return;
  }
  const existing = tree.get(head);
  const branch: Tree = existing instanceof Map ? existing : new Map();
  tree.set(head, branch);
  plant(branch, rest, value);
}

function fromTree(tree: Tree): object {
  return Object.fromEntries([...tree].map(([name, node]) => [name, fromNode(node)]));
}

function fromNode(node: Tree | string): unknown {
  if (typeof node === 'string') return coerced(node);
  if (![...node.keys()].every((key) => /^\d+$/.test(key))) return fromTree(node);
  const elements = [...node].map(([index, element]) => tagged(Number(index), element));
  return elements.length === 1 ? elements[0] : elements;
}

function tagged(tag: number, element: Tree | string): object {
  return typeof element === 'string'
    ? { tag, content: coerced(element) }
    : { ...fromTree(element), tag };
}

/** `responseElements` of the newer EC2 actions, from the answer's body. */
export function wrapperResponse(action: string, requestId: string, body: XmlObject): object {
  return { [`${action}Response`]: { xmlns: EC2_XMLNS, requestId, ...fromObject(body) } };
}

function fromObject(body: XmlObject): object {
  const entries = Object.entries(body).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, fromValue(value)]],
  );
  return Object.fromEntries(entries);
}

function fromValue(value: XmlValue): unknown {
  if (typeof value !== 'object') return coerced(String(value));
  if (value instanceof Date) return value.toISOString();
  if (!isXmlList(value)) return fromObject(value);
  if (value.length === 0) return '';
  const elements = value.map(fromValue);
  return { item: elements.length === 1 ? elements[0] : elements };
}

function coerced(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
}
