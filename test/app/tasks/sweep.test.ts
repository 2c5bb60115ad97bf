import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../src/app/ports.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';
import { source } from '../../domain/policy/change-of.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  modify,
  rdpFrom as rdpPermission,
} from '../../fixtures/cloudtrail/records.ts';
import { throttled } from '../../support/fake-groups.ts';
import { listOf } from '../../support/fake-lists.ts';
import {
  GROUP,
  HOME_ACCOUNT,
  RDP_FROM_ALL,
  REGION,
  rdpFrom,
  START,
} from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
/** More than one run takes, and less than two. */
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;
const APPROVED = rdpFrom('10.9.8.0/28', 'sgr-approved');
const WIDE = rdpFrom('198.51.100.0/24', 'sgr-wide');

/** A bench whose group has these rules, swept once. */
async function swept(
  rules: readonly PlannedRule[] = [APPROVED],
  prepare: (bench: WorkerBench) => void = () => undefined,
  policy = GUARDED,
): Promise<WorkerBench> {
  const bench = await workerBench([...rules]);
  prepare(bench);
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.start({ policy });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

async function sweepAgain(bench: WorkerBench): Promise<void> {
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.clock.advance(A_RUN_MS);
}

/** A bench that knew its group with the approved rule when these rules were added unheard. */
async function drifted(...added: readonly PlannedRule[]): Promise<WorkerBench> {
  const bench = await swept();
  bench.groups.rules = [APPROVED, ...added];
  await sweepAgain(bench);
  return bench;
}

async function onlyFinding({ store }: WorkerBench): Promise<Finding> {
  const { open, closed } = await store.countFindings();
  expect(open + closed).toBe(1);
  const finding = await store.finding('f-new-1');
  if (finding === null) throw new Error('The first id was not taken');
  return finding;
}

function hear({ needs }: WorkerBench, record: Fields): Promise<RecordOutcome> {
  return hearRecord(decode(record), { ...needs, policy: GUARDED });
}

/** The record of RDP opened to the world on the group, at a moment. */
function opening(at: number, eventID = 'event-late'): Fields {
  const answered = [
    answeredRule({ ...ON_GROUP, securityGroupRuleId: 'sgr-1', cidrIpv4: '0.0.0.0/0' }),
  ];
  const requestParameters = {
    groupId: GROUP.groupId,
    ipPermissions: { items: [rdpPermission('0.0.0.0/0')] },
  };
  const eventTime = new Date(at).toISOString();
  return authorize([], answered, { eventID, eventTime, requestParameters });
}

function approvingTheList(guard: Guard): Guard {
  const from = [source('10.9.8.0/28'), source('pl-1')];
  return { ...guard, approved: new Map([['rdp' as const, sourceSet(from)]]) };
}

const ON_GROUP = { groupId: GROUP.groupId };

function noticesOf({ channel }: WorkerBench) {
  return channel.messages.flatMap(({ shows }) => ('title' in shows ? [shows] : []));
}

describe('the first sweep is a baseline', () => {
  it('groups that were born open are one notice and no finding', async () => {
    const bench = await swept([APPROVED, RDP_FROM_ALL], ({ listing }) => {
      for (const id of ['sg-7', 'sg-8']) addOpenGroup({ listing }, id);
    });
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    expect(noticesOf(bench)).toMatchObject([
      { title: '3 groups were open beyond policy before Portcullis came', count: 1 },
    ]);
    expect(noticesOf(bench)[0]?.detail).toContain('win-web sg-1: RDP (TCP 3389) from 0.0.0.0/0');
    await sweepAgain(bench);
    expect(noticesOf(bench)).toHaveLength(1);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
  });

  it('nothing open is no notice; the group is known from then on', async () => {
    const bench = await swept();
    expect(bench.channel.messages).toEqual([]);
    expect(await bench.store.group(GROUP)).toMatchObject({
      groupName: 'win-web',
      inbound: [APPROVED],
    });
  });

  it('a group that appears later and is open is told too, in other words', async () => {
    const bench = await swept();
    addOpenGroup(bench, 'sg-9');
    await sweepAgain(bench);
    expect(noticesOf(bench)).toMatchObject([
      { title: '1 group was open beyond policy when Portcullis first saw it' },
    ]);
  });

  it('what a finding tells of already is not told again', async () => {
    const bench = await workerBench([APPROVED, RDP_FROM_ALL]);
    await bench.open('f-1');
    await bench.store.wantTask(TASK, bench.clock.now());
    await bench.start({ policy: GUARDED });
    await bench.clock.advance(A_RUN_MS);
    expect(noticesOf(bench)).toEqual([]);
  });

  it('groups that nobody guards are not read', async () => {
    const bench = await swept([APPROVED], ({ listing }) => {
      addOpenGroup({ listing }, 'sg-7', 'linux');
    });
    expect(await bench.store.group({ ...GROUP, groupId: 'sg-7' })).toBeNull();
    expect(noticesOf(bench)).toEqual([]);
  });
});

describe('drift', () => {
  it('what was opened unheard is a finding at once, by nobody known', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    expect(await onlyFinding(bench)).toMatchObject({
      opening: { kind: 'drift', call: null, otherwiseAt: expect.any(Number) },
      rules: [RDP_FROM_ALL],
      door: { ...GROUP, groupName: 'win-web' },
    });
    expect(bench.channel.messages).toHaveLength(1);
    await sweepAgain(bench);
    const { id } = await onlyFinding(bench);
    expect(await bench.eventKinds(id)).toEqual(['finding.opened']);
  });

  it('an edit that nobody told of keeps the old values, and its revert gives them back', async () => {
    const bench = await swept();
    bench.groups.rules = [rdpFrom('0.0.0.0/0', 'sgr-approved')];
    await sweepAgain(bench);
    const { previous } = await onlyFinding(bench);
    expect(previous).toMatchObject([{ ruleId: 'sgr-approved', source: '10.9.8.0/28' }]);
    await bench.approve('f-new-1');
    await bench.clock.advance(MINUTE_MS);
    expect((await onlyFinding(bench)).state.kind).toBe('closed');
    expect(bench.groups.rules).toMatchObject([APPROVED]);
  });

  it('a rule that adds nothing, or was made again under another id, is none', async () => {
    const again = { ...APPROVED, ruleId: 'sgr-2' };
    const bench = await drifted(rdpFrom('10.9.8.3/32', 'sgr-3'));
    bench.groups.rules = [again];
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    expect((await bench.store.group(GROUP))?.inbound).toMatchObject([again]);
  });

  it('a read that no other agrees with is not believed', async () => {
    const bench = await swept();
    const { rules } = bench.listing;
    let reads = 0;
    bench.listing.rules = async (query, pageToken) => {
      reads += 1;
      bench.groups.rules = reads === 1 ? [APPROVED, RDP_FROM_ALL] : [APPROVED];
      return rules(query, pageToken);
    };
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    expect((await bench.store.group(GROUP))?.inbound).toMatchObject([APPROVED]);
  });

  it('never moves what is known to an earlier moment, nor judges by it', async () => {
    const bench = await swept();
    const { rules } = bench.listing;
    bench.listing.rules = async (query, pageToken) => {
      const read = await rules(query, pageToken);
      await tellOfLater(bench);
      return read;
    };
    bench.groups.rules = [APPROVED, RDP_FROM_ALL];
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    expect((await bench.store.group(GROUP))?.groupName).toBe('win-later');
  });
});

