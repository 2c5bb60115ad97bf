import { describe, expect, it } from 'vitest';
import { approversLines, whoBlocks } from '../../../src/adapters/slack/blocks/approvers.ts';
import type { AlertView } from '../../../src/app/ports.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { textOf } from '../../support/acts.ts';
import { benchDesk, touchOf } from '../../support/bench-desk.ts';
import { HOME_ACCOUNT, POLICY } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const TWO: Policy = { ...POLICY, approvals: { harden: 1, lockOut: 2, revert: 2 } };
const GLASS: Policy = {
  ...POLICY,
  approvers: { userIds: ['U1', 'U2'], userGroupIds: ['S1'] },
  breakGlass: { userIds: ['U-GLASS'], userGroupIds: [] },
};

async function posted(policy: Policy, prepare: (bench: WorkerBench) => void = () => undefined) {
  const bench = await workerBench();
  prepare(bench);
  await bench.open('f-1');
  await bench.start({ policy });
  await bench.clock.advance(5_000);
  return { bench, desk: benchDesk(bench, policy) };
}

function approversOf({ channel }: WorkerBench): string {
  const shows = channel.messages[0]?.shows as AlertView | undefined; // The first is an alert.
  const approvers = shows?.approvers;
  if (approvers === undefined) throw new Error('The alert counts nobody');
  return textOf({ blocks: approversLines(approvers) });
}

async function planHashOf(bench: WorkerBench): Promise<string> {
  return planFor(await bench.finding('f-1'), 'revert', new Set([HOME_ACCOUNT]))?.hash ?? '';
}

describe('before anybody is asked, the alert says how many can approve', () => {
  it('one', async () => {
    const { bench } = await posted(POLICY);
    expect(approversOf(bench)).toContain('1 person can approve this.');
  });

  it('nobody, since the only one has left Slack', async () => {
    const { bench } = await posted(POLICY, ({ people }) => {
      people.special.set('U1', { isDeactivated: true });
    });
    expect(approversOf(bench)).toContain('Nobody can approve this at present');
    expect(approversOf(bench)).toContain('their account is deactivated');
  });

  it('that a user group of the policy is gone', async () => {
    const { bench } = await posted(GLASS);
    expect(approversOf(bench)).toContain('2 people can approve this.');
    expect(approversOf(bench)).toContain('User group S1 of the policy is gone from Slack');
  });

  it('and does not wait for a Slack that does not say', async () => {
    const { bench } = await posted(POLICY, ({ people }) => {
      people.glance = () => new Promise(() => undefined);
    });
    expect(approversOf(bench)).toContain('did not say in time');
  });
});

it('trap 14: a deactivated approver neither breaks nor approves', async () => {
  const { bench, desk } = await posted(GLASS, ({ people }) => {
    people.groups.set('S1', { kind: 'members', userIds: ['U3'] });
    people.special.set('U2', { isDeactivated: true });
  });
  const planHash = await planHashOf(bench);
  const late = await desk.approveRevert({ ...(await touchOf(bench, 'f-1', 'U2')), planHash });
  expect(late).toEqual({ kind: 'refused', reason: 'deactivated' });
  const other = await desk.approveRevert({ ...(await touchOf(bench, 'f-1', 'U3')), planHash });
  expect(other).toEqual({ kind: 'approved', missing: 0 });
});

it('trap 18: a requester with only himself as approver is told so at once', async () => {
  const { bench, desk } = await posted(TWO);
  expect(approversOf(bench)).toContain('2 have to approve this, and only 1 can');
  const review = await desk.reviewRevert(await touchOf(bench, 'f-1', 'U1'));
  if (review.kind !== 'review' || review.approvers === undefined) throw new Error(review.kind);
  const told = textOf({ blocks: approversLines(review.approvers, review.askedBy) });
  expect(told).toContain('2 have to approve this, and only 1 can');
});

describe('their own door', () => {
  async function tied(policy: Policy) {
    const made = await posted(policy);
    const tie = { kind: 'tied', userId: 'U-DANA', by: 'map' } as const;
    await made.bench.happen('f-1', { kind: 'actor.tied', tie, at: made.bench.clock.now() });
    await made.bench.clock.advance(5_000);
    return made;
  }

  it('is closed by whoever opened it, alone, from the message to them, whatever the quorum', async () => {
    const { bench, desk } = await tied(TWO);
    const { address = null } = (await bench.store.post('q-f-1')) ?? {};
    expect(address?.channelId).toBe('D-U-DANA');
    const touch = { userId: 'U-DANA', findingId: 'f-1', address };
    expect(await desk.reviewRevert(touch)).toMatchObject({ kind: 'review', missing: 1 });
    const planHash = await planHashOf(bench);
    expect(await desk.approveRevert({ ...touch, planHash })).toEqual({
      kind: 'approved',
      missing: 0,
    });
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'executing',
      approval: { by: ['U-DANA'], how: 'own' },
    });
  });

  it('is closed by them though others wait for something else', async () => {
    const { bench, desk } = await tied(TWO);
    const planHash = await planHashOf(bench);
    await desk.approveRevert({ ...(await touchOf(bench, 'f-1', 'U1')), planHash });
    const touch = { userId: 'U-DANA', findingId: 'f-1', address: null };
    expect(await desk.approveRevert({ ...touch, planHash })).toMatchObject({ missing: 0 });
  });

  it('is not closed alone by somebody else', async () => {
    const { desk } = await tied(POLICY);
    const touch = { userId: 'U-ELSE', findingId: 'f-1', address: null };
    expect(await desk.reviewRevert(touch)).toEqual({ kind: 'refused', reason: 'notAnApprover' });
    expect(await desk.disown(touch)).toEqual({ kind: 'refused', reason: 'notTheActor' });
  });

  it('is not undone by them: who closed it lets it stand open again', async () => {
    const { bench, desk } = await tied({
      ...POLICY,
      approvers: { userIds: ['U-DANA'], userGroupIds: [] },
    });
    const planHash = await planHashOf(bench);
    const touch = { userId: 'U-DANA', findingId: 'f-1', address: null };
    await desk.approveRevert({ ...touch, planHash });
    await bench.clock.advance(60_000);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    expect(await desk.reviewUndo(touch)).toEqual({ kind: 'refused', reason: 'ownDoor' });
  });
});

