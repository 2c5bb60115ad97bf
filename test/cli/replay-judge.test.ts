import { describe, expect, test } from 'vitest';
import { decode } from '../../src/adapters/cloudtrail/decode.ts';
import type { GuardChoice } from '../../src/cli/replay/guard-choice.ts';
import { judge } from '../../src/cli/replay/judge.ts';
import { cidr } from '../../src/domain/net/cidr.ts';
import { sourceSet } from '../../src/domain/net/source.ts';
import type { GroupSelector, Guard, Policy } from '../../src/domain/policy/policy.ts';
import {
  authorize,
  ec2Call,
  editedRule,
  type Fields,
  GROUP_ID,
  modify,
  permission,
  rdpFrom,
  revoke,
  wrappedCall,
} from '../fixtures/cloudtrail/records.ts';

const ASSUME_WINDOWS: GuardChoice = { policy: null, assumedKind: 'windows' };
const OFFICE = sourceSet([{ kind: 'cidr', cidr: cidr('198.51.100.0/24') }]);

function policyMatching(...match: readonly GroupSelector[]): Policy {
  const guard: Guard = {
    name: 'hosts',
    kind: 'windows',
    match,
    approved: new Map([['rdp', OFFICE]]),
  };
  return { guards: [guard], approvers: { userIds: [], userGroupIds: [] }, channelId: 'C0' };
}

function judged(record: Fields, choice: GuardChoice) {
  return judge(decode(record), choice);
}

