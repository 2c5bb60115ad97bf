import { sha256Hex } from '../../domain/hash.ts';
import { isObject } from './json.ts';

/** How deep a record is looked at for its identity, in levels: real ones nest about ten. */
const DEPTH_MAX = 64;

/** An identity for a record that comes without its `eventID`: equal for equal records whatever the
 * order of their keys, so that a record that is delivered twice is still known. */
export function derivedRecordId(record: unknown): string {
  return `sha256:${sha256Hex(canonicalText(record, DEPTH_MAX))}`;
}

function canonicalText(value: unknown, depth: number): string {
  if (depth === 0) return '…';
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonicalText(item, depth - 1)).join()}]`;
  }
  if (!isObject(value)) return JSON.stringify(value) ?? 'undefined';
  const keys = Object.keys(value).sort();
  const parts = keys.map((key) => `${JSON.stringify(key)}:${canonicalText(value[key], depth - 1)}`);
  return `{${parts.join()}}`;
}
