import type { Approval } from '../../domain/approval/approval.ts';
import { assert } from '../../domain/assert.ts';
import type { DoorSeen, FindingCommand } from '../../domain/finding/commands.ts';
import { type Decision, planFor } from '../../domain/finding/decision.ts';
import type { Finding, FindingState } from '../../domain/finding/finding.ts';
import type { KnownRule } from '../../domain/inventory/group-state.ts';
import { NO_LISTS } from '../../domain/inventory/known-lists.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';
import { compareLive } from '../../domain/plan/compare-live.ts';
import type { NarrowPlan, Plan } from '../../domain/plan/plan.ts';
import type { RevertResult } from '../../domain/plan/revert-result.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type Connections, connectionsNotKnown } from '../../domain/tracking/connections.ts';
import { decideNow } from '../decide-now.ts';
import type { CarryOutNeeds } from '../doors/carry-out.ts';
import { checkBeforeNarrow, findOutNarrow, narrowAndReadBack } from '../doors/execute-narrow.ts';
import { carryOutAndReadBack, checkBefore, findOut } from '../doors/execute-plan.ts';
import { checkBeforeUndo, findOutUndo, undoAndReadBack } from '../doors/execute-undo.ts';
import { learnShut } from '../doors/learn-shut.ts';
import { readListsNamed } from '../doors/lists-named.ts';
import { type Seen, seen } from '../doors/look-at-door.ts';
import { readConnections } from '../doors/read-connections.ts';
import { readLeftOpen } from '../doors/read-left-open.ts';
import type { GroupListing, Log } from '../ports.ts';

export interface ActNeeds extends CarryOutNeeds {
  readonly listing: GroupListing;
  readonly policy: Policy;
  readonly ownAccountIds: ReadonlySet<string>;
  readonly log: Log;
}

/** Executes the approved plan of a finding, at most once. The intent is committed before the call,
 * the result comes back as a command; what a crash in between left is found out by reading, not by
 * calling again.
 * @throws OutsideError, retryable, when EC2 or the store did not do it now. */
export async function act(findingId: string, needs: ActNeeds): Promise<void> {
  const finding = await needs.store.finding(findingId);
  if (finding?.state.kind !== 'executing') return;
  const { state } = finding;
  const isBegun = state.attempts > 0;
  const beganAt = needs.clock.now();
  const done = isBegun ? await goneOn(finding, state, needs) : await execute(finding, state, needs);
  if (done === null) return;
  const { planHash } = state.approval;
  if (isShut(done.result)) await learnShut(finding, beganAt, needs);
  needs.log.info({ findingId, planHash, result: done.result }, 'execution finished');
  await finish(finding, { planHash, ...done }, needs);
}

type Executing = FindingState & { readonly kind: 'executing' };

/** What an execution that broke off came to. */
async function goneOn(
  finding: Finding,
  { intent, plan }: Executing,
  needs: ActNeeds,
): Promise<Done> {
  if (intent === 'undo') {
    return { result: await findOutUndo(finding, plan, needs), connections: null };
  }
  if (plan?.kind === 'narrow') {
    return { result: await findOutNarrow(finding, plan, needs), connections: null };
  }
  return { result: await findOut(finding, needs), connections: BROKEN_OFF };
}

/** Gives up on executing: after the last attempt nobody may be left waiting for it. */
export async function giveUpActing(
  findingId: string,
  error: unknown,
  needs: ActNeeds,
): Promise<void> {
  const finding = await needs.store.finding(findingId);
  if (finding?.state.kind !== 'executing') return;
  const { approval, attempts } = finding.state;
  const isNothingDone = attempts === 0 && error instanceof OutsideError;
  const reason = messageOf(error);
  const result: RevertResult = isNothingDone
    ? { kind: 'refused', code: error.code, advice: `${reason}. Approve again in a few minutes` }
    : { kind: 'unknown', reason };
  await finish(finding, { planHash: approval.planHash, result, connections: null }, needs);
}

/** How an execution ended, and what became of established connections, as far as that was looked at. */
interface Done {
  readonly result: RevertResult;
  readonly connections: Connections | null;
}

/** What decides it could be read before the call alone. */
const BROKEN_OFF = connectionsNotKnown('Portcullis stopped during the call');

/** Null when the approval does not count any more: nothing was done then. */
async function execute(
  finding: Finding,
  { intent, approval }: Executing,
  needs: ActNeeds,
): Promise<Done | null> {
  const planned = planFor(finding, intent, needs.ownAccountIds);
  if (planned?.kind === 'narrow') return executeNarrow(finding, planned, approval, needs);
  if (intent === 'undo') {
    const refused = await checkBeforeUndo(planned, needs);
    if (refused !== null) return { result: refused, connections: null };
    const undo = await begin(finding.id, approval, [], needs);
    if (undo === null || undo.kind === 'narrow') return null;
    return { result: await undoAndReadBack(finding, undo, needs), connections: null };
  }
  const looking = readConnections(finding, needs);
  const before = await checkBefore(finding, needs);
  if (before !== null) return { result: before, connections: null };
  const connections = await looking;
  const known = await knownBefore(finding, needs);
  const plan = await begin(finding.id, approval, known, needs);
  if (plan === null || plan.kind === 'narrow') return null;
  return { result: await carryOutAndReadBack(finding, plan, needs), connections };
}

