import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { openDesk } from '../../src/app/desk.ts';
import type { MessageAddress } from '../../src/app/ports.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { HOME_ACCOUNT, opened, POLICY, recordKey, START } from '../support/findings.ts';

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
    people: { lookUp: () => Promise.resolve(approver) },
    channel: { ...fakeChannel(), retire },
    policy: POLICY,
    home: { teamId: 'T1', enterpriseId: null },
    homeAccountId: HOME_ACCOUNT,
    startedAt: START,
    audits: () => Promise.reject(new Error('Nobody was to ask this')),
    simulateRevert: () => Promise.resolve({ lockOuts: [], notKnown: [] }),
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
    expect(await atDesk.reviewRevert(TOUCH)).toMatchObject({ kind: 'review' });
  });

  it('that is an old copy turns it into a pointer', async () => {
    const { desk: atDesk, store, retired } = await desk();
    await store.recordPosted('f-1', { ...MESSAGE, messageTs: '2.000100' }, 1);
    expect(await atDesk.reviewRevert(TOUCH)).toEqual({ kind: 'staleCopy' });
    expect(retired).toEqual([MESSAGE]);
  });
});
