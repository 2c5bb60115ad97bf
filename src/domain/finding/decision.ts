import type { ApprovalRules } from '../approval/approval-rules.ts';
import type { Intent, Request } from '../approval/request.ts';
import { exemptionHash } from '../exemption/scope.ts';
import { narrowsIts } from '../harden/plan-narrow.ts';
import type { Instant } from '../instant.ts';
import { planRevert } from '../plan/plan.ts';
import type { NarrowPlan, Plan } from '../plan/plan-kinds.ts';
import { planUndo } from '../plan/plan-undo.ts';
import type { Refusal } from './commands.ts';
import type { FindingEvent } from './events.ts';
import type { ClosedBy, Finding } from './finding.ts';

/** What a command does to a finding, or why it does nothing. */
export type Decision =
  | { readonly kind: 'events'; readonly events: readonly FindingEvent[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What a decision depends on besides the finding and the command. */
export interface DecisionContext {
  readonly now: Instant;
  /** The accounts whose groups may be changed: home, and the members that policy names. 12 digits each. */
  readonly ownAccountIds: ReadonlySet<string>;
  /** What policy says of the matter at hand. */
  readonly rules: ApprovalRules;
}

export function events(...list: readonly FindingEvent[]): Decision {
  return { kind: 'events', events: list };
}

export function refuse(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}

/** The plan that an intent comes to now; null where there is none. Pure, total. */
export function planFor(
  finding: Finding,
  intent: Intent,
  ownAccountIds: ReadonlySet<string>,
): Plan | null {
  switch (intent) {
    case 'revert': {
      const plan = planRevert(finding, ownAccountIds);
      return typeof plan === 'string' ? null : plan;
    }
    case 'undo':
      return finding.executed?.plan.kind === 'narrow'
        ? preparedUndo(finding, finding.executed.plan)
        : planUndo(finding);
    case 'narrow':
      return preparedNarrowing(finding);
  }
}

/** A narrowing is planned from the group as it was read. It stands as long as the finding's rules do. */
function preparedNarrowing(finding: Finding): NarrowPlan | null {
  const { prepared } = finding;
  if (prepared?.intent !== 'narrow' || finding.door.kind !== 'rules') return null;
  return narrowsIts(prepared, finding) ? prepared : null;
}

function preparedUndo({ prepared }: Finding, done: NarrowPlan): NarrowPlan | null {
  return prepared?.undoOf === done.hash ? prepared : null;
}

/** Whether what a request asks for is still what would be done. Pure, total. */
export function isStillAsked(
  finding: Finding,
  request: Request,
  ownAccountIds: ReadonlySet<string>,
): boolean {
  const { matter } = request;
  if (matter.kind === 'exemption') {
    return (
      finding.state.kind === 'open' && exemptionHash(matter.exemption, finding) === matter.hash
    );
  }
  return planFor(finding, matter.intent, ownAccountIds)?.hash === matter.hash;
}

/** Who shut a door that Portcullis did not. */
export function closedBySomebody(finding: Finding): ClosedBy {
  return finding.touchedBy === null ? { kind: 'unknown' } : { kind: 'actor', ...finding.touchedBy };
}
