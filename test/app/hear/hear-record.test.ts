import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { Job, Post } from '../../../src/app/ports.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import {
  ACCOUNT_ID,
  answeredRule,
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
} from '../../fixtures/cloudtrail/records.ts';
import { rdpFrom as plannedRdp } from '../../support/findings.ts';
import { type Hearing, hearing, meanwhile, NOW, seenClosed } from './hearing.ts';

let events = 0;
/** Makes a record another one: the same but for its identity. */
function newEvent(): Fields {
  events += 1;
  return { eventID: `e-${events}` };
}

function openRdp(ruleId: string, cidrIpv4: string, overrides: Fields = {}): Fields {
  const answered = [answeredRule({ securityGroupRuleId: ruleId, cidrIpv4 })];
  return authorize([rdpFrom(cidrIpv4)], answered, { ...newEvent(), ...overrides });
}

function edit(ruleId: string, CidrIpv4: string): Fields {
  return modify(editedRule({ CidrIpv4 }, ruleId), newEvent());
}

function remove(ruleId: string, cidr: string): Fields {
  const asked = { ipPermissions: { items: [rdpFrom(cidr)] } };
  const gone = [answeredRule({ securityGroupRuleId: ruleId, cidrIpv4: cidr })];
  return revoke(asked, gone, newEvent());
}

function knownRdp(ruleId: string, source: string): KnownRule {
  return { ...plannedRdp(source, ruleId), description: null };
}

function ruleIds({ rules }: Finding): readonly (string | null)[] {
  return rules.map(({ ruleId }) => ruleId);
}

describe('hearRecord() of added rules', () => {
  it('five rules of which two offend are one finding that names the two', async () => {
    const { hear, open } = await hearing();
    const cidrs = ['10.9.8.0/29', '0.0.0.0/0', '10.9.8.8/29', '203.0.113.0/24', '10.9.8.3/32'];
    const answered = cidrs.map((cidrIpv4, i) => {
      return answeredRule({ securityGroupRuleId: `sgr-${i}`, cidrIpv4 });
    });
    const outcome = await hear(authorize([rdpFrom(...cidrs)], answered));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: true });
    const findings = await open();
    expect(findings.map(ruleIds)).toEqual([['sgr-1', 'sgr-3']]);
    expect(findings[0]).toMatchObject({
      door: { groupId: GROUP_ID, groupName: 'win-web', guardName: 'windows-servers' },
      opening: { actor: { name: 'alice' }, kind: 'rulesAdded' },
      doubt: null,
    });
  });

  it('one call with both families, a list and a group tells of all of them (trap 2)', async () => {
    const { hear, open } = await hearing();
    const sources = {
      ipRanges: { items: [{ cidrIp: '203.0.113.0/24' }] },
      ipv6Ranges: { items: [{ cidrIpv6: '::/0' }] },
      prefixListIds: { items: [{ prefixListId: 'pl-1' }] },
      groups: { items: [{ groupId: 'sg-2', userId: ACCOUNT_ID }] },
    };
    const traffic = { ipProtocol: 'tcp', fromPort: 3389, toPort: 3389 };
    await hear(authorize([permission({ ...traffic, ...sources })]));
    const [finding] = await open();
    expect(finding?.rules.map(({ source }) => source).sort()).toEqual([
      '203.0.113.0/24',
      '::/0',
      'pl-1',
      'sg-2',
    ]);
  });

  it.each([
    ['all traffic', { ipProtocol: '-1' }],
    ['UDP', { ipProtocol: 'udp', fromPort: 3389, toPort: 3389 }],
    ['a range around the port', { ipProtocol: 'tcp', fromPort: 3000, toPort: 4000 }],
  ])('%s is a finding (traps 1 and 3)', async (_, traffic) => {
    const { hear } = await hearing();
    const ipRanges = { items: [{ cidrIp: '0.0.0.0/0' }] };
    const outcome = await hear(authorize([permission({ ...traffic, ipRanges })]));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('heard twice is one finding, without another word', async () => {
    const { hear, open } = await hearing();
    const record = openRdp('sgr-1', '0.0.0.0/0');
    const first = await hear(record);
    expect(await hear(record)).toEqual(first);
    expect((await open()).map(({ version }) => version)).toEqual([1]);
  });

  it('the same door again joins its finding, with the new id of the rule', async () => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const outcome = await hear(openRdp('sgr-2', '0.0.0.0/0'));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    expect((await open()).map(ruleIds)).toEqual([['sgr-2']]);
  });

  it('of partly known doors makes one new finding, of the new ones only', async () => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const answered = ['0.0.0.0/0', '203.0.113.0/24'].map((cidrIpv4, i) => {
      return answeredRule({ securityGroupRuleId: `sgr-${7 + i}`, cidrIpv4 });
    });
    const both = [rdpFrom('0.0.0.0/0', '203.0.113.0/24')];
    const outcome = await hear(authorize(both, answered, newEvent()));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
    expect((await open()).map(ruleIds)).toEqual([['sgr-7'], ['sgr-8']]);
  });

  it('two openings in one account at once are two findings (trap 10)', async () => {
    const { hear, open } = await hearing();
    await Promise.all([
      hear(openRdp('sgr-1', '0.0.0.0/0')),
      hear(openRdp('sgr-2', '203.0.113.0/24')),
    ]);
    expect(await open()).toHaveLength(2);
  });

  it('the same door after it was closed has come back, and is no new story', async () => {
    const { hear, open, store } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const by = { kind: 'unknown' } as const;
    const seenClosed = { kind: 'door.seenClosed', by, at: NOW } as const;
    await store.change('f-1', () => ({ kind: 'events', events: [seenClosed] }), NOW);
    expect(await hear(openRdp('sgr-2', '0.0.0.0/0'))).toEqual({
      kind: 'finding',
      findingId: 'f-1',
      isNew: false,
    });
    expect(await open()).toMatchObject([{ id: 'f-1', returns: 1 }]);
  });

  it.each([
    ['of a group that nobody guards', 'other', 'ignored'],
    ['of a guarded group, from where it is approved', 'win-web', 'permitted'],
  ])('%s is no finding', async (_, groupName, kind) => {
    const { hear, open, groups } = await hearing();
    groups.facts = { kind: 'found', value: { groupName, vpcId: null, tags: new Map() } };
    expect(await hear(openRdp('sgr-1', '10.9.8.1/32'))).toMatchObject({ kind });
    expect(await open()).toEqual([]);
  });

  it('a call that failed opened nothing (trap 17)', async () => {
    const { hear, open } = await hearing();
    const failed = openRdp('sgr-1', '0.0.0.0/0', { errorCode: 'Client.UnauthorizedOperation' });
    expect(await hear(failed)).toEqual({
      kind: 'ignored',
      reason: 'The call failed with Client.UnauthorizedOperation and changed nothing',
    });
    expect(await open()).toEqual([]);
  });
});

