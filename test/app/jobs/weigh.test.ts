import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../src/adapters/slack/blocks/alert.ts';
import { WEIGH_MS_MAX } from '../../../src/app/jobs/weigh.ts';
import type { AlertView } from '../../../src/app/ports.ts';
import { WEIGH_ATTEMPTS_MAX, WEIGHINGS_AT_ONCE } from '../../../src/app/worker.ts';
import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { WEIGHT_WAIT_MS } from '../../../src/domain/finding/wanted.ts';
import { MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { surroundingsOf, unknown, withInterfaces } from '../../domain/weight/surroundings-of.ts';
import { textOf } from '../../support/acts.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { throttled } from '../../support/fake-groups.ts';
import { opened, POLICY, rdpFrom } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const NEVER = () => new Promise<never>(() => undefined);

/** A bench on which `f-1` was just heard of. */
async function heard(): Promise<WorkerBench> {
  const bench = await workerBench();
  await bench.happen('f-1', opened('f-1', undefined, bench.clock.now()));
  return bench;
}

function weightsShown({ channel }: WorkerBench): readonly unknown[] {
  return channel.messages.map(({ shows }) => (shows as AlertView).finding.weight?.severity ?? null);
}

async function weighings({ store }: WorkerBench): Promise<readonly FindingEvent[]> {
  const events = await store.events('f-1', 0);
  return events.filter(({ kind }) => kind === 'finding.weighed');
}

describe('weigh', () => {
  it('in time: the alert is posted once, with its weight, and its thread does not tell of it', async () => {
    const bench = await heard();
    await bench.start();
    expect(weightsShown(bench)).toEqual(['critical']);
    await bench.clock.advance(MINUTE_MS);
    expect(bench.channel.messages).toHaveLength(1);
    expect(bench.channel.messages[0]).toMatchObject({ updates: 0, thread: [] });
    expect(await weighings(bench)).toHaveLength(1);
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('late: the alert is posted after two seconds and edited when the weight is there', async () => {
    const bench = await heard();
    const slow = Promise.withResolvers<ReturnType<typeof surroundingsOf>>();
    bench.surroundings.next.push(() => slow.promise);
    await bench.start();
    await bench.clock.advance(WEIGHT_WAIT_MS - 1);
    expect(bench.channel.messages).toEqual([]);
    await bench.clock.advance(1);
    expect(weightsShown(bench)).toEqual([null]);
    slow.resolve(withInterfaces());
    await bench.clock.settle();
    expect(weightsShown(bench)).toEqual(['medium']);
    expect(bench.channel.messages[0]).toMatchObject({ updates: 1, thread: [] });
  });

  it('EC2 does not answer at all: the alert stands, and says in the end what is not known', async () => {
    const bench = await heard();
    for (let i = 0; i < WEIGH_ATTEMPTS_MAX; i += 1) bench.surroundings.next.push(NEVER);
    await bench.start();
    await bench.clock.advance(WEIGHT_WAIT_MS);
    expect(weightsShown(bench)).toEqual([null]);
    await bench.clock.advance(WEIGH_ATTEMPTS_MAX * WEIGH_MS_MAX + MINUTE_MS);
    expect(bench.surroundings.calls()).toBe(WEIGH_ATTEMPTS_MAX);
    expect(await bench.finding('f-1')).toMatchObject({
      state: { kind: 'open' },
      weight: {
        severity: 'critical',
        hosts: { kind: 'unknown', reason: expect.stringContaining('within 30 s') },
      },
    });
    expect(weightsShown(bench)).toEqual(['critical']);
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('throttled: tried again', async () => {
    const bench = await heard();
    bench.surroundings.next.push(throttled());
    await bench.start();
    await bench.clock.advance(SECOND_MS);
    expect(weightsShown(bench)).toEqual(['critical']);
    expect(bench.surroundings.calls()).toBe(2);
  });

  it('a bug: not repeated, told as not known', async () => {
    const bench = await heard();
    bench.surroundings.next.push(new TypeError('a bug'));
    await bench.start();
    expect((await bench.finding('f-1')).weight?.hosts).toEqual({
      kind: 'unknown',
      reason: 'a bug',
    });
    expect(bench.channel.messages).toHaveLength(1);
    expect(bench.logged).toContainEqual(expect.objectContaining({ message: 'job given up' }));
  });

  it('a part that is denied is a part that is not known', async () => {
    const bench = await heard();
    bench.surroundings.truth = { ...surroundingsOf(), networkAcls: unknown('denied') };
    await bench.start();
    expect((await bench.finding('f-1')).weight).toMatchObject({
      severity: 'critical',
      isReachable: 'unknown',
      hosts: { kind: 'known', notKnown: ['denied'] },
    });
  });

  it('a group whose id is not known is weighed by what is opened alone', async () => {
    const bench = await workerBench();
    const opening = opened('f-1', undefined, bench.clock.now());
    if (opening.door.kind !== 'rules') throw new TypeError('The door of the tests is of rules');
    const door = { ...opening.door, groupId: null };
    await bench.happen('f-1', { ...opening, door });
    await bench.start();
    expect((await bench.finding('f-1')).weight?.hosts.kind).toBe('unknown');
    expect(bench.surroundings.calls()).toBe(0);
  });

  it('what was changed meanwhile is weighed as it is now', async () => {
    const bench = await heard();
    const slow = Promise.withResolvers<ReturnType<typeof surroundingsOf>>();
    bench.surroundings.next.push(() => slow.promise);
    await bench.start();
    const rules = [rdpFrom('10.0.0.0/8')];
    const at = bench.clock.now();
    await bench.happen('f-1', { kind: 'finding.changed', rules, excess: rules, at });
    slow.resolve(surroundingsOf());
    await bench.clock.settle();
    expect((await bench.finding('f-1')).weight?.severity).toBe('low');
    expect(await weighings(bench)).toHaveLength(1);
  });

  it('what is changed afterwards is weighed again', async () => {
    const bench = await heard();
    await bench.start();
    const rules = [rdpFrom('10.0.0.0/8')];
    const at = bench.clock.now();
    await bench.happen('f-1', { kind: 'finding.changed', rules, excess: rules, at });
    await bench.clock.settle();
    expect(weightsShown(bench)).toEqual(['low']);
    expect(await weighings(bench)).toHaveLength(2);
  });

  it('what was closed before it was weighed is shown at once and not weighed', async () => {
    const bench = await heard();
    bench.surroundings.next.push(NEVER);
    await bench.start();
    const at = bench.clock.now();
    await bench.happen('f-1', { kind: 'door.seenClosed', by: { kind: 'unknown' }, at });
    await bench.clock.settle();
    expect(weightsShown(bench)).toEqual([null]);
    await bench.clock.advance(WEIGH_MS_MAX + MINUTE_MS);
    expect(await weighings(bench)).toEqual([]);
    expect(await bench.store.nextDueAt()).toBeNull();
  });

  it('goes on after a restart', async () => {
    const bench = await heard();
    bench.surroundings.next.push(NEVER);
    void bench.start();
    await bench.clock.advance(SECOND_MS);
    await bench.start();
    expect((await bench.finding('f-1')).weight?.severity).toBe('critical');
  });

  it('a storm while EC2 is silent: every alert is there after two seconds', async () => {
    const bench = await workerBench();
    const ids = Array.from({ length: 5 * WEIGHINGS_AT_ONCE }, (_, i) => `f-${i}`);
    for (const [index, id] of ids.entries()) {
      bench.surroundings.next.push(NEVER);
      const rules = [rdpFrom(`8.8.8.${index}/32`, `sgr-${index}`)];
      await bench.happen(id, opened(id, rules, bench.clock.now()));
    }
    await bench.start();
    await bench.clock.advance(WEIGHT_WAIT_MS);
    expect(bench.channel.messages).toHaveLength(ids.length);
    expect(bench.surroundings.calls()).toBe(WEIGHINGS_AT_ONCE);
  });

  it('is not taken for news of the door by a look that is under way', async () => {
    const bench = await workerBench();
    bench.groups.rules = [];
    const slow = Promise.withResolvers<ReturnType<typeof surroundingsOf>>();
    bench.surroundings.next.push(() => slow.promise);
    const at = bench.clock.now();
    await bench.happen('f-1', { ...opened('f-1', undefined, at), lookAt: at });
    await bench.start();
    slow.resolve(surroundingsOf());
    await bench.clock.settle();
    expect((await bench.finding('f-1')).weight).not.toBeNull();
    await bench.clock.advance(3 * SECOND_MS);
    expect((await bench.finding('f-1')).state.kind).toBe('closed');
    // Two of them are the weighing's own: what else lets in, and what the revert would cut.
    expect(bench.groups.reads()).toBeLessThanOrEqual(5);
  });

  it('an error that is not retryable is told at once', async () => {
    const bench = await heard();
    const denied = new OutsideError('aws_denied', 'no credentials', { isRetryable: false });
    for (let i = 0; i < WEIGH_ATTEMPTS_MAX; i += 1) bench.surroundings.next.push(denied);
    await bench.start();
    await bench.clock.advance(MINUTE_MS);
    expect((await bench.finding('f-1')).weight?.hosts).toMatchObject({ reason: 'no credentials' });
  });
});

describe('what the revert would cut', () => {
  const HOSTS: Policy = {
    ...POLICY,
    guards: POLICY.guards.map((guard) => ({ ...guard, match: [{ name: 'win-*' }] })),
  };

  /** Starts where the group stands on a host, and gives the text of the alert. */
  async function alertWith(
    rules: readonly PlannedRule[],
    describe: () => ReturnType<WorkerBench['groups']['describeGroup']> = found,
  ): Promise<string> {
    const bench = await heard();
    bench.groups.rules = rules;
    bench.interfaces.known.set('eni-1', interfaceOf('eni-1', ['sg-1']));
    await bench.start({ policy: HOSTS, groups: { ...bench.groups, describeGroup: describe } });
    await bench.clock.advance(WEIGHT_WAIT_MS);
    expect(bench.channel.messages).toHaveLength(1);
    const view = bench.channel.messages[0]?.shows as AlertView;
    return textOf(alertMessage(view));
  }

  const found = () =>
    Promise.resolve({
      kind: 'found',
      value: { groupName: 'win-web', vpcId: 'vpc-1', tags: new Map() },
    } as const);

  it('stands in the alert, in one line', async () => {
    const text = await alertWith([rdpFrom('0.0.0.0/0')]);
    expect(text).toContain(
      'A revert: would cut the last approved way in by RDP on eni-1: inbound TCP 3389 (RDP) from 10.9.8.0/28',
    );
  });

  it('is nothing where administrators have another way in', async () => {
    const text = await alertWith([rdpFrom('0.0.0.0/0'), rdpFrom('10.9.8.0/28', 'sgr-2')]);
    expect(text).not.toContain('A revert: ');
  });

  it('does not keep the alert waiting', async () => {
    const text = await alertWith([rdpFrom('0.0.0.0/0')], NEVER);
    expect(text).not.toContain('A revert: ');
    expect(text).toContain('Severity: ');
  });
});
