import { firstTimes } from '../../domain/finding/decide-clock.ts';
import { type Decision, planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { type GroupToWeigh, groupsToWeigh } from '../../domain/finding/to-weigh.ts';
import { type Instant, SECOND_MS } from '../../domain/instant.ts';
import type { LockOut } from '../../domain/lock-out/lock-out.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import { type GroupSurroundings, nothingKnown, onlyOn } from '../../domain/weight/surroundings.ts';
import { type Weight, weigh, weighAlone } from '../../domain/weight/weight.ts';
import { contextOf, type DecideNeeds } from '../decide-now.ts';
import { revertLockOuts } from '../hardening/revert-lock-outs.ts';
import { inTime } from '../in-time.ts';
import type { Log, Store, Surroundings } from '../ports.ts';
import { type BesideNeeds, lookBeside } from './look-beside.ts';
import { type GroupWithWays, lookForWaysIn, type WaysInNeeds } from './look-for-ways-in.ts';

/** How long one go of looking up what stands behind a group may take, in ms: a call that is tried three
 * times, and well within the lease. The alert does not wait for it. */
export const WEIGH_MS_MAX = 30 * SECOND_MS;

/** How many groups of one finding are looked at: a prefix list may be used by hundreds. */
export const GROUPS_WEIGHED_MAX = 10;

/** How long the revert is simulated for the alert, in ms: an alert waits two seconds for its weight, and the form
 * that approves the revert simulates it anyhow. */
export const LOCK_OUTS_MS_MAX = 1.5 * SECOND_MS;

export interface WeighNeeds extends BesideNeeds, WaysInNeeds, DecideNeeds {
  readonly store: Store;
  readonly log: Log;
}

/** Looks up what stands behind a finding's group, and lets the finding take note of how bad it is.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function weighFinding(findingId: string, needs: WeighNeeds): Promise<void> {
  const finding = await needs.store.finding(findingId);
  if (finding === null || !isWanted(finding)) return;
  const weight = await lookUp(finding, needs);
  await takeNote(finding, weight, needs);
}

/** Gives up on looking up: the alert then says so, and what is let in decides alone. */
export async function giveUpWeighing(
  findingId: string,
  error: unknown,
  needs: WeighNeeds,
): Promise<void> {
  const finding = await needs.store.finding(findingId);
  if (finding === null || !isWanted(finding)) return;
  await takeNote(finding, weighAlone(groupsToWeigh(finding), messageOf(error)), needs);
}

function isWanted({ weight, state }: Finding): boolean {
  return weight === null && state.kind !== 'closed';
}

async function lookUp(finding: Finding, needs: WeighNeeds): Promise<Weight> {
  const { clock } = needs;
  const around = lookAround(finding, needs);
  const looked = Promise.all([
    around,
    lookBeside(finding, needs),
    around.then((groups) => lookForWaysIn(finding.door, groups, needs)),
    cutBy(finding, needs),
  ]);
  const [groups, beside, waysIn, lockOuts] = await inTime(looked, {
    ms: WEIGH_MS_MAX,
    clock,
    late: tooSlow,
  });
  const cut = lockOuts.length === 0 ? {} : { lockOuts };
  const ways = waysIn === null ? {} : { waysIn };
  return weigh(groups, { ...beside, ...ways, ...cut });
}

/** What the revert would cut, as far as that is known by now. */
async function cutBy(finding: Finding, needs: WeighNeeds): Promise<readonly LockOut[]> {
  const plan = planFor(finding, 'revert', needs.ownAccountIds);
  if (plan === null) return [];
  const { lockOuts } = await revertLockOuts(finding, plan, needs, LOCK_OUTS_MS_MAX);
  return lockOuts;
}

/** One group after the other: many at once would be throttled. */
async function lookAround(
  finding: Finding,
  { surroundings }: WeighNeeds,
): Promise<readonly GroupWithWays[]> {
  const weighed: GroupWithWays[] = [];
  for (const [index, weighable] of groupsToWeigh(finding).entries()) {
    const found =
      index < GROUPS_WEIGHED_MAX
        ? await hostsBehind(weighable, finding.door, surroundings)
        : nothingKnown(`only the first ${GROUPS_WEIGHED_MAX} groups were looked at`);
    weighed.push({ weighable, surroundings: found });
  }
  return weighed;
}

async function hostsBehind(
  { groupId, only }: GroupToWeigh,
  { accountId, region }: Finding['door'],
  surroundings: Surroundings,
): Promise<GroupSurroundings> {
  if (groupId === null) return nothingKnown('the id of the group is not known');
  const found = await surroundings.hostsBehind({ accountId, region, groupId });
  return only === null ? found : onlyOn(found, only);
}

function tooSlow(): never {
  const message = `EC2 did not describe what stands behind the group within ${WEIGH_MS_MAX / SECOND_MS} s`;
  throw new OutsideError('aws_unreachable', message, { isRetryable: true });
}

async function takeNote(weighed: Finding, weight: Weight, needs: WeighNeeds): Promise<void> {
  const now = needs.clock.now();
  const { severity, because } = weight;
  needs.log.info({ findingId: weighed.id, severity, because }, 'finding weighed');
  await needs.store.change(
    weighed.id,
    (latest) => noted(latest, { weighed, weight, now }, needs),
    now,
  );
}

/** What changed meanwhile asked for this job again, which then weighs what is let in by then. */
function noted(
  latest: Finding,
  { weighed, weight, now }: { weighed: Finding; weight: Weight; now: Instant },
  needs: WeighNeeds,
): Decision {
  if (!isWanted(latest) || !isAboutSame(latest, weighed)) return { kind: 'events', events: [] };
  // By how bad it is policy times it: a deadline stands in the alert from the first second on.
  const known = { ...latest, weight };
  const stake = { matter: 'revert', lockOuts: [] } as const;
  const isToTime = latest.times === null && latest.state.kind === 'open';
  const timed = isToTime ? firstTimes(known, contextOf(known, { now, needs, stake })) : [];
  return { kind: 'events', events: [{ kind: 'finding.weighed', weight, at: now }, ...timed] };
}

function isAboutSame(latest: Finding, weighed: Finding): boolean {
  return JSON.stringify(groupsToWeigh(latest)) === JSON.stringify(groupsToWeigh(weighed));
}