describe('a door beside the door of an open finding', () => {
  it('is a finding of its own: it would stay open when the other one is reverted', async () => {
    const { hear, open, groups } = await hearing();
    const wide = knownRdp('sgr-1', '0.0.0.0/0');
    groups.rules = { kind: 'found', value: { inbound: [wide], outbound: [] } };
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const within = knownRdp('sgr-2', '203.0.113.0/24');
    groups.rules = { kind: 'found', value: { inbound: [wide, within], outbound: [] } };
    const outcome = await hear(openRdp('sgr-2', '203.0.113.0/24'));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-2', isNew: true });
    expect((await open()).map(ruleIds)).toEqual([['sgr-1'], ['sgr-2']]);
  });

  it('is told with the other rules of its call, where the wider one is long gone unheard', async () => {
    const { hear, open, groups, needs } = await hearing();
    const missed = knownRdp('sgr-1', '198.51.100.0/24');
    groups.rules = { kind: 'found', value: { inbound: [missed], outbound: [] } };
    await hear(openRdp('sgr-2', '10.9.8.1/32'));
    groups.rules = { kind: 'found', value: { inbound: [], outbound: [] } };
    const within = ['198.51.100.0/25', '203.0.113.0/24'];
    const answered = within.map((cidrIpv4, i) => {
      return answeredRule({ securityGroupRuleId: `sgr-${5 + i}`, cidrIpv4 });
    });
    const record = decode(authorize([rdpFrom(...within)], answered, newEvent()));
    const clock = { ...needs.clock, now: () => NOW + 1_000 };
    await hearRecord(record, { ...needs, clock });
    expect((await open()).map(ruleIds)).toEqual([['sgr-5', 'sgr-6']]);
  });

  it('is no finding where the wider door was open before Portcullis knew the group', async () => {
    const { hear, groups } = await hearing();
    const inbound = [knownRdp('sgr-1', '0.0.0.0/0'), knownRdp('sgr-2', '203.0.113.0/24')];
    groups.rules = { kind: 'found', value: { inbound, outbound: [] } };
    expect(await hear(openRdp('sgr-2', '203.0.113.0/24'))).toEqual({
      kind: 'permitted',
      reason: 'It opens nothing that was not open already',
    });
  });
});