/** The plan holds its own before-image. */
async function executeNarrow(
  finding: Finding,
  planned: NarrowPlan,
  approval: Approval,
  needs: ActNeeds,
): Promise<Done | null> {
  const before = await checkBeforeNarrow(finding, planned, needs);
  if (before !== null) return { result: before, connections: null };
  const plan = await begin(finding.id, approval, planned.revoke, needs);
  if (plan?.kind !== 'narrow') return null;
  return { result: await narrowAndReadBack(finding, plan, needs), connections: null };
}

/** What is known of the rules of a door besides their values, from the inventory: an undo gives it back. */
async function knownBefore(
  { door, rules }: Finding,
  { store }: ActNeeds,
): Promise<readonly KnownRule[]> {
  if (door.kind !== 'rules' || door.groupId === null) return [];
  const { accountId, region, groupId, direction } = door;
  const group = await store.group({ accountId, region, groupId });
  const ids = new Set(rules.map(({ ruleId }) => ruleId));
  return (group?.[direction] ?? []).filter(({ ruleId }) => ruleId !== null && ids.has(ruleId));
}

/** Commits that the call is about to be made, and gives the plan to make it by. Equal plan hashes
 * are equal rules, so what was looked at is what is changed. */
async function begin(
  findingId: string,
  approval: Approval,
  before: readonly KnownRule[],
  needs: ActNeeds,
): Promise<Plan | null> {
  const now = needs.clock.now();
  const started = await needs.store.change(
    findingId,
    (latest) => startUnlessBegun(latest, { approval, before, now }, needs),
    now,
  );
  if (started.kind !== 'changed' || started.finding.state.kind !== 'executing') return null;
  const { plan } = started.finding.state;
  assert(plan !== null, 'Only an approval whose plan still stands is begun');
  return plan;
}

/** Another run, after a lease that ran out, may have begun already, or another approval be there. */
function startUnlessBegun(
  latest: Finding,
  {
    approval,
    before,
    now,
  }: {
    readonly approval: Approval;
    readonly before: readonly KnownRule[];
    readonly now: number;
  },
  needs: ActNeeds,
): Decision {
  const { state } = latest;
  const isOurs = state.kind === 'executing' && state.approval.planHash === approval.planHash;
  if (!isOurs || state.attempts > 0) return { kind: 'refused', refusal: { kind: 'notExecuting' } };
  return decideNow(latest, { kind: 'start', before }, { now, needs });
}

async function finish(
  finding: Finding,
  { planHash, result, connections }: Done & { readonly planHash: string },
  needs: ActNeeds,
): Promise<void> {
  const now =
    isOpenInPart(result) && !isAsItWas(finding, result)
      ? await seenNow(finding, result, needs)
      : null;
  const leftOpen = isShut(result) ? await readLeftOpen(finding, needs) : null;
  const told = { result, seen: now, leftOpen, connections };
  const command: FindingCommand = { kind: 'finish', planHash, ...told };
  const at = needs.clock.now();
  await needs.store.change(
    finding.id,
    // A door that was opened again during the reads may be in none of them. What told of it asked for
    // this job again, which then finds out by reading.
    (latest) =>
      isShut(result) && !isAboutSameRules(latest, finding)
        ? { kind: 'events', events: [] }
        : decideNow(latest, command, { now: at, needs }),
    at,
  );
}

/** What a door is like that is not as it was approved. Lists that cannot be read are sources of their
 * own: nothing may be thrown here, for the result would be lost. */
async function seenNow(finding: Finding, result: OpenInPart, needs: ActNeeds): Promise<DoorSeen> {
  const lists = await readListsNamed(finding, needs).catch(() => NO_LISTS);
  return seen(finding, leftBy(result), { policy: needs.policy, lists });
}

function isShut({ kind }: RevertResult): boolean {
  return kind === 'reverted' || kind === 'alreadyClosed';
}

type OpenInPart = RevertResult & { readonly kind: 'changedSince' | 'partly' };

/** Whether a result tells what is open, which is not what was approved to be closed. */
function isOpenInPart(result: RevertResult): result is OpenInPart {
  return result.kind === 'changedSince' || result.kind === 'partly';
}

/** Of a narrowing a part may be done while the door is open as it was. */
function isAsItWas({ rules }: Finding, { now, left }: OpenInPart): boolean {
  return left === undefined && compareLive(rules, now).kind === 'same';
}

function leftBy({ now, left }: OpenInPart): Seen {
  const isOfRules = left === undefined || left.kind === 'rules';
  return isOfRules ? { kind: 'different', now } : { kind: 'partly', left };
}

function isAboutSameRules(latest: Finding, read: Finding): boolean {
  return JSON.stringify([latest.rules, latest.door]) === JSON.stringify([read.rules, read.door]);
}
