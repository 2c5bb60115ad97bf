import type { Door } from '../finding/door.ts';
import type { Finding } from '../finding/finding.ts';
import { groupsToWeigh } from '../finding/to-weigh.ts';
import type { GuardKind } from '../guard/services.ts';
import type { Severity } from '../weight/severity.ts';
import { weighAlone } from '../weight/weight.ts';

/** What somebody wants to do something about, as far as that decides who may. Slack user ids. */
export interface Subject {
  /** What stands behind the groups; none where it is about no guarded group. */
  readonly kinds: readonly GuardKind[];
  /** The owner of what is opened; null where it is about nothing in AWS. */
  readonly accountId: string | null;
  /** Null for what has no severity: a hardening, or what is only looked at. */
  readonly severity: Severity | null;
  /** The user to whom the actor of the opening call is tied; null where nobody is known to be. */
  readonly actorUserId: string | null;
  /** Who made the open request; absent where there is none. */
  readonly requestedBy?: string | null;
  /** Who broke glass, of what waits for a review; absent where nobody did. */
  readonly brokenBy?: string | null;
}

/** About nothing in particular: what anybody may look at. */
export const NO_SUBJECT: Subject = {
  kinds: [],
  accountId: null,
  severity: null,
  actorUserId: null,
};

/** The user to whom the actor of a finding's opening call is tied; null where nobody is known to be. Pure. */
export function actorUserIdOf({ actorTie = null }: Pick<Finding, 'actorTie'>): string | null {
  return actorTie?.kind === 'tied' ? actorTie.userId : null;
}

/** A finding as a subject. One that is not weighed yet counts as its alert shows it: by what is let in
 * alone, where what is not known counts as open. Pure. */
export function subjectOfFinding(finding: Finding): Subject {
  const { door, weight, request, review } = finding;
  const { severity } = weight ?? weighAlone(groupsToWeigh(finding), 'not looked up yet');
  return {
    kinds: kindsOf(door),
    accountId: door.accountId,
    severity,
    actorUserId: actorUserIdOf(finding),
    ...(request === null ? {} : { requestedBy: request.by }),
    ...(review === null || review.signed !== null ? {} : { brokenBy: review.by }),
  };
}

/** Every kind for whose sake a door is guarded: a rule for any of them matches. */
function kindsOf(door: Door): readonly GuardKind[] {
  const beside = door.kind === 'rules' ? (door.beside ?? []) : [];
  const uses = door.kind === 'list' ? door.uses : [];
  const ofUses = uses.flatMap((use) => [use, ...(use.beside ?? [])]);
  return [...new Set([door, ...beside, ...ofUses].map(({ guardKind }) => guardKind))];
}