describe('a rule that EC2 shows no more hides nothing', () => {
  const group = { accountId: ACCOUNT_ID, region: 'eu-central-1', groupId: GROUP_ID };

  /** The inventory has these rules; EC2 shows those of `shown` alone. */
  async function known(
    { store, groups }: Hearing,
    inbound: readonly KnownRule[],
    shown: readonly KnownRule[],
  ): Promise<void> {
    const facts = { groupName: 'win-web', vpcId: 'vpc-1', tags: {} };
    const state = { ...group, ...facts, inbound, outbound: [], observedAt: NOW - 10_000 };
    const about = { groups: [group], lists: [], interfaces: [] };
    await store.learn(about, () => ({ changes: [], learnt: [{ kind: 'group', state }] }), NOW);
    groups.rules = { kind: 'found', value: { inbound: shown, outbound: [] } };
  }

  it('of what an edit lets in; what the rule said before stays known', async () => {
    const on = await hearing();
    const old = knownRdp('sgr-1', '10.9.8.1/32');
    const gone = knownRdp('sgr-2', '198.51.100.0/25');
    await known(on, [old, gone], [knownRdp('sgr-1', '198.51.100.0/24')]);
    await on.hear(edit('sgr-1', '198.51.100.0/24'));
    const [finding] = await on.open();
    expect(finding?.excess).toMatchObject([{ source: '198.51.100.0/24' }]);
    expect(finding?.previous).toMatchObject([{ ruleId: 'sgr-1', source: '10.9.8.1/32' }]);
  });

  it('of an edit that it alone would let pass; what the rule said before stays known', async () => {
    const on = await hearing();
    const old = knownRdp('sgr-1', '10.9.8.1/32');
    const gone = knownRdp('sgr-2', '0.0.0.0/0');
    await known(on, [old, gone], [knownRdp('sgr-1', '198.51.100.0/24')]);
    await on.hear(edit('sgr-1', '198.51.100.0/24'));
    const [finding] = await on.open();
    expect(finding?.previous).toMatchObject([{ ruleId: 'sgr-1', source: '10.9.8.1/32' }]);
    expect(finding?.doubt).toBeNull();
  });

  it('where more was heard of the group while EC2 was asked', async () => {
    const on = await hearing();
    const gone = knownRdp('sgr-2', '0.0.0.0/0');
    await known(on, [gone], []);
    const { describeRules } = on.groups;
    on.groups.describeRules = async (address) => {
      const about = { groups: [group], lists: [], interfaces: [] };
      await on.store.learn(about, ({ groups }) => ({ changes: [], learnt: later(groups) }), NOW);
      return describeRules(address);
    };
    const later = (groups: ReadonlyMap<string, GroupState>) =>
      [...groups.values()].map((each) => {
        return { kind: 'group', state: { ...each, observedAt: NOW + 5_000 } } as const;
      });
    const outcome = await on.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('even where one read shows it still: that may be stale', async () => {
    const on = await hearing();
    const gone = knownRdp('sgr-2', '0.0.0.0/0');
    const made = knownRdp('sgr-3', '198.51.100.0/24');
    await known(on, [gone], [made]);
    const { describeRules } = on.groups;
    const stale = [{ kind: 'found', value: { inbound: [gone, made], outbound: [] } }] as const;
    const answers = [...stale];
    on.groups.describeRules = async (address) => answers.shift() ?? describeRules(address);
    const outcome = await on.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(answers).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('nor one whose finding is closed only when all was read', async () => {
    const on = await hearing();
    const gone = knownRdp('sgr-2', '0.0.0.0/0');
    const made = knownRdp('sgr-3', '198.51.100.0/24');
    await known(on, [], [made]);
    await on.hear(openRdp('sgr-2', '0.0.0.0/0'));
    const { describeRules } = on.groups;
    const stale = [{ kind: 'found', value: { inbound: [gone, made], outbound: [] } }] as const;
    const answers = [...stale];
    on.groups.describeRules = async (address) => answers.shift() ?? describeRules(address);
    const closing = meanwhile(on, () => seenClosed(on, 'f-1'));
    const outcome = await closing.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(answers).toEqual([]);
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('nor one that is heard of, and its finding closed, only when nothing more is asked', async () => {
    const on = await hearing();
    await known(on, [], [knownRdp('sgr-3', '198.51.100.0/24')]);
    const closing = meanwhile(on, async () => {
      await on.hear(openRdp('sgr-2', '0.0.0.0/0'));
      await seenClosed(on, (await on.open())[0]?.id ?? '');
    });
    const outcome = await closing.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('and a rule that two reads show hides, whatever happens meanwhile', async () => {
    const on = await hearing();
    const both = [knownRdp('sgr-2', '0.0.0.0/0'), knownRdp('sgr-3', '198.51.100.0/24')];
    await known(on, [], both);
    const closing = meanwhile(on, async () => {
      await on.hear(openRdp('sgr-2', '0.0.0.0/0'));
      await seenClosed(on, (await on.open())[0]?.id ?? '');
    });
    const outcome = await closing.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(outcome).toMatchObject({ kind: 'permitted' });
  });

  it('nor what a read shows of a rule that was edited, of which no record has told yet', async () => {
    const on = await hearing();
    const shown = [knownRdp('sgr-2', '0.0.0.0/0'), knownRdp('sgr-3', '198.51.100.0/24')];
    await known(on, [knownRdp('sgr-2', '198.51.100.0/25')], shown);
    const outcome = await on.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
  });

  it('nor does one of which EC2 does not say whether it is there', async () => {
    const on = await hearing();
    await known(on, [knownRdp('sgr-2', '0.0.0.0/0')], []);
    on.groups.rules = { kind: 'couldNotLook', reason: 'denied' };
    const outcome = await on.hear(openRdp('sgr-3', '198.51.100.0/24'));
    expect(outcome).toMatchObject({ kind: 'finding', isNew: true });
    expect((await on.open())[0]?.doubt).toContain('Could not look at the group: denied');
  });
});

describe('what cannot be looked at counts as guarded:', () => {
  it('a look that is denied is a doubt in the finding', async () => {
    const { hear, open, groups } = await hearing();
    groups.facts = { kind: 'couldNotLook', reason: 'AWS refused ec2:DescribeSecurityGroups' };
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const [finding] = await open();
    expect(finding?.doubt).toContain('AWS refused ec2:DescribeSecurityGroups');
    expect(finding?.doubt).toContain('counts as guarded');
  });

  it('a group that is gone already', async () => {
    const { hear, open, groups } = await hearing();
    groups.facts = { kind: 'notThere' };
    expect(await hear(openRdp('sgr-1', '0.0.0.0/0'))).toMatchObject({ kind: 'finding' });
    expect((await open())[0]?.doubt).toContain('EC2 does not know the group');
  });

  it('a group that is named by name only: an alert, and no plan', async () => {
    const { hear, open } = await hearing();
    const requestParameters = {
      groupName: 'win-classic',
      ipPermissions: { items: [rdpFrom('0.0.0.0/0')] },
    };
    await hear(authorize([], undefined, { ...newEvent(), requestParameters }));
    const [finding] = await open();
    expect(finding?.door).toMatchObject({ groupId: null, groupName: 'win-classic' });
    expect(finding && planRevert(finding, new Set([ACCOUNT_ID]))).toBe('groupIdUnknown');
  });

  it('a group that a stricter guard may match before the one that does', async () => {
    const { groups, needs } = await hearing();
    groups.facts = { kind: 'couldNotLook', reason: 'denied' };
    const selector = { tag: { key: 'tier', value: '0' } };
    const strict = {
      name: 'tier-0',
      kind: 'windows',
      match: [selector],
      approved: new Map(),
    } as const;
    const [lax] = needs.policy.guards;
    const policy = {
      ...needs.policy,
      guards: lax === undefined ? [] : [strict, { ...lax, match: [{ id: GROUP_ID }] }],
    };
    const record = decode(openRdp('sgr-1', '10.9.8.1/32'));
    expect(await hearRecord(record, { ...needs, policy })).toMatchObject({ kind: 'finding' });
  });

  it('a record that cannot be read is a notice', async () => {
    const { hear, open, store } = await hearing();
    const record = authorize([{ ipProtocol: 7.5 }], undefined, newEvent());
    expect(await hear(record)).toMatchObject({ kind: 'undecodable' });
    expect(await open()).toEqual([]);
    const hour = Math.floor(NOW / 3_600_000);
    const post = await store.post(
      `undecodable/${ACCOUNT_ID}/AuthorizeSecurityGroupIngress/${hour}`,
    );
    expect(post?.subject).toMatchObject({ kind: 'notice', notice: { count: 1 } });
  });

  it.each([
    ['prefix list pl-1', wrappedCall('ModifyManagedPrefixList', { PrefixListId: 'pl-1' })],
    ['something that it does not name', ec2Call('DetachNetworkInterface', null)],
  ])('a notice says that it is on %s', async (subject, record) => {
    const { hear, store } = await hearing();
    expect(await hear({ ...record, ...newEvent() })).toMatchObject({ kind: 'undecodable' });
    const hour = Math.floor(NOW / 3_600_000);
    const post = await store.post(`undecodable/${ACCOUNT_ID}/${record.eventName}/${hour}`);
    expect(post?.subject).toMatchObject({
      notice: { detail: expect.stringContaining(`on ${subject}. Look at`) },
    });
  });

  it.each([
    [
      'The call changed no entry of the prefix list',
      wrappedCall('ModifyManagedPrefixList', { PrefixListId: 'pl-1', MaxEntries: 9 }),
    ],
    [
      'The call changed no group of an instance or network interface',
      ec2Call('ModifyInstanceAttribute', { instanceId: 'i-1', userData: '***OMITTED***' }),
    ],
  ])('ignored: %s', async (reason, record) => {
    const { hear } = await hearing();
    expect(await hear({ ...record, ...newEvent() })).toEqual({ kind: 'ignored', reason });
  });

  it.each([['nothing'], ['soon'], [7]])('a record whose time is %s', async (eventTime) => {
    const { hear, open } = await hearing();
    const record = openRdp('sgr-1', '0.0.0.0/0', { eventTime });
    expect(await hear(record)).toMatchObject({ kind: 'finding', isNew: true });
    expect((await open())[0]?.opening.at).toBe(NOW);
  });

  it('what a record that cannot be read left of the rules of its group', async () => {
    const { hear, store } = await hearing();
    await hear(openRdp('sgr-1', '10.9.8.1/32'));
    const group = { accountId: ACCOUNT_ID, region: 'eu-central-1', groupId: GROUP_ID };
    expect(await store.group(group)).not.toBeNull();
    await hear(authorize([{ ipProtocol: 7.5 }], undefined, newEvent()));
    expect(await store.group(group)).toBeNull();
  });

  it('what EC2 cannot answer now is thrown, and has no outcome yet', async () => {
    const { hear, groups, store } = await hearing();
    const { describeGroup } = groups;
    groups.describeGroup = () => Promise.reject(new Error('throttled'));
    const record = openRdp('sgr-1', '0.0.0.0/0');
    await expect(hear(record)).rejects.toThrow('throttled');
    expect((await store.recordSummary()).lastAt).toBeNull();
    groups.describeGroup = describeGroup;
    expect(await hear(record)).toMatchObject({ kind: 'finding', isNew: true });
  });
});

describe('hearRecord() of edited rules', () => {
  it('a harmless rule edited to be open is a finding', async () => {
    const { hear, open } = await hearing();
    expect(await hear(edit('sgr-1', '0.0.0.0/0'))).toMatchObject({ kind: 'finding', isNew: true });
    expect((await open())[0]?.opening.kind).toBe('rulesEdited');
  });

  it.each([
    ['to something else that offends', '203.0.113.0/24'],
    ['to something approved', '10.9.8.1/32'],
    ['to what it was', '0.0.0.0/0'],
  ])('a rule of an open finding edited %s is looked at, and no second finding', async (_, cidr) => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const outcome = await hear(edit('sgr-1', cidr));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    const findings = await open();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ lookAt: NOW, touchedBy: { name: 'alice' } });
  });

  it('is looked at even when the group is not guarded any more', async () => {
    const { hear, open, groups } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    groups.facts = {
      kind: 'found',
      value: { groupName: 'renamed', vpcId: null, tags: new Map() },
    };
    await hear(edit('sgr-1', '10.9.8.1/32'));
    expect((await open())[0]).toMatchObject({ lookAt: NOW });
  });

  it('during the revert of their finding join it, and do not close it', async () => {
    const { hear, open, store } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const approved = { kind: 'revert.approved', by: 'U1', planHash: 'h', at: NOW } as const;
    await store.change('f-1', () => ({ kind: 'events', events: [approved] }), NOW);
    const outcome = await hear(edit('sgr-1', '203.0.113.0/24'));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    expect((await open())[0]).toMatchObject({ state: { kind: 'executing' } });
  });

  it('of a group that was guarded once are kept, so that no old value is given back later', async () => {
    const { hear, needs, store } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const policy = { ...needs.policy, guards: [] };
    const later = { ...edit('sgr-1', '10.1.0.0/16'), eventTime: new Date(NOW).toISOString() };
    await hearRecord(decode(later), { ...needs, policy });
    const group = { accountId: ACCOUNT_ID, region: 'eu-central-1', groupId: GROUP_ID };
    const known = await store.group(group);
    expect(known?.inbound.map(({ source }) => source)).toEqual(['10.1.0.0/16']);
  });

  it('only outbound is ignored', async () => {
    const { hear, groups } = await hearing();
    groups.rules = {
      kind: 'found',
      value: { inbound: [], outbound: [knownRdp('sgr-1', '0.0.0.0/0')] },
    };
    expect(await hear(edit('sgr-1', '0.0.0.0/0'))).toEqual({
      kind: 'ignored',
      reason: 'The policy does not guard what the group may reach',
    });
  });

  it('counts as inbound where the direction cannot be looked up', async () => {
    const { hear, open, groups } = await hearing();
    groups.rules = { kind: 'couldNotLook', reason: 'denied' };
    await hear(edit('sgr-1', '0.0.0.0/0'));
    expect((await open())[0]?.doubt).toContain('Could not look at the group: denied');
  });
});

describe('hearRecord() of removed rules', () => {
  it('closes nothing by itself: the finding is looked at, with who it was', async () => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const outcome = await hear(remove('sgr-1', '0.0.0.0/0'));
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-1', isNew: false });
    expect((await open())[0]).toMatchObject({
      state: { kind: 'open' },
      lookAt: NOW,
      touchedBy: { name: 'alice' },
    });
  });

  it('heard before the opening of the same second has the door looked at', async () => {
    const { hear, open } = await hearing();
    const eventTime = new Date(NOW).toISOString();
    await hear(openRdp('sgr-0', '10.9.8.1/32', { eventTime }));
    await hear({ ...remove('sgr-1', '0.0.0.0/0'), eventTime });
    await hear(openRdp('sgr-1', '0.0.0.0/0', { eventTime }));
    expect((await open())[0]).toMatchObject({ state: { kind: 'open' }, lookAt: NOW });
  });

  it('knows a rule by its id alone', async () => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    await hear(revoke({ securityGroupRuleIds: ['sgr-1'] }, undefined, newEvent()));
    expect((await open())[0]).toMatchObject({ lookAt: NOW });
  });

  it('of others leaves the finding alone', async () => {
    const { hear, open } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const earlier = { eventTime: '2026-03-01T09:30:00Z' };
    const outcome = await hear({ ...remove('sgr-2', '203.0.113.0/24'), ...earlier });
    expect(outcome).toEqual({ kind: 'permitted', reason: 'It only closes' });
    expect((await open())[0]).toMatchObject({ version: 1, touchedBy: null });
  });

  it('by our own revert does not disturb it', async () => {
    const { hear, open, store } = await hearing();
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const approved = { kind: 'revert.approved', by: 'U1', planHash: 'h', at: NOW } as const;
    const started = { kind: 'revert.started', planHash: 'h', at: NOW } as const;
    const events = [approved, started];
    await store.change('f-1', () => ({ kind: 'events', events }), NOW);
    const before = await open();
    expect(await hear(remove('sgr-1', '0.0.0.0/0'))).toMatchObject({ findingId: 'f-1' });
    expect(await open()).toEqual(before);
  });
});

describe('hearRecord() of a group that somebody else runs', () => {
  it('names who runs it, and makes no plan', async () => {
    const { hear, groups, open } = await hearing();
    const tags = new Map([['aws:eks:cluster-name', 'prod']]);
    groups.facts = { kind: 'found', value: { groupName: 'win-nodes', vpcId: 'vpc-1', tags } };
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    const [finding] = await open();
    expect(finding?.door).toMatchObject({ managedBy: 'Amazon EKS, cluster prod' });
    expect(finding && planRevert(finding, new Set([ACCOUNT_ID]))).toBe('managedElsewhere');
  });

  it('knows it by what EC2 said of the group where its rules could not be read', async () => {
    const { hear, groups, open } = await hearing();
    const tags = new Map([['elbv2.k8s.aws/cluster', 'prod']]);
    groups.facts = { kind: 'found', value: { groupName: 'win-nodes', vpcId: 'vpc-1', tags } };
    groups.rules = { kind: 'couldNotLook', reason: 'denied' };
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    expect((await open())[0]?.door.managedBy).toContain('load balancer controller, cluster prod');
  });
});

describe('hearRecord() of a call by the role of Portcullis', () => {
  const OWN = {
    userIdentity: {
      type: 'AssumedRole',
      principalId: 'AROAEXAMPLE:another-session',
      arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/portcullis/another-session`,
      accountId: ACCOUNT_ID,
    },
  };
  const NOTICE = "A change was made with Portcullis's own role, but not by Portcullis";

  async function notices({ store }: Hearing): Promise<readonly Post['subject'][]> {
    const jobs: Job[] = [];
    for (;;) {
      const lease = { token: `t-${jobs.length}`, ms: 60_000 };
      const job = await store.takeJob(NOW + 1, lease, ['show']);
      if (job === null) break;
      jobs.push(job);
    }
    const posts = await Promise.all(jobs.map(({ subject }) => store.post(subject)));
    return posts.flatMap((post) => (post?.subject.kind === 'notice' ? [post.subject] : []));
  }

  async function reverts(bench: Hearing, ...more: readonly FindingEvent[]): Promise<void> {
    const events: readonly FindingEvent[] = [
      { kind: 'revert.approved', by: 'U1', planHash: 'h', at: NOW },
      { kind: 'revert.started', planHash: 'h', at: NOW },
      ...more,
    ];
    await bench.store.change('f-1', () => ({ kind: 'events', events }), NOW);
  }

  it('that Portcullis did not make is marked on what it opened', async () => {
    const bench = await hearing();
    await bench.hear(openRdp('sgr-1', '0.0.0.0/0', OWN));
    expect(await bench.open()).toMatchObject([{ isByOwnRole: true }]);
    expect(await notices(bench)).toEqual([]);
  });

  it('by anybody else is not', async () => {
    const bench = await hearing();
    await bench.hear(openRdp('sgr-1', '0.0.0.0/0'));
    expect(await bench.open()).toMatchObject([{ isByOwnRole: false }]);
    expect(await notices(bench)).toEqual([]);
  });

  it.each([
    ['opens nothing beyond the approved', () => openRdp('sgr-1', '10.9.8.1/32', OWN)],
    ['only closes', () => ({ ...remove('sgr-1', '10.9.8.0/28'), ...OWN })],
  ])('that %s is a notice all the same', async (_, record) => {
    const bench = await hearing();
    expect(await bench.hear(record())).toMatchObject({ kind: 'permitted' });
    expect(await notices(bench)).toMatchObject([{ notice: { title: NOTICE } }]);
  });

  it('is a notice on a group that nobody guards, too', async () => {
    const bench = await hearing();
    const value = { groupName: 'linux', vpcId: null, tags: new Map() };
    bench.groups.facts = { kind: 'found', value };
    expect(await bench.hear(openRdp('sgr-1', '0.0.0.0/0', OWN))).toMatchObject({ kind: 'ignored' });
    expect(await notices(bench)).toMatchObject([{ notice: { title: NOTICE } }]);
  });

  it('is its own where the request is known', async () => {
    const bench = await hearing();
    await bench.hear(openRdp('sgr-1', '0.0.0.0/0'));
    await bench.store.noteOwnRequest('request-1', 'f-1');
    const ours = { ...remove('sgr-9', '10.9.8.0/28'), ...OWN, requestID: 'request-1' };
    await bench.hear(ours);
    expect(await notices(bench)).toEqual([]);
  });

  it('is its own while a revert does just that, and after one whose answer was lost', async () => {
    const during = await hearing();
    await during.hear(openRdp('sgr-1', '0.0.0.0/0'));
    await reverts(during);
    await during.hear({ ...remove('sgr-1', '0.0.0.0/0'), ...OWN });
    expect(await notices(during)).toEqual([]);

    const after = await hearing();
    await after.hear(openRdp('sgr-1', '0.0.0.0/0'));
    const by = { kind: 'revert', approvedBy: 'U1', requestId: null } as const;
    await reverts(after, { kind: 'door.seenClosed', by, at: NOW });
    await after.hear({ ...remove('sgr-1', '0.0.0.0/0'), ...OWN });
    expect(await notices(after)).toEqual([]);
  });

  it('is not its own when a revert does something else', async () => {
    const bench = await hearing();
    await bench.hear(openRdp('sgr-1', '0.0.0.0/0'));
    await reverts(bench);
    await bench.hear({ ...remove('sgr-9', '10.9.8.0/28'), ...OWN });
    expect(await notices(bench)).toMatchObject([{ notice: { title: NOTICE } }]);
  });
});

describe('hearRecord() of a revoke and an authorize by one actor', () => {
  const AT = '2026-03-01T10:00:';
  const removal = { ...remove('sgr-1', '10.9.8.0/28'), eventTime: `${AT}00Z` };
  const opening = openRdp('sgr-2', '0.0.0.0/0', { eventTime: `${AT}03Z` });
  const bastion = {
    ruleId: 'sgr-1',
    source: '10.9.8.0/28',
    removedAt: Date.parse(`${AT}00Z`),
  };

  /** The group is known, with the rule that is removed. */
  async function knowing(): Promise<Hearing> {
    const bench = await hearing();
    const inbound = [knownRdp('sgr-1', '10.9.8.0/28')];
    bench.groups.rules = { kind: 'found', value: { inbound, outbound: [] } };
    await bench.hear(openRdp('sgr-0', '10.9.8.1/32', { eventTime: '2026-03-01T09:00:00Z' }));
    return bench;
  }

  it('is one edit, the revoke heard first', async () => {
    const { hear, open } = await knowing();
    expect(await hear(removal)).toMatchObject({ kind: 'permitted' });
    await hear(opening);
    expect(await open()).toMatchObject([{ version: 1, inPlaceOf: [bastion] }]);
  });

  it('is one edit, the revoke heard after', async () => {
    const { hear, open } = await knowing();
    await hear(opening);
    const outcome = await hear(removal);
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-2', isNew: false });
    expect(await open()).toMatchObject([{ version: 2, inPlaceOf: [bastion] }]);
  });

  it.each([
    ['by two actors', { userIdentity: { type: 'IAMUser', arn: 'arn:x', userName: 'erin' } }],
    ['a while apart', { eventTime: '2026-03-01T09:58:00Z' }],
  ])('%s is two stories', async (_, overrides) => {
    const { hear, open } = await knowing();
    await hear({ ...removal, ...overrides });
    await hear(opening);
    expect(await open()).toMatchObject([{ inPlaceOf: [] }]);
  });

  it('of the same door is no edit', async () => {
    const { hear, open } = await knowing();
    await hear(opening);
    await hear({ ...remove('sgr-2', '0.0.0.0/0'), eventTime: `${AT}04Z` });
    expect(await open()).toMatchObject([{ inPlaceOf: [], touchedBy: { name: 'alice' } }]);
  });
});

describe('a group of which nothing is known', () => {
  it('is asked for together with its rules, not before them', async () => {
    const { hear, open, groups } = await hearing();
    const rulesAsked = Promise.withResolvers<void>();
    const { describeGroup, describeRules } = groups;
    groups.describeGroup = async (address) => {
      await rulesAsked.promise;
      return describeGroup(address);
    };
    groups.describeRules = (address) => {
      rulesAsked.resolve();
      return describeRules(address);
    };
    await hear(openRdp('sgr-1', '0.0.0.0/0'));
    expect((await open())[0]?.door).toMatchObject({ groupName: 'win-web' });
  });
});
