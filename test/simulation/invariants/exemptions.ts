import type { Finding } from '../../../src/domain/finding/finding.ts';
import { type Instant, MINUTE_MS } from '../../../src/domain/instant.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import type { Cloud } from '../world/cloud.ts';
import type { OwnCall } from '../world/own-calls.ts';
import { Broken, type Happened, isOf, type Watch } from './broken.ts';
import { pointsOf } from './oracle.ts';

/** How long after its end an exemption may still stand, in ms: a clock that was stopped is heard once the
 * process runs again, and EC2 may be throttled then. */
const END_LAG_MS = 15 * MINUTE_MS;

interface InForce {
  readonly findingId: string;
  readonly from: Instant;
  endedAt: Instant | null;
  readonly target: string | null;
  /** Doors of rules, or blocks, that may not be taken. */
  readonly doors: ReadonlySet<string>;
  /** What is let through: no more than what was when it was approved. */
  readonly covered: ReadonlySet<string>;
}

/** An exempted opening is never reverted; an exemption covers no more than what it was approved for, and
 * nothing after its end (invariant 5). */
export function watchExemptions(cloud: Cloud, now: () => Instant): Watch {
  const inForce: InForce[] = [];
  let looked = 0;

  function begin({ before, event }: Happened<'exemption.approved'>): void {
    inForce.push({
      findingId: before.id,
      from: event.at,
      endedAt: null,
      target: targetOf(before),
      doors: doorsOf(before),
      covered: pointsOf(before.excess),
    });
  }
  function forceOf(findingId: string): InForce | undefined {
    return inForce.find((each) => each.findingId === findingId && each.endedAt === null);
  }
  function hold({ before, after, event }: Happened): void {
    const own = forceOf(before.id);
    if (own === undefined) return;
    if (after.state.kind !== 'exempted') {
      own.endedAt = event.at;
      if (after.state.kind === 'executing') {
        throw new Broken(5, `${before.id} is reverted while it is exempted`);
      }
      return;
    }
    const wider = pointsOf(after.excess).difference(own.covered);
    if (wider.size > 0) {
      const what = `lets ${[...wider].join(', ')} through, which nobody approved`;
      throw new Broken(5, `The exemption of ${before.id} ${what}`);
    }
  }
  function holdCall({ at, target, gone }: OwnCall): void {
    const other = inForce.find(
      (each) =>
        each.from <= at &&
        (each.endedAt === null || at < each.endedAt) &&
        each.target === target &&
        gone.some((door) => each.doors.has(door)),
    );
    if (other !== undefined) throw new Broken(5, `What ${other.findingId} exempts was reverted`);
  }

  return {
    event: (happened) => {
      hold(happened);
      if (isOf(happened, 'exemption.approved')) begin(happened);
    },
    step: () => {
      for (; looked < cloud.ownCalls.length; looked += 1) {
        const call = cloud.ownCalls[looked];
        if (call !== undefined) holdCall(call);
      }
    },
    quiet: (findings) => {
      for (const { id, state } of findings) {
        if (state.kind === 'exempted' && state.exemption.until + END_LAG_MS < now()) {
          throw new Broken(5, `${id} is exempted after the end of its exemption`);
        }
      }
    },
  };
}

function targetOf({ door }: Finding): string | null {
  return door.kind === 'list' ? door.prefixListId : door.groupId;
}

function doorsOf({ door, rules }: Finding): ReadonlySet<string> {
  return new Set(
    door.kind === 'list' ? door.entries.map(({ cidr }) => cidr) : rules.map(plannedDoorKey),
  );
}