describe('break glass', () => {
  it('is for whom policy names, with a reason and the id typed; it stays open until somebody else signs', async () => {
    const { bench, desk } = await posted(GLASS);
    const mine = await touchOf(bench, 'f-1', 'U-GLASS');
    const planHash = await planHashOf(bench);
    const form = { planHash, reason: 'Nobody answers', typed: 'sg-1' };
    expect(await desk.breakGlass({ ...(await touchOf(bench, 'f-1', 'U1')), ...form })).toEqual({
      kind: 'refused',
      reason: 'notBreakGlass',
    });
    expect(await desk.reviewBreakGlass(mine)).toMatchObject({ kind: 'review', missing: 1 });
    for (const bad of [{ typed: 'sg-2' }, { reason: ' ' }]) {
      expect(await desk.breakGlass({ ...mine, ...form, ...bad })).toEqual({
        kind: 'badForm',
        expected: 'sg-1',
      });
    }
    expect(bench.groups.revoked).toEqual([]);
    expect(await desk.breakGlass({ ...mine, ...form })).toEqual({ kind: 'broken' });
    await bench.clock.advance(60_000);
    expect(bench.groups.revoked).toHaveLength(1);
    expect(await bench.store.openReviews()).toEqual(['f-1']);
    expect(await desk.status('U1')).toMatchObject({ status: { openReviews: ['f-1'] } });

    // Those who may break glass sign nothing; neither does who did it, though an approver.
    expect(await desk.signReview(mine)).toMatchObject({ kind: 'refused' });
    expect(await desk.signReview(await touchOf(bench, 'f-1', 'U2'))).toEqual({ kind: 'signed' });
    expect(await bench.store.openReviews()).toEqual([]);
    expect(await desk.signReview(await touchOf(bench, 'f-1', 'U1'))).toEqual({
      kind: 'notPossible',
      refusal: { kind: 'noReview' },
    });
  });
});

describe('a channel that Slack refuses', () => {
  it('is told to status and to the approvers, once for each alert, until Slack takes it', async () => {
    const gone = new OutsideError('slack_refused', 'Slack refused chat.postMessage: is_archived', {
      isRetryable: false,
    });
    const failure = { error: gone, isDone: false };
    const { bench, desk } = await posted(GLASS, ({ channel }) => {
      channel.nextFailures.push(failure, failure, failure);
    });
    expect(bench.channel.saidTo.map(({ userId }) => userId)).toEqual(['U1', 'U2']);
    expect(bench.channel.saidTo[0]?.notice.detail).toContain('is_archived');
    expect(bench.channel.saidTo[0]?.notice.detail).toContain('/portcullis show f-1');
    expect(await desk.status('U1')).toMatchObject({
      status: { channelProblem: expect.stringContaining('is_archived') },
    });
    await bench.clock.advance(60_000);
    expect(bench.channel.messages).toHaveLength(1);
    expect(bench.channel.saidTo).toHaveLength(2);
    expect(await desk.status('U1')).toMatchObject({ status: { channelProblem: null } });
  });
});

describe('/portcullis who', () => {
  it('names who may approve and by what, and who may not and why', async () => {
    const policy: Policy = {
      ...GLASS,
      approvers: {
        ...GLASS.approvers,
        rules: [{ for: { kinds: ['windows'] }, userIds: ['U1', 'U2'], userGroupIds: ['S2'] }],
      },
    };
    const { desk } = await posted(policy, ({ people }) => {
      people.groups.set('S2', { kind: 'members', userIds: ['U3'] });
      people.groups.set('S1', { kind: 'members', userIds: ['U9'] });
      people.special.set('U2', { isGuest: true });
    });
    const answer = await desk.who('U-ANY', 'f-1');
    if (answer.kind !== 'who') throw new Error(answer.kind);
    expect(answer.who.possible.userIds).toEqual(['U1', 'U3']);
    const text = JSON.stringify(whoBlocks(answer.who));
    expect(text).toContain('for kinds windows');
    expect(text).toContain('"usergroup_id":"S2"');
    expect(text).toContain('does not count: a guest');
    expect(text).not.toContain('U9');
  });

  it('says that there is no such finding', async () => {
    const { desk } = await posted(POLICY);
    expect(await desk.who('U1', 'f-none')).toEqual({ kind: 'noSuchFinding' });
  });
});
