import type { FindingEvent } from '../../../src/domain/finding/events.ts';
import { evolve } from '../../../src/domain/finding/evolve.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import type { Click } from '../people/click.ts';
import type { MemoryStore } from '../run/memory-store.ts';
import type { Cloud } from '../world/cloud.ts';
import type { SimulatedSlack } from '../world/slack.ts';
import { watchAlerts } from './alerts.ts';
import { watchApprovals } from './approvals.ts';
import { Broken, type Watch } from './broken.ts';
import { watchCalls } from './calls.ts';
import { watchClosings } from './closings.ts';
import { watchDeadlines } from './deadlines.ts';
import { watchExemptions } from './exemptions.ts';
import { watchOutcomes } from './outcomes.ts';
import { watchTold } from './told.ts';

/** All that must always hold. It follows the log, and the far ends of the world. */
export interface Watched {
  /** After every step.
   * @throws Broken when something does not hold. */
  step(): void;
  /** Once nothing is under way any more.
   * @throws Broken when something does not hold. */
  quiet(): Promise<void>;
  /** Whether a finding waits for anything but people and times to come. */
  isBusy(): boolean;
  /** How often which event, or call to EC2, came: days that bring about nothing prove nothing. */
  tally(): ReadonlyMap<string, number>;
}

export function watched({
  store,
  cloud,
  slack,
  clicks,
  now,
  takeHeard,
}: {
  readonly store: MemoryStore;
  readonly cloud: Cloud;
  readonly slack: SimulatedSlack;
  readonly clicks: readonly Click[];
  readonly now: () => Instant;
  readonly takeHeard: () => readonly string[];
}): Watched {
  const findings = new Map<string, Finding>();
  const watches: readonly Watch[] = [
    watchApprovals(clicks),
    watchCalls(cloud),
    watchExemptions(cloud, now),
    watchDeadlines(),
    watchClosings(cloud),
    watchAlerts(slack, store.ofOnlooker),
    watchOutcomes(store.ofOnlooker, takeHeard),
    watchTold(cloud),
  ];
  const counts = new Map<string, number>();
  let seq = 0;

  function follow(): void {
    for (const { seq: next, findingId, event } of store.logAfter(seq)) {
      seq = next;
      const what = nameOf(event);
      counts.set(what, (counts.get(what) ?? 0) + 1);
      const before = findings.get(findingId) ?? null;
      const after = evolve(before, event);
      findings.set(findingId, after);
      if (before === null) continue;
      for (const watch of watches) watch.event?.({ event, before, after });
    }
  }
  function step(): void {
    follow();
    for (const watch of watches) watch.step?.();
  }
  const all = (): readonly Finding[] => [...findings.values()];

  return {
    step,
    tally: () => {
      const calls = Map.groupBy(cloud.ownCalls, ({ kind }) => `call ${kind}`);
      return new Map([...counts, ...[...calls].map(([kind, all]) => [kind, all.length] as const)]);
    },
    isBusy: () =>
      all().some(
        ({ state, lookAt }) =>
          state.kind === 'executing' || (state.kind !== 'closed' && lookAt !== null),
      ),
    quiet: async () => {
      step();
      for (const watch of watches) await watch.quiet?.(all());
      const verdict = await store.ofOnlooker.verifyLog();
      if (verdict.kind !== 'verified') throw new Broken(10, JSON.stringify(verdict));
    },
  };
}

/** An event by its kind, and by how it came about where that is a word. */
function nameOf(event: FindingEvent): string {
  const { kind } = event;
  if (kind === 'execution.approved') return `${kind} ${event.how} ${event.intent}`;
  if (kind === 'execution.finished') return `${kind} ${event.result.kind}`;
  if (kind === 'exemption.ended') return `${kind} ${event.into}`;
  return kind === 'request.ended' ? `${kind} ${event.how}` : kind;
}