describe('judge', () => {
  test('a finding names the offending rules and the excess, and no other rule', () => {
    const harmless = permission({
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
    });
    const { row } = judged(authorize([harmless, rdpFrom('10.1.2.3/8')]), ASSUME_WINDOWS);
    expect(row).toEqual({
      outcome: 'finding',
      reason: 'TCP 3389 from 10.0.0.0/8, beyond what is approved',
      eventId: 'e0000000-0000-4000-8000-000000000001',
      eventTime: '2026-03-01T10:00:00Z',
      eventName: 'AuthorizeSecurityGroupIngress',
      accountId: '111122223333',
      region: 'eu-central-1',
      groupId: GROUP_ID,
      actor: 'alice',
      rules: [
        {
          ruleId: null,
          protocol: 'tcp',
          fromPort: 3389,
          toPort: 3389,
          source: '10.0.0.0/8',
          direction: 'inbound',
        },
      ],
      excess: [
        {
          protocol: 'tcp',
          fromPort: 3389,
          toPort: 3389,
          source: '10.0.0.0/8',
          direction: 'inbound',
        },
      ],
      newlyOpened: [
        {
          protocol: 'tcp',
          fromPort: 3389,
          toPort: 3389,
          source: '10.0.0.0/8',
          direction: 'inbound',
        },
      ],
      openedAt: '2026-03-01T10:00:00Z',
      closedAt: null,
      closedBy: null,
      openForMs: null,
      groupIds: [GROUP_ID],
      prefixList: null,
    });
  });

  test('an edited rule is judged as inbound, and the reason says so', () => {
    const { row } = judged(modify(editedRule({ CidrIpv4: '0.0.0.0/0' })), ASSUME_WINDOWS);
    expect(row).toMatchObject({
      outcome: 'finding',
      reason: expect.stringContaining('judged as inbound: the record does not tell its direction'),
    });
  });

  test.each([
    ['a revoke', revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } }), 'It only closes'],
    [
      'another port',
      authorize([
        permission({
          ipProtocol: 'tcp',
          fromPort: 22,
          toPort: 22,
          ipRanges: { items: [{ cidrIp: '0.0.0.0/0' }] },
        }),
      ]),
      'no port that is guarded',
    ],
  ])('%s is permitted, with all its rules', (_, record, reason) => {
    const { row } = judged(record, ASSUME_WINDOWS);
    expect(row).toMatchObject({ outcome: 'permitted', reason: expect.stringContaining(reason) });
    expect(row.rules).toHaveLength(1);
    expect(row.excess).toEqual([]);
  });

  test('a group that the policy guards has what the policy approves', () => {
    const choice = { policy: policyMatching({ id: GROUP_ID }), assumedKind: null };
    expect(judged(authorize([rdpFrom('198.51.100.7/32')]), choice).row).toMatchObject({
      outcome: 'permitted',
      reason: expect.stringContaining('approved sources only'),
    });
    expect(judged(authorize([rdpFrom('198.51.100.0/23')]), choice).row.excess).toEqual([
      {
        protocol: 'tcp',
        fromPort: 3389,
        toPort: 3389,
        source: '198.51.101.0/24',
        direction: 'inbound',
      },
    ]);
  });

  test('a group that no guard matches is ignored', () => {
    const choice = { policy: policyMatching({ id: 'sg-other' }), assumedKind: null };
    const judgement = judged(authorize([rdpFrom('0.0.0.0/0')]), choice);
    expect(judgement).toMatchObject({
      unsettled: false,
      row: { outcome: 'ignored', groupId: GROUP_ID },
    });
  });

  test.each([[{ tag: { key: 'os', value: 'windows' } }], [{ vpc: 'vpc-1' }]])(
    'a group that only %j could select is ignored as unsettled, with the guard named',
    (selector) => {
      const choice = { policy: policyMatching(selector), assumedKind: null };
      expect(judged(authorize([rdpFrom('0.0.0.0/0')]), choice)).toMatchObject({
        unsettled: true,
        row: { outcome: 'ignored', reason: expect.stringContaining('hosts') },
      });
    },
  );

  test('an assumed kind guards every group, with the approvals of the policy’s own guard', () => {
    const assumedKind = 'directory';
    const record = authorize([rdpFrom('198.51.100.7/32')]);
    const matching = { policy: policyMatching({ id: GROUP_ID }), assumedKind } as const;
    const byTag = {
      policy: policyMatching({ tag: { key: 'os', value: '*' } }),
      assumedKind,
    } as const;
    expect(judged(record, matching).row.outcome).toBe('permitted');
    expect(judged(record, byTag).row.outcome).toBe('finding');
    const kerberos = permission({
      ipProtocol: 'tcp',
      fromPort: 88,
      toPort: 88,
      ipRanges: { items: [{ cidrIp: '198.51.100.7/32' }] },
    });
    expect(judged(authorize([kerberos]), matching).row.outcome).toBe('finding');
  });

  test('a failed call and a record that is not watched are ignored, each with its reason', () => {
    const failed = authorize([], undefined, { errorCode: 'Client.DryRunOperation' });
    expect(judged(failed, ASSUME_WINDOWS)).toMatchObject({
      watched: true,
      row: { outcome: 'ignored', reason: expect.stringContaining('Client.DryRunOperation') },
    });
    const other = authorize([], undefined, { eventName: 'DescribeInstances' });
    expect(judged(other, ASSUME_WINDOWS)).toMatchObject({
      watched: false,
      row: { outcome: 'ignored', reason: 'DescribeInstances is not watched' },
    });
  });

  test.each([
    [
      authorize([rdpFrom('0.0.0.0/0')], undefined, { eventName: 'AuthorizeSecurityGroupEgress' }),
      'Outbound traffic is not guarded by the policy',
      GROUP_ID,
    ],
    [
      ec2Call('DeleteSecurityGroup', { groupId: GROUP_ID }),
      'The group was deleted, and its rules with it',
      GROUP_ID,
    ],
    [
      wrappedCall('DeleteManagedPrefixList', { PrefixListId: 'pl-1' }),
      'The prefix list was deleted, which EC2 only does when no rule names it',
      null,
    ],
    [
      wrappedCall('RestoreManagedPrefixListVersion', { PrefixListId: 'pl-1', PreviousVersion: 1 }),
      'A replay cannot tell what the restored version of the prefix list holds: no record says it',
      null,
    ],
    [
      wrappedCall('ModifyManagedPrefixList', {
        PrefixListId: 'pl-1',
        AddEntry: { tag: 1, Cidr: '0.0.0.0/0' },
      }),
      'No record tells of a rule that names this prefix list: one that was made before the first record may',
      null,
    ],
    [
      wrappedCall('ModifyManagedPrefixList', { PrefixListId: 'pl-1', MaxEntries: 9 }),
      'The call changed no entry of the prefix list',
      null,
    ],
    [
      ec2Call('ModifyInstanceAttribute', { instanceId: 'i-1', kernel: { value: 'x' } }),
      'The call changed no group of an instance or network interface',
      null,
    ],
  ])('what is not judged is ignored with its reason: %#', (record, reason, groupId) => {
    expect(judged(record, ASSUME_WINDOWS)).toMatchObject({
      watched: true,
      row: { outcome: 'ignored', reason, groupId },
    });
  });

  test('an outbound rule is judged where the policy guards outbound, and the row says so', () => {
    const [guard] = policyMatching({ id: GROUP_ID }).guards;
    const outbound = new Map([['rdp', OFFICE]] as const);
    const policy = {
      ...policyMatching(),
      guards: guard === undefined ? [] : [{ ...guard, outbound }],
    };
    const call = (cidrIp: string) =>
      authorize([rdpFrom(cidrIp)], undefined, { eventName: 'AuthorizeSecurityGroupEgress' });
    const choice = { policy, assumedKind: null };
    expect(judged(call('198.51.100.7/32'), choice).row.outcome).toBe('permitted');
    expect(judged(call('10.0.0.0/8'), choice).row).toMatchObject({
      outcome: 'finding',
      reason: 'lets out TCP 3389 to 10.0.0.0/8, beyond what is approved',
      rules: [{ source: '10.0.0.0/8', direction: 'outbound' }],
      excess: [{ source: '10.0.0.0/8', direction: 'outbound' }],
    });
  });

  test('what cannot be decoded is undecodable whatever is guarded', () => {
    const choice = { policy: policyMatching({ id: 'sg-other' }), assumedKind: null };
    expect(judged(modify(editedRule({})), choice).row).toMatchObject({
      outcome: 'undecodable',
      groupId: GROUP_ID,
      rules: [],
      excess: [],
    });
  });
});
