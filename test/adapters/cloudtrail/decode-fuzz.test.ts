import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { unwrap } from '../../../src/adapters/cloudtrail/unwrap.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  modify,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';

const SEEDS: readonly Fields[] = [
  authorize([rdpFrom('0.0.0.0/0', '10.0.0.0/8')]),
  authorize([rdpFrom('0.0.0.0/0')], [answeredRule({ cidrIpv4: '0.0.0.0/0' })]),
  authorize([], undefined, {
    requestParameters: { groupId: 'sg-1', ipPermissions: {}, ipProtocol: 'tcp', cidrIp: '::/0' },
  }),
  revoke({ securityGroupRuleIds: { items: [{ securityGroupRuleId: 'sgr-1' }] } }),
  revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }, [
    answeredRule({ cidrIpv6: '::/0' }),
  ]),
  modify(editedRule({ CidrIpv4: '0.0.0.0/0' })),
  modify([editedRule({ CidrIpv6: '::/0' }), editedRule({ PrefixListId: 'pl-1' })]),
];

/** Values that a broken or hostile record could hold anywhere. */
const ODD_VALUES = fc.constantFrom<unknown>(
  null,
  '',
  0,
  -1,
  '-1',
  '3389',
  65_536,
  Number.MAX_SAFE_INTEGER,
  1e308,
  0.5,
  true,
  [],
  {},
  [[]],
  [null],
  { items: null },
  { items: {} },
  { items: [{}] },
  { item: 'x' },
  '0.0.0.0/0',
  '999.0.0.0/0',
  'HIDDEN_DUE_TO_SECURITY_REASONS',
  '\u0000\u202E',
  JSON.parse('{"__proto__":{"items":[]},"constructor":1,"hasOwnProperty":2,"toString":3}'),
);

type Mutation =
  | { readonly kind: 'drop' | 'duplicate' | 'nest' | 'text' | 'lowerCase'; readonly at: number }
  | { readonly kind: 'replace'; readonly at: number; readonly value: unknown }
  | { readonly kind: 'addKey'; readonly at: number; readonly key: string; readonly value: unknown };

const AT = fc.nat({ max: 10_000 });
const KEYS = fc.constantFrom(
  '__proto__',
  'constructor',
  'items',
  'cidrIp',
  'ipProtocol',
  'groupId',
);
const MUTATION: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('drop', 'duplicate', 'nest', 'text', 'lowerCase'),
    at: AT,
  }),
  fc.record({ kind: fc.constant('replace' as const), at: AT, value: ODD_VALUES }),
  fc.record({ kind: fc.constant('addKey' as const), at: AT, key: KEYS, value: ODD_VALUES }),
);

type Container = Record<string, unknown>;

/** Every place in a JSON value: an object or array, and a key in it. */
function placesIn(value: unknown): { readonly holder: Container; readonly key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  // An array is addressed by its indices as text, which are keys too.
  const holder = value as Container;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

function applyMutation(root: Container, mutation: Mutation): void {
  const places = placesIn(root);
  const place = places[mutation.at % Math.max(1, places.length)];
  if (place === undefined) return;
  const { holder, key } = place;
  const old = holder[key];
  const set = (name: string, value: unknown) =>
    Object.defineProperty(holder, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  switch (mutation.kind) {
    case 'drop':
      return remove(holder, key);
    case 'duplicate':
      return void set(key, [old, old]);
    case 'nest':
      return void set(key, { items: [{ [key]: old }] });
    case 'text':
      return void set(key, typeof old === 'object' ? JSON.stringify(old) : String(old));
    case 'lowerCase':
      if (Array.isArray(holder)) return;
      remove(holder, key);
      return void set(key.toLowerCase(), old);
    case 'replace':
      return void set(key, structuredClone(mutation.value));
    case 'addKey':
      return void set(Array.isArray(holder) ? key : mutation.key, structuredClone(mutation.value));
  }
}

/** JSON arrays have no holes. */
function remove(holder: Container, key: string): void {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete holder[key];
}

const MUTATED = fc.tuple(
  fc.constantFrom(...SEEDS),
  fc.array(MUTATION, { minLength: 1, maxLength: 6 }),
);
/** How many mutated records each property tries. */
const RUNS = 3_000;

describe('decode, fuzzed by mutating records', () => {
  test('a watched call that succeeded is never ignored, whatever became of its parameters', () => {
    const property = fc.property(MUTATED, ([seed, mutations]) => {
      const { requestParameters, responseElements, ...rest } = structuredClone(seed);
      const parameters = { requestParameters, responseElements };
      for (const mutation of mutations) applyMutation(parameters, mutation);
      const decoded = decode({ ...rest, ...parameters });
      expect(['change', 'undecodable']).toContain(decoded.kind);
      if (decoded.kind === 'undecodable') expect(decoded.reason).toMatch(/\w+ \w+/);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('a record broken anywhere is decoded to something, and to the same twice', () => {
    const property = fc.property(MUTATED, ([seed, mutations]) => {
      const record = structuredClone(seed);
      for (const mutation of mutations) applyMutation(record, mutation);
      const text = JSON.stringify(record);
      const decoded = decode(record);
      expect(JSON.stringify(record)).toBe(text);
      expect(decode(JSON.parse(text)).kind).toBe(decoded.kind);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('any JSON value at all is unwrapped and decoded without a throw', () => {
    const property = fc.property(fc.jsonValue(), (value) => {
      for (const found of unwrap(value)) if (found.kind === 'record') decode(found.record);
      decode(value);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('a record that nests very deep has an identity too', () => {
    let deep: unknown = {};
    for (let i = 0; i < 100_000; i += 1) deep = { items: [deep] };
    const { eventID: _, ...withoutId } = authorize([]);
    const decoded = decode({ ...withoutId, requestParameters: deep });
    expect(decoded).toMatchObject({ kind: 'undecodable' });
  });
});