describe('the late record of a drift', () => {
  it('joins the finding and tells who it was: one finding, one alert', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    const outcome = await hear(bench, opening(START + A_RUN_MS - MINUTE_MS));
    await bench.clock.settle();
    expect(outcome).toEqual({ kind: 'finding', findingId: 'f-new-1', isNew: false });
    expect(await onlyFinding(bench)).toMatchObject({
      opening: { kind: 'drift', call: { eventId: 'event-late', actor: { name: 'alice' } } },
    });
    expect(bench.channel.messages).toHaveLength(1);
    expect(await bench.eventKinds('f-new-1')).toEqual(['finding.opened', 'finding.explained']);
    expect(bench.channel.messages[0]?.thread.map(({ kind }) => kind)).toEqual([
      'finding.explained',
    ]);
  });

  it('of an edit explains it too, without another look', async () => {
    const bench = await swept();
    bench.groups.rules = [rdpFrom('0.0.0.0/0', 'sgr-approved')];
    await sweepAgain(bench);
    const rule = { ...editedRule({ CidrIpv4: '0.0.0.0/0' }, 'sgr-approved') };
    const eventTime = new Date(START + A_RUN_MS).toISOString();
    const requestParameters = {
      ModifySecurityGroupRulesRequest: { GroupId: GROUP.groupId, SecurityGroupRule: rule },
    };
    await hear(bench, modify(rule, { eventID: 'event-edit', eventTime, requestParameters }));
    expect(await bench.eventKinds('f-new-1')).toEqual(['finding.opened', 'finding.explained']);
  });

  it('explains a finding that is closed by then, and opens no second one', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    await bench.approve('f-new-1');
    await bench.clock.advance(MINUTE_MS);
    expect((await onlyFinding(bench)).state.kind).toBe('closed');
    await hear(bench, opening(START + A_RUN_MS));
    expect(await onlyFinding(bench)).toMatchObject({
      state: { kind: 'closed' },
      opening: { call: { eventId: 'event-late' } },
    });
    expect(await bench.store.verifyLog()).toMatchObject({ kind: 'verified' });
  });

  it('from long before is not its explanation', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    await hear(bench, opening(START - 10 * MINUTE_MS));
    expect((await onlyFinding(bench)).opening).toMatchObject({ call: null });
  });
});

