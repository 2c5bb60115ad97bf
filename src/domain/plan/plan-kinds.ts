import type { Intent } from '../approval/request.ts';
import type { Direction, ListEntry } from '../change/exposure-change.ts';
import type { Stepped } from '../harden/harden-plan.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { ListAssociation } from '../inventory/list-state.ts';
import type { PlannedRule } from './planned-rule.ts';

/** The exact calls that close a finding's door, or open it again, bound by a hash to what an approver was shown.
 * A plan names only what its finding names. */
export type Plan = RevertPlan | UndoPlan | NarrowPlan;

/** What closes a door. */
export type RevertPlan = RulesPlan | ListPlan | DetachPlan;

/** What opens again what a revert has closed. */
export type UndoPlan = GiveBackPlan | ListPlan | AttachPlan;

/** Takes rules away once others are there in their place, in steps of which each is read back before the next:
 * the narrowing of rules to what is approved, or what gives the wide ones back. The images are of the whole
 * group: any difference makes the plan stale. */
export interface NarrowPlan extends AnyPlan, Stepped {
  readonly kind: 'narrow';
  readonly intent: 'narrow' | 'undo';
  readonly groupId: string;
  readonly direction: Direction;
  /** What is made; none where what stays admits it all. */
  readonly add: readonly KnownRule[];
  /** Never empty. */
  readonly revoke: readonly KnownRule[];
  /** The hash of the plan that this one undoes; null for a narrowing. */
  readonly undoOf: string | null;
}

interface AnyPlan {
  readonly intent: Intent;
  readonly findingId: string;
  readonly accountId: string;
  readonly region: string;
  /** SHA-256 over everything else: equal hashes are equal plans. */
  readonly hash: string;
}

/** Takes entries out of a prefix list, in calls of at most {@link LIST_ENTRIES_PER_CALL_MAX} entries,
 * each made of the version that is current then: going back to the old version would drop edits that
 * others made since. */
export interface ListPlan extends AnyPlan {
  readonly kind: 'list';
  readonly prefixListId: string;
  readonly remove: readonly ListEntry[];
  readonly giveBack: readonly ListEntry[];
  /** Everybody whom the change of the list concerns; null where that is not known. */
  readonly associations: readonly ListAssociation[] | null;
}

/** Takes a group off interfaces, and out of further VPCs. Each interface's groups are read just before,
 * since the call replaces them all; at least one stays. */
export interface DetachPlan extends AnyPlan {
  readonly kind: 'detach';
  readonly groupId: string;
  readonly interfaceIds: readonly string[];
  readonly vpcIds: readonly string[];
}

/** Puts rules of a group back. */
export interface RulesPlan extends AnyPlan {
  readonly kind: 'rules';
  readonly groupId: string;
  readonly direction: Direction;
  /** Edited rules that get their old values back, in one call. */
  readonly restore: readonly Restore[];
  /** Revoked in one call, each by its exact properties. */
  readonly revoke: readonly PlannedRule[];
  /** What this plan cannot give back; to be said before it is approved. */
  readonly caveat: 'earlierValuesUnknown' | null;
}

/** A rule whose values go from `now` back to `was`, under the same id. */
export interface Restore {
  readonly now: PlannedRule;
  readonly was: KnownRule;
}

/** Gives back what a revert took of a group's rules. EC2 gives rules that are added new ids. */
export interface GiveBackPlan extends AnyPlan {
  readonly kind: 'giveBack';
  readonly groupId: string;
  readonly direction: Direction;
  /** Without ids: EC2 gives new ones. */
  readonly add: readonly KnownRule[];
  /** Rules that get again the values that the revert took away, under their own ids. */
  readonly restore: readonly Restore[];
}

/** Puts a group on interfaces again. */
export interface AttachPlan extends AnyPlan {
  readonly kind: 'attach';
  readonly groupId: string;
  readonly interfaceIds: readonly string[];
  /** Further VPCs that the group was taken out of: nothing puts it back there from here. */
  readonly vpcIdsNotGivenBack: readonly string[];
}
