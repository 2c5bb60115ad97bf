import type { Finding } from '../../../src/domain/finding/finding.ts';
import { type Instant, SECOND_MS } from '../../../src/domain/instant.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import type { Cloud } from '../world/cloud.ts';
import type { OwnCall } from '../world/own-calls.ts';
import { GROUP_IDS } from '../world/scene.ts';
import { type Begun, namedBy } from './begun.ts';
import { Broken, type Happened, isOf, type Watch } from './broken.ts';

/** How long before a call what it takes may last have been as its plan has it, in ms. What somebody changes
 * between the last read, which may be old, and the call cannot be seen: EC2 knows no condition. */
const READ_BEFORE_MS = 4 * SECOND_MS;

/** A call is made by an execution that was begun, takes and gives what its plan names, and comes once; a plan
 * names what its finding names (invariant 3). */
export function watchCalls(cloud: Cloud): Watch {
  const begun: Begun[] = [];
  let looked = 0;

  function start({ event, before }: Happened<'execution.started'>): void {
    const { plan, at } = event;
    if (plan === null) throw new Broken(3, `${before.id} is executed without a plan`);
    if (plan.intent === 'revert') holdNamed(before, plan);
    begun.push({ findingId: before.id, plan, at, endedAt: null, called: [] });
  }
  function end({ before, event }: Happened): void {
    const own = begun.findLast(({ findingId }) => findingId === before.id);
    if (own !== undefined) own.endedAt ??= event.at;
  }
  function hold(call: OwnCall): void {
    const { kind, target, at } = call;
    const backing = begun.filter(
      (each) => isUnderWay(each, at) && namedBy(each.plan, call) !== null,
    );
    if (backing.length === 0) throw new Broken(3, `A ${kind} on ${target} that nobody approved`);
    const fitting = backing.filter(({ plan }) => isNamed(call, plan, cloud));
    if (fitting.length === 0) {
      const all = [...call.gone, ...call.come].join(', ');
      throw new Broken(3, `A ${kind} on ${target} touched what its plan does not name: ${all}`);
    }
    const own = fitting.find(({ called }) => !called.includes(kind));
    if (own === undefined) throw new Broken(3, `A ${kind} on ${target} came twice`);
    own.called.push(kind);
  }

  return {
    event: (happened) => {
      if (isOf(happened, 'execution.started')) start(happened);
      if (isOf(happened, 'execution.finished')) end(happened);
    },
    step: () => {
      for (; looked < cloud.ownCalls.length; looked += 1) {
        const call = cloud.ownCalls[looked];
        if (call !== undefined) hold(call);
      }
    },
  };
}

function isUnderWay({ at, endedAt }: Begun, then: Instant): boolean {
  return at <= then && (endedAt === null || then <= endedAt);
}

function isNamed(call: OwnCall, plan: Begun['plan'], cloud: Cloud): boolean {
  const named = namedBy(plan, call);
  if (named === null) return false;
  const isGoneNamed = call.gone.every((door) => named.gone.has(door));
  const isComeNamed = call.come.every((door) => named.come.has(door));
  return isComeNamed && (isGoneNamed || wasLatelyThere(named.gone, call, cloud));
}

function wasLatelyThere(
  doors: ReadonlySet<string>,
  { at, target }: OwnCall,
  cloud: Cloud,
): boolean {
  const groupId = GROUP_IDS.find((each) => each === target);
  if (groupId === undefined) return false;
  return cloud
    .scenesSince(at - READ_BEFORE_MS)
    .filter((scene) => scene.at <= at)
    .some(({ rules }) => {
      const there = new Set(rules[groupId].map(plannedDoorKey));
      return [...doors].every((door) => there.has(door));
    });
}

/** A plan that closes a door names rules, or entries, of its finding alone. */
function holdNamed({ id, door, rules }: Finding, plan: Begun['plan']): void {
  const named =
    plan.kind === 'list'
      ? plan.remove.map(({ cidr }) => cidr)
      : plan.kind === 'rules'
        ? [...plan.revoke, ...plan.restore.map(({ now }) => now)].map(plannedDoorKey)
        : [];
  const own = new Set(
    door.kind === 'list' ? door.entries.map(({ cidr }) => cidr) : rules.map(plannedDoorKey),
  );
  const other = named.find((each) => !own.has(each));
  if (other !== undefined)
    throw new Broken(3, `The plan of ${id} names ${other}, which is not its`);
}
