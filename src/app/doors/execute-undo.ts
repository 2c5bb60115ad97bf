import type { Finding } from '../../domain/finding/finding.ts';
import { messageOf } from '../../domain/outside-error.ts';
import { isSame } from '../../domain/plan/compare-live.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import { bareRule, type PlannedRule, plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import type { RevertResult } from '../../domain/plan/revert-result.ts';
import { type CarriedOut, type CarryOutNeeds, carryOut } from './carry-out.ts';
import type { LookNeeds } from './look.ts';
import { READ_GAP_MS, READS_MAX } from './look-at-door.ts';
import { readRules } from './look-at-rules.ts';

/** How many reads have to show edited rules as the revert left them: a restore names a rule by its id alone, and
 * would take away whatever somebody has made of it since. */
const READS_TO_RESTORE = 2;

/** Looks at the rules that an undo gives other values before anything is done. Null when they are as the revert
 * left them; else the execution ends here, with this result and no call.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function checkBeforeUndo(
  plan: Plan | null,
  needs: LookNeeds,
): Promise<RevertResult | null> {
  if (plan?.kind !== 'giveBack' || plan.restore.length === 0) return null;
  for (let reads = 0; reads < READS_TO_RESTORE; reads += 1) {
    if (reads > 0) await needs.clock.wait(READ_GAP_MS);
    const looked = await readRules(plan, needs);
    if (looked.kind !== 'found') {
      const advice = looked.kind === 'notThere' ? 'The group is gone' : looked.reason;
      return { kind: 'refused', code: 'CouldNotLook', advice };
    }
    const live = looked.value[plan.direction];
    const isAsLeft = plan.restore.every(({ now }) => live.some((rule) => isSame(now, rule)));
    if (!isAsLeft) return { kind: 'refused', code: 'ChangedSince', advice: CHANGED_SINCE };
  }
  return null;
}

const CHANGED_SINCE =
  'Somebody has changed a rule since that the undo would change: change it by hand, or leave it';

/** Makes the calls of an undo and reads back until what it gives back is there. Called once for an approval,
 * after its intent is committed. */
export async function undoAndReadBack(
  finding: Finding,
  plan: CarriedOut,
  needs: CarryOutNeeds,
): Promise<RevertResult> {
  const carried = await carryOut(plan, needs);
  if (carried.kind === 'refused') return carried;
  const requestId = carried.kind === 'accepted' ? carried.requestId : null;
  const now = await givenBackNow(finding, plan, needs);
  if (now === null) {
    return { kind: 'unknown', reason: 'what was given back does not show in EC2 yet' };
  }
  return { kind: 'givenBack', requestId, now };
}

/** What an undo that broke off did is found out by reading alone. */
export async function findOutUndo(
  finding: Finding,
  plan: Plan | null,
  needs: LookNeeds,
): Promise<RevertResult> {
  const now = plan === null ? null : await givenBackNow(finding, plan, needs);
  if (now !== null) return { kind: 'givenBack', requestId: null, now };
  const reason = 'Portcullis stopped during the call, which is not made twice';
  return { kind: 'unknown', reason };
}

/** The rules of a door as they are once it is open again; null where that does not show. After the call
 * nothing may be thrown. */
async function givenBackNow(
  { rules }: Finding,
  plan: Plan,
  needs: LookNeeds,
): Promise<readonly PlannedRule[] | null> {
  // Of a list and of an attachment the rules are those that were there all the time; the door is looked at
  // within a minute.
  if (plan.kind !== 'giveBack' && plan.kind !== 'narrow') return rules;
  const restored = plan.kind === 'giveBack' ? plan.restore.map(({ was }) => was) : [];
  const wanted = [...plan.add, ...restored].map(plannedDoorKey);
  for (let reads = 0; reads < READS_MAX; reads += 1) {
    if (reads > 0) await needs.clock.wait(READ_GAP_MS);
    const looked = await readRules(plan, needs).catch(notRead);
    if (looked.kind !== 'found') continue;
    const live = looked.value[plan.direction].filter((rule) =>
      wanted.includes(plannedDoorKey(rule)),
    );
    if (live.length >= wanted.length) return live.map(bareRule);
  }
  return null;
}

function notRead(error: unknown): { readonly kind: 'couldNotLook'; readonly reason: string } {
  return { kind: 'couldNotLook', reason: messageOf(error) };
}