describe('a sweep and doors that are shut', () => {
  it('a finding whose rule is gone is looked at, and closes', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    bench.groups.rules = [APPROVED];
    await sweepAgain(bench);
    expect((await onlyFinding(bench)).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'unknown' },
    });
    expect(await bench.eventKinds('f-new-1')).toContain('door.missed');
  });

  it('a rule that one hides which is gone is a finding: they may not have been there together', async () => {
    const bench = await swept([APPROVED, rdpFrom('0.0.0.0/0', 'sgr-wide')]);
    bench.groups.rules = [APPROVED, rdpFrom('198.51.100.0/24', 'sgr-more')];
    await sweepAgain(bench);
    const [finding] = await bench.store.openFindings(10);
    expect(finding).toMatchObject({ rules: [{ ruleId: 'sgr-more' }] });
  });

  it('a rule that one hides which is there still, or that was narrowed, is no finding', async () => {
    const wide = rdpFrom('0.0.0.0/0', 'sgr-wide');
    const bench = await swept([APPROVED, wide]);
    bench.groups.rules = [APPROVED, wide, rdpFrom('198.51.100.0/24', 'sgr-more')];
    await sweepAgain(bench);
    bench.groups.rules = [APPROVED, rdpFrom('203.0.113.0/24', 'sgr-wide')];
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
  });

  it('a rule that a list approves which no rule names is no finding', async () => {
    const list = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: 'pl-1' };
    const policy = { ...GUARDED, guards: GUARDED.guards.map(approvingTheList) };
    const prepare = ({ lists }: WorkerBench) => {
      lists.known.set('pl-1', listOf(list, ['198.51.100.0/24']));
    };
    const bench = await swept([APPROVED], prepare, policy);
    bench.groups.rules = [APPROVED, rdpFrom('198.51.100.0/25', 'sgr-more')];
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 0 });
    bench.groups.rules = [APPROVED, rdpFrom('198.51.101.0/25', 'sgr-more')];
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
  });

  it.each([
    ['closed since its group was compared', [], 1],
    ['there still', [WIDE], 0],
  ] as const)(
    'what a list has grown by is hidden by no rule unless reads show it: %s',
    async (_, still, open) => {
      const list = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: 'pl-1' };
      const naming = rdpFrom('pl-1', 'sgr-list');
      const bench = await swept([naming, WIDE], ({ lists }) => {
        lists.known.set('pl-1', listOf(list, ['10.9.8.0/29']));
      });
      const grown = listOf(list, ['10.9.8.0/29', '198.51.100.0/25'], { version: 2 });
      const { list: listAll } = bench.lists;
      bench.lists.known.set('pl-1', grown);
      bench.lists.list = (...asked) => {
        bench.groups.rules = [naming, ...still];
        return listAll(...asked);
      };
      await sweepAgain(bench);
      expect(await bench.store.countFindings()).toEqual({ open, closed: 0 });
    },
  );

  it.each([
    [2, 0],
    [3, 1],
  ])(
    'an entry hides a narrower one unless it may have gone before that came: version %i',
    async (version, open) => {
      const list = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: 'pl-1' };
      const bench = await swept([rdpFrom('pl-1', 'sgr-list')], ({ lists }) => {
        lists.known.set('pl-1', listOf(list, ['198.51.100.0/24']));
      });
      bench.lists.known.set('pl-1', listOf(list, ['198.51.100.0/25'], { version }));
      await sweepAgain(bench);
      expect(await bench.store.countFindings()).toEqual({ open, closed: 0 });
    },
  );

  it('a finding of a list is looked at when the rule that names the list is gone', async () => {
    const list = { accountId: HOME_ACCOUNT, region: REGION, prefixListId: 'pl-1' };
    const naming = rdpFrom('pl-1', 'sgr-list');
    const bench = await swept([APPROVED, naming], ({ lists }) => {
      lists.known.set('pl-1', listOf(list, ['10.9.8.0/29']));
    });
    bench.lists.known.set('pl-1', listOf(list, ['10.9.8.0/29', '198.51.100.0/24'], { version: 2 }));
    await sweepAgain(bench);
    const [finding] = await bench.store.openFindings(10);
    expect(finding?.door.kind).toBe('list');
    bench.groups.rules = [APPROVED, { ...naming, ruleId: 'sgr-again' }];
    await sweepAgain(bench);
    const id = finding?.id ?? '';
    expect(await bench.eventKinds(id)).not.toContain('door.missed');
    bench.groups.rules = [APPROVED];
    await sweepAgain(bench);
    expect(await bench.eventKinds(id)).toContain('door.missed');
    expect((await bench.finding(id)).state).toMatchObject({ kind: 'closed' });
  });

  it('a group that is gone is forgotten, and its finding is looked at', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    bench.listing.isListed = false;
    bench.groups.rules = [];
    await sweepAgain(bench);
    expect(await bench.store.group(GROUP)).toBeNull();
    expect((await onlyFinding(bench)).state.kind).toBe('closed');
  });

  it('a group that could not be looked at is not forgotten', async () => {
    const bench = await drifted(RDP_FROM_ALL);
    bench.listing.isListed = false;
    bench.groups.describeGroup = async () => ({ kind: 'couldNotLook', reason: 'denied' });
    await sweepAgain(bench);
    expect(await bench.store.group(GROUP)).not.toBeNull();
    expect((await onlyFinding(bench)).state.kind).toBe('open');
  });
});

