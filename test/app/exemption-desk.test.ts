import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { channelTrouble } from '../../src/app/channel-trouble.ts';
import { openExemptionDesk } from '../../src/app/desk/exemption-desk.ts';
import type { ExemptionDesk, MessageAddress } from '../../src/app/ports.ts';
import type { TypedExemption } from '../../src/domain/exemption/read-exemption.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/instant.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { fakeChannel } from '../support/fake-channel.ts';
import { HOME_ACCOUNT, opened, POLICY, recordKey, START } from '../support/findings.ts';

const MESSAGE: MessageAddress = { channelId: 'C1', messageTs: '1.000100' };
const TYPED: TypedExemption = {
  reason: 'A migration',
  ticket: '',
  lasts: String(8 * HOUR_MS),
  date: '',
  atEnd: 'revert',
};

function touchOf(userId: string) {
  return { userId, findingId: 'f-1', address: MESSAGE };
}

function person(userId: string) {
  const is = { isDeactivated: false, isBot: false, isGuest: false, isStranger: false };
  return { userId, teamId: 'T1', enterpriseId: null, ...is, userGroupIds: [] };
}

/** The desk with one open finding, whose opener is tied to `actor` where that is given. */
async function desk(approvers: readonly string[], { actor = '', policy = POLICY } = {}) {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  const outcome = { kind: 'finding', findingId: 'f-1', isNew: true } as const;
  const tie = { kind: 'tied', userId: actor, by: 'map' } as const;
  const tied = actor === '' ? [] : [{ kind: 'actor.tied', tie, at: START } as const];
  const changes = [{ findingId: 'f-1', events: [opened('f-1'), ...tied] }];
  await store.admit(
    recordKey('e-1'),
    () => ({ outcome, changes, notice: null, learnt: [] }),
    START,
  );
  await store.recordPosted('f-1', MESSAGE, 1);
  const ignore = () => undefined;
  const lookUp = (userId: string) => Promise.resolve(person(userId));
  const members = { kind: 'members', userIds: [] } as const;
  const own: Policy = { ...policy, approvers: { userIds: approvers, userGroupIds: [] } };
  const needs = {
    store,
    people: { lookUp, glance: lookUp, membersOf: () => Promise.resolve(members) },
    channel: fakeChannel(),
    policy: own,
    home: { teamId: 'T1', enterpriseId: null },
    ownAccountIds: new Set([HOME_ACCOUNT]),
    startedAt: START,
    trouble: channelTrouble(),
    countApprovers: () => Promise.reject(new Error('Nobody was to ask this')),
    audits: () => Promise.reject(new Error('Nobody was to ask this')),
    planNarrowing: () => Promise.reject(new Error('Nobody was to ask this')),
    simulateRevert: () => Promise.resolve({ lockOuts: [], notKnown: [] }),
    foreseeConnections: () => Promise.resolve({ on: [], notKnown: [] }),
    clock: { now: () => START, wait: () => Promise.resolve() },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  const at = openExemptionDesk(needs);
  return { at, store };
}

async function ask(at: ExemptionDesk, userId: string) {
  const form = await at.reviewExemption(touchOf(userId));
  if (form.kind !== 'form') throw new Error(`No form: ${JSON.stringify(form)}`);
  const asked = { ...touchOf(userId), typed: TYPED, scopeHash: form.scopeHash };
  return { form, answer: await at.requestExemption(asked) };
}

async function approve(at: ExemptionDesk, userId: string) {
  const review = await at.reviewExemptionVote(touchOf(userId));
  if (review.kind !== 'review') return review;
  return at.approveExemption({ ...touchOf(userId), planHash: review.request.matter.hash });
}

const NO_OWN = { kind: 'refused', reason: 'ownRequest' };

describe('asking for an exemption', () => {
  it('of a door whose opener nobody knows takes two others, each once', async () => {
    const { at, store } = await desk(['U1', 'U2', 'U3']);
    expect((await ask(at, 'U1')).answer).toEqual({ kind: 'requested', quorum: 2 });
    expect(await approve(at, 'U1')).toEqual(NO_OWN);
    expect(await approve(at, 'U2')).toEqual({ kind: 'approved', missing: 1 });
    expect(await approve(at, 'U2')).toMatchObject({ refusal: { kind: 'votedAlready' } });
    expect(await approve(at, 'U3')).toEqual({ kind: 'approved', missing: 0 });
    expect((await store.finding('f-1'))?.state).toMatchObject({
      kind: 'exempted',
      exemption: { requestedBy: 'U1', approvedBy: ['U2', 'U3'], until: START + 8 * HOUR_MS },
    });
    expect(await at.exemptions('U1')).toMatchObject({ count: 1, exempted: [{ at: MESSAGE }] });
  });

  it('whoever opened the door may ask, and never approves', async () => {
    const { at } = await desk(['U1', 'U2'], { actor: 'U9' });
    expect((await ask(at, 'U9')).answer).toEqual({ kind: 'requested', quorum: 1 });
    const { at: other } = await desk(['U1', 'U2'], { actor: 'U2' });
    await ask(other, 'U1');
    expect(await approve(other, 'U2')).toEqual({ kind: 'refused', reason: 'ownDoor' });
  });

  it('trap 18: whoever is the only possible approver is told so at once, in the form', async () => {
    const { at } = await desk(['U1'], { actor: 'U9' });
    const { form } = await ask(at, 'U1');
    const said = form.approvers.flat().map((part) => ('text' in part ? part.text : part.userId));
    expect(said.join('')).toContain('The only possible approver is you');
  });

  it('what was shown is what is asked for: a door that changed meanwhile is shown anew', async () => {
    const { at } = await desk(['U1', 'U2', 'U3']);
    const asked = { ...touchOf('U1'), typed: TYPED, scopeHash: 'of another excess' };
    const answer = await at.requestExemption(asked);
    expect(answer).toEqual({ kind: 'notPossible', refusal: { kind: 'planSuperseded' } });
  });

  it('beyond what policy allows is refused, whatever the form said', async () => {
    const policy: Policy = { ...POLICY, exemptions: { msMax: DAY_MS, standing: [] } };
    const { at } = await desk(['U1', 'U2', 'U3'], { policy });
    const form = await at.reviewExemption(touchOf('U1'));
    if (form.kind !== 'form') throw new Error(form.kind);
    const typed = { ...TYPED, lasts: String(2 * DAY_MS) };
    expect(at.checkExemption(typed).map(({ field }) => field)).toEqual(['lasts']);
    const asked = { ...touchOf('U1'), typed, scopeHash: form.scopeHash };
    expect(await at.requestExemption(asked)).toMatchObject({ refusal: { kind: 'badExemption' } });
  });

  it('is for approvers and whoever opened the door', async () => {
    const { at } = await desk(['U1', 'U2']);
    expect(await at.reviewExemption(touchOf('U5'))).toEqual({
      kind: 'refused',
      reason: 'notAnApprover',
    });
  });

  it('an approver ends one before its time', async () => {
    const { at, store } = await desk(['U1', 'U2', 'U3']);
    await ask(at, 'U1');
    await approve(at, 'U2');
    await approve(at, 'U3');
    expect(await at.reviewExemptionEnd(touchOf('U2'))).toMatchObject({ kind: 'review' });
    expect(await at.endExemption(touchOf('U2'))).toEqual({ kind: 'ended' });
    expect((await store.finding('f-1'))?.state.kind).toBe('open');
  });
});
