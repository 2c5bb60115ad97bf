import type { FindingCommand } from '../../domain/finding/commands.ts';
import { decide } from '../../domain/finding/decide.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { planRevert } from '../../domain/plan/plan.ts';
import type { RevertResult } from '../../domain/plan/revert-result.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { executePlan } from '../execute-plan.ts';
import { seen } from '../look-at-door.ts';
import type { Changed, Clock, Log, SecurityGroups, Store } from '../ports.ts';

export interface ActNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly policy: Policy;
  readonly homeAccountId: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Executes the approved plan of a finding. The intent is committed before the call, the result
 * comes back as a command; a crash in between is found out by reading, not by calling again.
 * @throws OutsideError, retryable, when nothing was done yet and can be tried again. */
export async function act(findingId: string, needs: ActNeeds): Promise<void> {
  const started = await command(findingId, { kind: 'startRevert' }, needs);
  if (started.kind !== 'changed' || started.finding.state.kind !== 'reverting') return;
  const { finding } = started;
  const { approval, attempts } = started.finding.state;
  const result = await execute(finding, { approval, isRepeated: attempts > 1 }, needs);
  needs.log.info({ findingId, planHash: approval.planHash, result }, 'revert finished');
  const isChanged = result.kind === 'changedSince';
  const comparison = isChanged ? ({ kind: 'different', now: result.now } as const) : null;
  await command(
    findingId,
    {
      kind: 'finishRevert',
      planHash: approval.planHash,
      result,
      seen: comparison === null ? null : seen(finding, comparison, needs.policy),
    },
    needs,
  );
}

/** Gives up on executing: after the last attempt nobody may be left waiting for it. */
export async function giveUpActing(
  findingId: string,
  reason: string,
  needs: ActNeeds,
): Promise<void> {
  const finding = await needs.store.finding(findingId);
  if (finding?.state.kind !== 'reverting') return;
  const { planHash } = finding.state.approval;
  const result = { kind: 'unknown', reason } as const;
  await command(findingId, { kind: 'finishRevert', planHash, result, seen: null }, needs);
}

async function execute(
  finding: Finding,
  run: { readonly approval: { readonly planHash: string }; readonly isRepeated: boolean },
  needs: ActNeeds,
): Promise<RevertResult> {
  const plan = planRevert(finding, needs.homeAccountId);
  // The finding's rules moved on between the approval and now: that approval was for another plan.
  if (typeof plan === 'string' || plan.hash !== run.approval.planHash) {
    return { kind: 'changedSince', now: finding.rules };
  }
  return executePlan(finding, { plan, isRepeated: run.isRepeated }, needs);
}

function command(findingId: string, asked: FindingCommand, needs: ActNeeds): Promise<Changed> {
  const now = needs.clock.now();
  const context = { now, homeAccountId: needs.homeAccountId };
  return needs.store.change(findingId, (finding) => decide(finding, asked, context), now);
}
