/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value of an object's own key: the exact key, else the first that differs only in case.
 * Data lakes lower-case keys, and EC2's two record families disagree on the first letter.
 * Undefined where there is none, or where `value` is no object. */
export function field(value: unknown, name: string): unknown {
  if (!isObject(value)) return undefined;
  if (Object.hasOwn(value, name)) return value[name];
  const wanted = name.toLowerCase();
  const key = Object.keys(value).find((candidate) => candidate.toLowerCase() === wanted);
  return key === undefined ? undefined : value[key];
}

/** Whether CloudTrail wrote "nothing" here: the key is missing, null, `""` (wrapper family) or
 * `{}` (flat family). */
export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return isObject(value) && Object.keys(value).length === 0;
}

/** The elements of a list in any of CloudTrail's spellings: `{items: […]}`, `{item: …}`, an array,
 * or a single element standing for itself. Undefined for a scalar, which is no list. */
export function elements(value: unknown): readonly unknown[] | undefined {
  const list = ['items', 'item'].find((key) => isObject(value) && Object.hasOwn(value, key));
  const content = list === undefined ? value : field(value, list);
  if (isBlank(content)) return [];
  if (Array.isArray(content)) return content;
  return isObject(content) ? [content] : undefined;
}

/** A scalar as text; the wrapper family turns texts that look like numbers or booleans into such.
 * Undefined for what is blank, no scalar, or masked. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value !== 'string' || value === '' || isMasked(value)) return undefined;
  return value;
}

/** What CloudTrail and its publishers put in place of a value that they hide, of any type.
 * Source: records of SendCommand and RunInstances; Directory Service (second-hand). */
const MASKS = ['HIDDEN_DUE_TO_SECURITY_REASONS', '<sensitiveDataRemoved>', '***OMITTED***'];

export function isMasked(value: unknown): boolean {
  return typeof value === 'string' && MASKS.includes(value);
}

/** Longest part of a foreign value that a message quotes, in characters. */
const QUOTE_CHARS_MAX = 60;

/** A foreign value as a message for people quotes it: short, on one line, of whatever type. */
export function quoted(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value);
  return text.length > QUOTE_CHARS_MAX ? `${text.slice(0, QUOTE_CHARS_MAX)}…` : text;
}
