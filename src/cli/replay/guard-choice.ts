import type { GroupReference } from '../../domain/change/exposure-change.ts';
import type { GroupFacts } from '../../domain/guard/group-facts.ts';
import { type GuardMatch, matchGuard } from '../../domain/guard/match.ts';
import type { GuardKind } from '../../domain/guard/services.ts';
import { STANDS_ALONE } from '../../domain/guard/standing.ts';
import type { Guard, Policy } from '../../domain/policy/policy.ts';

/** The kinds that `--assume-guarded` offers. */
export const ASSUMABLE_KINDS = ['windows', 'directory'] as const satisfies readonly GuardKind[];

export type AssumableKind = (typeof ASSUMABLE_KINDS)[number];

/** What a replay takes as guarded: what the policy says, or every group. */
export interface GuardChoice {
  readonly policy: Policy | null;
  readonly assumedKind: AssumableKind | null;
}

/** The guard of a group that only records tell of, `facts` as far as they do. With an assumed kind every group has one: it
 * approves what the policy's own guard of the group approves, and else nothing. */
export function chooseGuard(
  { policy, assumedKind }: GuardChoice,
  reference: GroupReference,
  region: string,
  facts: GroupFacts | null = null,
): GuardMatch {
  const match: GuardMatch =
    policy === null
      ? { kind: 'notGuarded' }
      : matchGuard(policy, { reference, region, facts, standing: STANDS_ALONE });
  if (assumedKind === null) return match;
  const guard = match.kind === 'guarded' ? match.guard : nothingApproved(assumedKind);
  const meant = { guard: { ...guard, kind: assumedKind }, why: { kind: 'selected' } } as const;
  return { kind: 'guarded', ...meant, also: [], unless: [] };
}

function nothingApproved(kind: AssumableKind): Guard {
  return { name: `assumed ${kind}`, kind, match: [], approved: new Map() };
}