describe('a sweep that is disturbed', () => {
  it('throttled, goes on where it was', async () => {
    const bench = await swept([APPROVED, RDP_FROM_ALL], ({ listing }) => {
      listing.pageSize = 1;
      for (const id of ['sg-7', 'sg-8']) addOpenGroup({ listing }, id);
      listing.nextFailures.push(null, null, null, throttled());
    });
    expect(noticesOf(bench)).toMatchObject([
      { title: '3 groups were open beyond policy before Portcullis came' },
    ]);
    expect(bench.listing.calls.filter((call) => call === 'groups')).toHaveLength(4);
  });

  it('refused a token that is too old, begins again and counts nothing twice', async () => {
    const refused = new OutsideError('aws_failed', 'InvalidParameterValue', { isRetryable: false });
    const bench = await swept([APPROVED, RDP_FROM_ALL], ({ listing }) => {
      listing.pageSize = 1;
      addOpenGroup({ listing }, 'sg-7');
      listing.nextFailures.push(null, null, null, refused);
    });
    expect(noticesOf(bench)).toMatchObject([
      { title: '2 groups were open beyond policy before Portcullis came', count: 1 },
    ]);
  });

  it('a rule that is not understood makes its group a notice, and the others are compared', async () => {
    const bench = await swept([APPROVED, RDP_FROM_ALL], ({ listing }) => {
      const group = { groupId: 'sg-7', groupName: 'win-odd', vpcId: null, tags: new Map() };
      const rule = { kind: 'notUnderstood', groupId: 'sg-7', reason: 'protocol 999' } as const;
      listing.others.set('sg-7', { group, rules: [rule] });
    });
    const titles = noticesOf(bench).map(({ title }) => title);
    expect(titles).toHaveLength(2);
    expect(titles.join()).toContain('is not understood');
    expect(await bench.store.group({ ...GROUP, groupId: 'sg-7' })).toBeNull();
  });
});

