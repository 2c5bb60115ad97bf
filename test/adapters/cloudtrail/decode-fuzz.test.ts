import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { isObject } from '../../../src/adapters/cloudtrail/json.ts';
import { unwrap } from '../../../src/adapters/cloudtrail/unwrap.ts';
import { MUTATION, mutated } from '../../fixtures/cloudtrail/mutations.ts';
import {
  answeredRule,
  authorize,
  dsCall,
  ec2Call,
  editedRule,
  type Fields,
  modify,
  rdpFrom,
  revoke,
  wrappedCall,
} from '../../fixtures/cloudtrail/records.ts';

const GROUPS: Fields = { items: [{ groupId: 'sg-1' }, { groupId: 'sg-2' }] };
const INTERFACE: Fields = { networkInterfaceId: 'eni-1', ownerId: '1', groupSet: GROUPS };
const INSTANCES: Fields = {
  items: [
    { instanceId: 'i-1', groupSet: GROUPS, networkInterfaceSet: { items: [INTERFACE] } },
    { instanceId: 'i-2', groupSet: GROUPS, networkInterfaceSet: {} },
  ],
};

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

const OUTBOUND_SEEDS: readonly Fields[] = [
  authorize([rdpFrom('0.0.0.0/0')], [answeredRule({ cidrIpv4: '0.0.0.0/0', isEgress: true })], {
    eventName: 'AuthorizeSecurityGroupEgress',
  }),
  revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }, undefined, {
    eventName: 'RevokeSecurityGroupEgress',
  }),
];

/** No mutation makes these calls of no matter: none adds another attribute, or a list's name. */
const WIDER_SEEDS: readonly Fields[] = [
  wrappedCall('ModifyManagedPrefixList', {
    ...{ PrefixListId: 'pl-1', CurrentVersion: 3, RemoveEntry: { Cidr: '10.0.0.0/8', tag: 1 } },
    AddEntry: [
      { Cidr: '::/0', Description: 'temp', tag: 1 },
      { Cidr: '192.0.2.0/24', tag: 2 },
    ],
  }),
  wrappedCall('RestoreManagedPrefixListVersion', { PrefixListId: 'pl-1', PreviousVersion: 2 }),
  wrappedCall('DeleteManagedPrefixList', { PrefixListId: 'pl-1' }),
  wrappedCall('AssociateSecurityGroupVpc', { GroupId: 'sg-1', VpcId: 'vpc-1' }),
  ec2Call('DeleteSecurityGroup', { groupId: 'sg-1' }),
  ec2Call('ModifyInstanceAttribute', { instanceId: 'i-1', groupSet: GROUPS }),
  ec2Call('ModifyNetworkInterfaceAttribute', { networkInterfaceId: 'eni-1', groupSet: GROUPS }),
  ec2Call('CreateNetworkInterface', { groupSet: {} }, { networkInterface: INTERFACE }),
  ec2Call('AttachNetworkInterface', { networkInterfaceId: 'eni-1', instanceId: 'i-1' }),
  ec2Call('DetachNetworkInterface', { attachmentId: 'eni-attach-1', force: true }),
  ec2Call('DeleteNetworkInterface', { networkInterfaceId: 'eni-1' }),
  ec2Call('RunInstances', { groupSet: GROUPS }, { ownerId: '1', instancesSet: INSTANCES }),
  ec2Call('TerminateInstances', { instancesSet: INSTANCES }, { instancesSet: INSTANCES }),
  dsCall('CreateMicrosoftAD', { name: 'corp.example.com' }, { directoryId: 'd-1' }),
  dsCall('AddRegion', { directoryId: 'd-1', regionName: 'eu-west-1' }),
  dsCall('AddIpRoutes', { directoryId: 'd-1', updateSecurityGroupForDirectoryControllers: true }),
];

const MUTATED = fc
  .tuple(
    fc.constantFrom(...SEEDS, ...OUTBOUND_SEEDS, ...WIDER_SEEDS),
    fc.array(MUTATION, { minLength: 1, maxLength: 6 }),
  )
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
