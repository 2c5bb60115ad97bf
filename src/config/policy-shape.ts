import type * as z from 'zod';
import { nearest } from './nearest.ts';
import type { Complaint, Path } from './policy-problem.ts';
import { pathText } from './policy-problem.ts';
import { KEY_SEPARATOR, POLICY_SCHEMA, type PolicyShape } from './policy-schema.ts';
import type { YamlDocument } from './policy-yaml.ts';
import { quoted } from './safe-text.ts';

/** The document as a policy shape, or everything about its shape that is wrong. */
export function parseShape(
  document: YamlDocument,
):
  | { readonly kind: 'shape'; readonly shape: PolicyShape }
  | { readonly kind: 'complaints'; readonly complaints: readonly Complaint[] } {
  const parsed = POLICY_SCHEMA.safeParse(document.value);
  if (parsed.success) return { kind: 'shape', shape: parsed.data };
  const complaints = parsed.error.issues.flatMap((issue) => complaintsOf(issue, document));
  return { kind: 'complaints', complaints };
}

function complaintsOf(issue: z.core.$ZodIssue, document: YamlDocument): readonly Complaint[] {
  const path = issue.path.filter((step) => typeof step !== 'symbol');
  const where = path.length === 0 ? 'the file' : pathText(path);
  if (issue.code === 'unrecognized_keys') {
    // parseYaml tells of `__proto__` wherever it stands; zod does so only in some places.
    const keys = issue.keys.filter((key) => key !== '__proto__');
    return keys.map((key) => ({
      path: [...path, key],
      message: unknownKey(key, where, issue.message.split(KEY_SEPARATOR)),
    }));
  }
  if (issue.code === 'custom') return [{ path, message: `${where}: ${issue.message}` }];
  if (issue.code === 'invalid_key') {
    const name = quoted(String(path.at(-1)));
    return [{ path, message: `${name}: expected ${issue.message}` }];
  }
  const isNumber = issue.code === 'invalid_value' && typeof issue.values[0] === 'number';
  const came = isNumber ? writtenText(path, document) : cameText(path, document);
  return [{ path, message: `${where}: expected ${issue.message}, ${came}` }];
}

function unknownKey(key: string, where: string, known: readonly string[]): string {
  const meant = nearest(key, known);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  return `Unknown key ${quoted(key)} in ${where}${hint}; known keys: ${known.join(', ')}`;
}

/** The number that stands at `path` instead of another one; what else stands there as ever. */
function writtenText(path: Path, document: YamlDocument): string {
  const isNumber = typeof valueAt(document.value, path) === 'number';
  return isNumber ? `got ${document.writtenAt(path)}` : cameText(path, document);
}

/** What stands at `path` instead of what was expected. */
function cameText(path: Path, document: YamlDocument): string {
  const value = valueAt(document.value, path);
  if (value === undefined || value === null) return 'got nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'got an empty list' : 'got a list';
  if (typeof value === 'object') return 'got a mapping';
  const written = document.writtenAt(path) ?? String(value);
  if (typeof value === 'string') return `got ${quoted(value)}`;
  return `got a ${typeof value}: YAML reads ${quoted(written).slice(1, -1)} without quotes as a ${typeof value}; if you mean the text, write ${quoted(written)}`;
}

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}