/** A group of its own name that lets everybody in. */
function addOpenGroup(
  { listing }: Pick<WorkerBench, 'listing'>,
  groupId: string,
  groupName = `win-${groupId}`,
): void {
  const group = { groupId, groupName, vpcId: null, tags: new Map() };
  const rule = { ...rdpFrom('0.0.0.0/0', `sgr-of-${groupId}`), description: null };
  listing.others.set(groupId, { group, rules: [{ kind: 'inbound', groupId, rule }] });
}

/** Lets something later be learnt of the group while a sweep has it in hand. */
async function tellOfLater({ store, clock }: WorkerBench): Promise<void> {
  const group = await store.group(GROUP);
  if (group === null) throw new Error('The group is not known');
  const later = { ...group, groupName: 'win-later', observedAt: clock.now() + MINUTE_MS };
  await store.observe(
    [later],
    () => ({ changes: [], group: later }),
    () => null,
    clock.now(),
  );
}

describe('what policy exempted for a time', () => {
  const rule = rdpFrom('203.0.113.0/24', 'sgr-exempted');
  const { ruleId: _, ...row } = rule;
  const policyUntil = (until: number): Policy => ({
    ...GUARDED,
    exemptions: {
      standing: [{ groupId: GROUP.groupId, direction: 'inbound', rows: [row], until, reason: 'r' }],
    },
  });

  /** A bench whose group got the exempted rule unheard, swept with a policy that exempts it until a moment. */
  async function sweptUntil(until: number): Promise<WorkerBench> {
    const bench = await workerBench([APPROVED]);
    await bench.store.wantTask(TASK, bench.clock.now());
    await bench.start({ policy: policyUntil(until) });
    await bench.clock.advance(A_RUN_MS);
    bench.groups.rules = [APPROVED, rule];
    await sweepAgain(bench);
    return bench;
  }

  it('is no finding until its end, and one from the next sweep on', async () => {
    const until = START + 10 * MINUTE_MS;
    const bench = await sweptUntil(until);
    expect(await bench.store.openFindings(10)).toEqual([]);
    await bench.clock.advance(until - bench.clock.now());
    await sweepAgain(bench);
    const [finding, ...others] = await bench.store.openFindings(10);
    expect(others).toEqual([]);
    expect(finding?.excess.map(({ source }) => source)).toEqual(['203.0.113.0/24']);
    expect(finding?.previous).toEqual([]);
    // It is told once.
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toHaveLength(1);
  });
});
