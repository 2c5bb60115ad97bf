import { describe, expect, it } from 'vitest';
import { alsoLines, sourceLines } from '../../../../src/adapters/slack/blocks/sources.ts';
import type { Line } from '../../../../src/adapters/slack/blocks/text.ts';
import type { GroupSource } from '../../../../src/domain/weight/source-facts.ts';

const GROUP: GroupSource = {
  kind: 'group',
  groupId: 'sg-1',
  groupName: 'bastion-hosts',
  owner: { kind: 'ownVpc' },
  staleness: 'live',
  interfaces: { count: 3, isWhole: true },
};
const PEER: GroupSource = {
  ...GROUP,
  groupName: null,
  owner: { kind: 'peer', peeringId: 'pcx-1', vpcId: 'vpc-2', accountId: '999999999999' },
  interfaces: null,
};

function texts(lines: readonly Line[]): readonly string[] {
  return lines.map((line) => line.map((run) => ('text' in run ? run.text : '')).join(''));
}

function said(group: GroupSource, direction: 'inbound' | 'outbound' = 'inbound'): string {
  return texts(sourceLines({ groups: [group], lists: [], notKnown: [] }, direction)).join('\n');
}

describe('what a source is', () => {
  it.each<[string, Partial<GroupSource>, string]>([
    ['own VPC', {}, 'From: group sg-1 bastion-hosts of this VPC, 3 interfaces stand on it'],
    [
      'another VPC, one interface of perhaps more',
      { owner: { kind: 'ownAccount', vpcId: 'vpc-3' }, interfaces: { count: 1, isWhole: false } },
      'From: group sg-1 bastion-hosts of VPC vpc-3 of this account, at least 1 interface stands on it',
    ],
    [
      'nothing on it',
      { interfaces: { count: 0, isWhole: true } },
      'From: group sg-1 bastion-hosts of this VPC, nothing stands on it',
    ],
    [
      'another account',
      { ...PEER, owner: { kind: 'otherAccount', accountId: '999999999999' } },
      'From: group sg-1 of account 999999999999, what stands on it cannot be seen from here',
    ],
    [
      'a peer whose peering is gone',
      { ...PEER, staleness: 'peeringGone' },
      'From: group sg-1 of VPC vpc-2 of account 999999999999 by peering pcx-1, what stands on it cannot be seen from here; the reference is stale: the peering is gone, and it lets nobody in',
    ],
    [
      'a peer that may be stale',
      { ...PEER, staleness: 'unknown' },
      'From: group sg-1 of VPC vpc-2 of account 999999999999 by peering pcx-1, what stands on it cannot be seen from here; whether the reference is stale is not known',
    ],
  ])('%s', (_, overrides, text) => {
    expect(said({ ...GROUP, ...overrides })).toBe(text);
  });

  it('outbound', () => {
    expect(said({ ...PEER, staleness: 'groupGone' }, 'outbound')).toMatch(
      /^To: group sg-1 .*; the reference is stale: the group is gone, and nothing gets out by it$/,
    );
  });

  it('lists, and what could not be looked up', () => {
    const list = { kind: 'list', prefixListId: 'pl-1', listName: 'office', entryCount: 4 } as const;
    const lists = [
      { ...list, ownerId: '999999999999' },
      { ...list, ownerId: 'AWS', entryCount: 1 },
    ];
    const notKnown = ['AWS refused ec2:DescribeStaleSecurityGroups'];
    expect(texts(sourceLines({ groups: [], lists, notKnown }, 'inbound'))).toEqual([
      'From: prefix list pl-1 office of account 999999999999, 4 entries',
      'From: prefix list pl-1 office of AWS, 1 entry',
      'Not looked up: AWS refused ec2:DescribeStaleSecurityGroups.',
    ]);
  });

  it('many: counted', () => {
    const groups = Array.from({ length: 8 }, () => GROUP);
    const lines = texts(sourceLines({ groups, lists: [], notKnown: [] }, 'inbound'));
    expect(lines).toHaveLength(6);
    expect(lines.at(-1)).toBe('and 3 more groups and lists');
  });
});

describe('what else leaves it open', () => {
  const rule = { protocol: 'tcp', fromPort: 3000, toPort: 4000, source: '0.0.0.0/0' } as const;
  const rules = ['sgr-2', 'sgr-3', 'sgr-4', 'sgr-5'].map((ruleId) => ({ ...rule, ruleId }));

  it('is named, and the rest is counted', () => {
    const one = { rules: rules.slice(0, 1), excess: [rule], notKnown: [] };
    expect(texts(alsoLines(one, 'inbound'))).toEqual([
      'Also let in by: rule sgr-2 (tcp 3000-4000 from 0.0.0.0/0): reverting this alone leaves that open.',
    ]);
    const [all] = texts(alsoLines({ ...one, rules }, 'outbound'));
    expect(all).toMatch(
      /^Also let out by: rule sgr-2 \(tcp 3000-4000 to 0.0.0.0\/0\), .* and 1 more:/,
    );
  });

  it('says nothing where there is nothing, and what could not be read', () => {
    const none = { rules: [], excess: [], notKnown: [] };
    expect(alsoLines(none, 'inbound')).toEqual([]);
    expect(texts(alsoLines({ ...none, notKnown: ['denied'] }, 'inbound'))).toEqual([
      'Not looked up: what else lets it through: denied.',
    ]);
  });
});
