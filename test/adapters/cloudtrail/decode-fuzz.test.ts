import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { isObject } from '../../../src/adapters/cloudtrail/json.ts';
import { unwrap } from '../../../src/adapters/cloudtrail/unwrap.ts';
import { MUTATION, mutated } from '../../fixtures/cloudtrail/mutations.ts';
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

const MUTATED = fc
  .tuple(fc.constantFrom(...SEEDS), fc.array(MUTATION, { minLength: 1, maxLength: 6 }))
  .map(([seed, mutations]) => ({ seed, mutations }));

/** How many mutated records each property tries. */
const RUNS = 3_000;

describe('decode, fuzzed by mutating records', () => {
  test('a watched call that succeeded is never ignored, whatever became of its parameters', () => {
    const property = fc.property(MUTATED, ({ seed, mutations }) => {
      const { requestParameters, responseElements, ...rest } = seed;
      const parameters = mutations.reduce<unknown>(mutated, {
        requestParameters,
        responseElements,
      });
      const decoded = decode({ ...rest, ...(isObject(parameters) ? parameters : {}) });
      expect(['change', 'undecodable']).toContain(decoded.kind);
      if (decoded.kind === 'undecodable') expect(decoded.reason).toMatch(/\w+ \w+/);
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('a record broken anywhere is decoded to something, and to the same twice', () => {
    const property = fc.property(MUTATED, ({ seed, mutations }) => {
      const record = mutations.reduce<unknown>(mutated, seed);
      const text = JSON.stringify(record) ?? 'null';
      const decoded = decode(record);
      expect(JSON.stringify(record) ?? 'null').toBe(text);
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
