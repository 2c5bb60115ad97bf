import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { channelTrouble } from '../../src/app/channel-trouble.ts';
import { openDesk } from '../../src/app/desk/open-desk.ts';
import { SCOPE_LINES_MAX } from '../../src/app/desk/show-scope.ts';
import type { MessageAddress } from '../../src/app/ports.ts';
import { connectionsNotKnown } from '../../src/domain/tracking/connections.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { fakePeople } from '../support/fake-people.ts';
import {
  HOME_ACCOUNT,
  OWN_ACCOUNTS,
  opened,
  POLICY,
  REGION,
  rdpFrom,
  recordKey,
  START,
} from '../support/findings.ts';

const MESSAGE: MessageAddress = { channelId: 'C1', messageTs: '1.000100' };
const TOUCH = { userId: 'U1', findingId: 'f-1', address: MESSAGE };

/** The desk with one open finding, and what it made of copies of its alert. */
async function desk() {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  const outcome = { kind: 'finding', findingId: 'f-1', isNew: true } as const;
  const changes = [{ findingId: 'f-1', events: [opened('f-1')] }];
  const admission = { outcome, changes, notice: null, learnt: [] };
  await store.admit(recordKey('e-1'), () => admission, START);
  const retired: MessageAddress[] = [];
  const retire = async (copy: MessageAddress) => void retired.push(copy);
  const ignore = () => undefined;
  const approver = {
    userId: 'U1',
    teamId: 'T1',
    enterpriseId: null,
    isDeactivated: false,
    isBot: false,
    isGuest: false,
    isStranger: false,
    userGroupIds: [],
  };
  const needs = {
    store,
    people: { ...fakePeople(), lookUp: () => Promise.resolve(approver) },
    trouble: channelTrouble(),
    countApprovers: () => Promise.resolve({ possible: null, quorum: 1 }),
    channel: { ...fakeChannel(), retire },
    policy: POLICY,
    home: { teamId: 'T1', enterpriseId: null },
    ownAccountIds: OWN_ACCOUNTS,
    startedAt: START,
    audits: () => Promise.reject(new Error('Nobody was to ask this')),
    planNarrowing: () => Promise.reject(new Error('Nothing was to be narrowed')),
    simulateRevert: () => Promise.resolve({ lockOuts: [], notKnown: [] }),
    foreseeConnections: () => Promise.resolve(connectionsNotKnown('nobody looked')),
    clock: { now: () => START, wait: () => Promise.resolve() },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  return { desk: openDesk(needs), store, retired };
}

describe('a press on an alert', () => {
  it('whose posting Slack has not answered yet does nothing, and leaves the alert as it is', async () => {
    const { desk: atDesk, store, retired } = await desk();
    await store.beginPosting('f-1');
    expect(await atDesk.reviewRevert(TOUCH)).toEqual({ kind: 'notPostedYet' });
    expect(retired).toEqual([]);
    await store.recordPosted('f-1', MESSAGE, 1);
    expect(await atDesk.reviewRevert(TOUCH)).toMatchObject({
      kind: 'review',
      connections: { notKnown: ['nobody looked'] },
    });
  });

  it('that is an old copy turns it into a pointer', async () => {
    const { desk: atDesk, store, retired } = await desk();
    await store.recordPosted('f-1', { ...MESSAGE, messageTs: '2.000100' }, 1);
    expect(await atDesk.reviewRevert(TOUCH)).toEqual({ kind: 'staleCopy' });
    expect(retired).toEqual([MESSAGE]);
  });
});

describe('the approval of a plan that was shown', () => {
  it('of rules that changed since does nothing, says what changed, and shows the plan as it is now', async () => {
    const { desk: atDesk, store } = await desk();
    await store.recordPosted('f-1', MESSAGE, 1);
    const shown = await atDesk.reviewRevert(TOUCH);
    if (shown.kind !== 'review') throw new Error(shown.kind);
    const rules = [rdpFrom('192.0.2.0/24', 'sgr-1')];
    const excess = rules.map(({ ruleId: _, ...row }) => row);
    const changed = { kind: 'finding.changed', rules, excess, at: START } as const;
    await store.change('f-1', () => ({ kind: 'events', events: [changed] }), START);
    const stale = await atDesk.approveRevert({ ...TOUCH, planHash: shown.plan.hash });
    expect(stale).toMatchObject({
      kind: 'review',
      changed: {
        noMore: [expect.stringContaining('0.0.0.0/0')],
        now: [expect.stringContaining('192.0.2.0/24')],
      },
    });
    if (stale.kind !== 'review') throw new Error(stale.kind);
    expect((await store.finding('f-1'))?.state.kind).toBe('open');
    const good = await atDesk.approveRevert({ ...TOUCH, planHash: stale.plan.hash });
    expect(good).toEqual({ kind: 'approved', missing: 0 });
  });
});

describe('the scope', () => {
  const AT = { accountId: HOME_ACCOUNT, region: REGION };

  it('says that nobody has looked yet', async () => {
    const { desk: at } = await desk();
    expect(await at.scope('U1')).toMatchObject({ kind: 'scope', scope: { isUnknown: true } });
  });

  it('lists so many lines and counts all, and keeps room for what is left out', async () => {
    const { desk: at, store } = await desk();
    const guarded = Array.from({ length: 40 }, (_, i) => ({
      groupId: `sg-${String(i).padStart(2, '0')}`,
      groupName: 'win',
      vpcId: null,
      guardName: 'hosts',
      guardKind: 'windows' as const,
      why: 'its name is win*',
      also: [],
      unread: null,
    }));
    await store.noteGuarded(AT, { guarded, unguarded: [] }, START);
    const found = Array.from({ length: 20 }, (_, i) => ({
      thing: {
        kind: 'host' as const,
        instanceId: `i-${i}`,
        platform: 'windows' as const,
        name: null,
        tags: {},
      },
      groupIds: ['sg-other'],
    }));
    await store.noteFound({ ...AT, part: 'windows' }, found, START);
    const answer = await at.scope('U1');
    if (answer.kind !== 'scope') throw new Error(answer.kind);
    const { scope } = answer;
    expect(scope).toMatchObject({ guardedCount: 40, leftOutCount: 20, isUnknown: false });
    expect(scope.guarded.length + scope.leftOut.length).toBe(SCOPE_LINES_MAX);
    expect(scope.guarded[0]).toBe('sg-00 win: hosts (windows), its name is win*');
    expect(scope.leftOut[0]).toContain('Windows instance i-0: no guard selects sg-other');
  });
});
