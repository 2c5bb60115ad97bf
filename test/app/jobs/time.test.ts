import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../src/adapters/slack/blocks/alert.ts';
import type { AlertView } from '../../../src/app/ports.ts';
import { GRACE_MS } from '../../../src/domain/approval/approval-rules.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { toldTo } from '../../../src/domain/finding/told-to.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { textOf } from '../../support/acts.ts';
import { benchDesk, touchOf } from '../../support/bench-desk.ts';
import { HOME_ACCOUNT, opened, POLICY, rdpFrom } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

// The bench's clock goes on second by second while a worker runs: all is in seconds that is in minutes in life.
const EACH = { afterMs: MINUTE_MS };
const TIMED: Policy = {
  ...POLICY,
  approvals: {
    harden: 1,
    lockOut: 2,
    revert: 2,
    requestTtlMs: 30 * SECOND_MS,
    reminders: {
      firstMs: 15 * SECOND_MS,
      max: 3,
      escalateTo: 'S-LEADS',
      escalateAfterMs: 45 * SECOND_MS,
    },
  },
};
const DEADLINE: Policy = {
  ...POLICY,
  approvals: {
    harden: 1,
    lockOut: 2,
    deadlines: { critical: EACH, high: EACH, medium: EACH, low: EACH },
  },
};

async function running(policy: Policy, ids: readonly string[] = ['f-1']) {
  const bench = await workerBench(ids.map((id) => rdpFrom('0.0.0.0/0', `sgr-${id}`)));
  bench.groups.describeGroup = async () => ({
    kind: 'found',
    value: { groupName: 'win-web', vpcId: null, tags: new Map() },
  });
  for (const id of ids) await bench.happen(id, opened(id, [rdpFrom('0.0.0.0/0', `sgr-${id}`)]));
  const worker = await bench.start({ policy });
  await bench.clock.advance(5_000);
  return { bench, worker, desk: benchDesk(bench, policy) };
}

function alertOf({ channel }: WorkerBench): AlertView {
  return channel.messages[0]?.shows as AlertView;
}

async function times(bench: WorkerBench, kind: FindingEvent['kind'], findingId = 'f-1') {
  const events = await bench.store.events(findingId, 0);
  return events.filter((event) => event.kind === kind).map(({ at }) => at);
}

describe('an open door that nobody decides', () => {
  it('is told of again with growing back-off, and then to another group', async () => {
    const { bench } = await running(TIMED);
    await bench.clock.advance(5 * MINUTE_MS);
    const reminded = await times(bench, 'finding.reminded');
    const gaps = reminded.slice(1).map((at, i) => at - (reminded[i] ?? 0));
    expect(reminded).toHaveLength(3);
    expect(gaps[0]).toBeGreaterThanOrEqual(30 * SECOND_MS);
    expect(gaps[1]).toBeGreaterThanOrEqual(60 * SECOND_MS);
    expect(await times(bench, 'finding.escalated')).toHaveLength(1);
    const escalated = { kind: 'finding.escalated', at: 0 } as const;
    expect(toldTo(escalated, await bench.finding('f-1'), TIMED).userGroupIds).toEqual(['S-LEADS']);
    expect(bench.groups.revoked).toEqual([]);
  });

  it('a request waits for its votes for a time, and a vote after it counts for nothing', async () => {
    const { bench, desk } = await running(TIMED);
    const planHash =
      planFor(await bench.finding('f-1'), 'revert', new Set([HOME_ACCOUNT]))?.hash ?? '';
    await desk.approveRevert({ ...(await touchOf(bench, 'f-1', 'U1')), planHash });
    await bench.clock.advance(31 * SECOND_MS);
    expect(await bench.finding('f-1')).toMatchObject({
      request: null,
      endedRequest: { how: 'expired' },
      state: { kind: 'open' },
    });
  });
});

describe('a deadline', () => {
  it('is not there unless policy says so', async () => {
    const { bench } = await running(POLICY);
    await bench.clock.advance(5 * MINUTE_MS);
    expect((await bench.finding('f-1')).times).toBeNull();
    expect(bench.groups.revoked).toEqual([]);
  });

  it('is announced in the first alert with its exact time, and closes the door then', async () => {
    const { bench } = await running(DEADLINE);
    const at = (await bench.finding('f-1')).times?.deadlineAt ?? 0;
    const text = textOf(alertMessage(alertOf(bench)));
    expect(text).toContain(`closed by itself at ${new Date(at).toISOString().slice(0, 10)}`);
    expect(text).toContain('Cancel the deadline');
    expect(text).not.toContain('closes nothing by itself');
    await bench.clock.advance(3 * MINUTE_MS);
    expect((await bench.finding('f-1')).state).toMatchObject({
      kind: 'closed',
      by: { kind: 'revert', approvedBy: null, how: 'deadline' },
    });
    expect(bench.groups.revoked).toHaveLength(1);
  });

  it('that an approver cancels closes nothing, and nobody else cancels it', async () => {
    const { bench, desk } = await running(DEADLINE);
    expect(await desk.cancelDeadline(await touchOf(bench, 'f-1', 'U-ANY'))).toEqual({
      kind: 'refused',
      reason: 'notAnApprover',
    });
    const touch = await touchOf(bench, 'f-1', 'U1');
    expect(await desk.cancelDeadline(touch)).toEqual({ kind: 'cancelled' });
    expect(await desk.cancelDeadline(touch)).toEqual({
      kind: 'notPossible',
      refusal: { kind: 'noDeadline' },
    });
    await bench.clock.advance(5 * MINUTE_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('open');
    expect(bench.groups.revoked).toEqual([]);
  });

  it('of a plan whose lock-outs could not be looked up closes nothing, and says so', async () => {
    const { bench } = await running(DEADLINE);
    bench.interfaces.withGroups = () => new Promise(() => undefined);
    await bench.clock.advance(3 * MINUTE_MS);
    expect(await times(bench, 'deadline.refused')).toHaveLength(1);
    expect(bench.groups.revoked).toEqual([]);
  });

  it('trap 16: after downtime nothing is reverted at once: overdue deadlines are announced again, with a grace', async () => {
    const ids = ['f-1', 'f-2', 'f-3'];
    const { bench, worker, desk } = await running(DEADLINE, ids);
    await worker.stop();
    await bench.clock.advance(10 * HOUR_MS);
    const back = bench.clock.now();
    await bench.start({ policy: DEADLINE });
    await bench.clock.advance(MINUTE_MS);
    expect(bench.groups.revoked).toEqual([]);
    for (const id of ids) {
      const { times: now } = await bench.finding(id);
      expect(now?.deadlineAt).toBeGreaterThanOrEqual(back + GRACE_MS);
    }
    // Whoever is there in time stops it; the others are closed by what was announced.
    expect(await desk.cancelDeadline(await touchOf(bench, 'f-2', 'U1'))).toEqual({
      kind: 'cancelled',
    });
    await bench.clock.advance(GRACE_MS + 2 * MINUTE_MS);
    expect((await bench.finding('f-2')).state.kind).toBe('open');
    expect(await times(bench, 'execution.approved', 'f-2')).toEqual([]);
  });
});
