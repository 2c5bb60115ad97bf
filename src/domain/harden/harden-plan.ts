import type { Direction } from '../change/exposure-change.ts';
import type { DirectoryType } from '../guard/estate.ts';
import type { KnownRule } from '../inventory/group-state.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { NoPlanReason } from '../plan/no-plan.ts';

/** A group's rules as a plan takes them: values, ids and descriptions, in one order whatever order EC2
 * listed them in. Plain data; survives JSON unchanged. */
export interface GroupRules {
  readonly inbound: readonly KnownRule[];
  readonly outbound: readonly KnownRule[];
}

/** A rule of a direction. `ruleId` is null for one that is yet to be made: EC2 gives the id. */
export interface DirectedRule extends KnownRule {
  readonly direction: Direction;
}

/** A rule that is removed, with the rules that take its place: of the same protocol and ports, from a
 * part of its sources. They are made, and it is removed: a rule's id does not outlive its source here. */
export interface NarrowedRule {
  readonly was: DirectedRule;
  /** Never empty. */
  readonly becomes: readonly DirectedRule[];
}

/** One call: `rules` are of its direction, at most {@link RULES_PER_CALL_MAX}, and those that it adds have the
 * same tags. EC2 takes all or none. */
export interface HardenStep {
  readonly kind: 'add' | 'revoke';
  readonly direction: Direction;
  readonly rules: readonly KnownRule[];
}

/** What counts against the quota of one direction and address family, in rules as EC2 counts them:
 * before the plan, at its fullest moment, and at its end. `max` is the quota. */
export interface QuotaRow {
  readonly direction: Direction;
  readonly family: AddressFamily;
  readonly before: number;
  readonly peak: number;
  readonly after: number;
  readonly max: number;
}

export type AddressFamily = 'ipv4' | 'ipv6';

/** Traffic of a direction that a plan opens or closes. */
export interface DirectedRow extends ExposureRow {
  readonly direction: Direction;
}

/** A prefix list that a plan rests on, as it was then: what it holds decides what stays, its
 * `maxEntries` what fits. */
export interface ListUsed {
  readonly prefixListId: string;
  readonly version: number;
  readonly maxEntries: number | null;
  /** CIDR texts, sorted. */
  readonly entries: readonly string[];
}

/** Steps on a group between two images of it, with the quota at its peak and the lists that it all rests on. */
export interface Stepped {
  /** Carried out in this order; never empty. */
  readonly steps: readonly HardenStep[];
  readonly quota: readonly QuotaRow[];
  readonly lists: readonly ListUsed[];
  /** The before-image: what an undo gives back. */
  readonly before: GroupRules;
  /** What is to be there at the end; ids of new rules are null. */
  readonly after: GroupRules;
}

/** A plan of such steps, as its execution looks at it. */
export interface SteppedPlan extends Stepped {
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
}

/** The exact calls that bring a group to what is wanted of it, bound by a hash to what an approver was
 * shown; or those that give back what such a plan took. Every rule that is there or will be is in
 * exactly one of `keep`, `add`, `narrow` (as `was` or `becomes`) and `remove`. Plain data; survives JSON
 * unchanged.
 *
 * `opens` and `closes` are what the group admits after it and not before, and the other way round, the
 * prefix lists counted as their blocks. */
export interface HardenPlan extends SteppedPlan {
  readonly kind: 'harden';
  readonly intent: 'harden' | 'undo';
  /** The directory that the group belongs to, `d-…`. */
  readonly directoryId: string;
  /** The port table that it is brought to; null for an undo. */
  readonly table: { readonly name: string; readonly title: string } | null;
  readonly keep: readonly DirectedRule[];
  readonly add: readonly DirectedRule[];
  readonly narrow: readonly NarrowedRule[];
  readonly remove: readonly DirectedRule[];
  readonly opens: readonly DirectedRow[];
  readonly closes: readonly DirectedRow[];
  /** SHA-256 over everything else: equal hashes are equal plans. */
  readonly hash: string;
}

/** Why a group is not hardened, or a hardening not undone.
 *
 * - `noScenario`: nobody chose a port table; the group is guarded on growth only.
 * - `otherDirectoryType`: the table is for directories of `types`, and this one is of `type`.
 * - `trustsWithoutScenario`: the table closes what these trusts need.
 * - `trustsNotKnown`: the table has no trust, and whether the directory has one could not be looked up.
 * - `foreignAccount`, `managedElsewhere`: as for a revert ({@link NoPlanReason}).
 * - `listsNotKnown`: these prefix lists could not be read, so neither what they admit nor what they
 *   count for is known.
 * - `overQuota`: `needed` rules are more than `max`. `atTheEnd`: what is wanted does not fit, in any order;
 *   `onTheWay`: it would, but there is no room to add before removing, and nothing can be removed first
 *   without cutting what is wanted.
 * - `nothingToDo`: the group is as it is wanted. */
export type NoHardenReason =
  | { readonly kind: 'noScenario' }
  | {
      readonly kind: 'otherDirectoryType';
      readonly table: string;
      readonly type: DirectoryType;
      readonly types: readonly DirectoryType[];
    }
  | {
      readonly kind: 'trustsWithoutScenario';
      readonly table: string;
      readonly trusts: readonly string[];
    }
  | { readonly kind: 'trustsNotKnown'; readonly table: string; readonly reason: string }
  | { readonly kind: Extract<NoPlanReason, 'foreignAccount'>; readonly accountId: string }
  | { readonly kind: Extract<NoPlanReason, 'managedElsewhere'>; readonly by: string }
  | { readonly kind: 'listsNotKnown'; readonly prefixListIds: readonly string[] }
  | OverQuota
  | { readonly kind: 'nothingToDo' };

/** See {@link NoHardenReason}. */
export interface OverQuota {
  readonly kind: 'overQuota';
  readonly when: 'atTheEnd' | 'onTheWay';
  readonly direction: Direction;
  readonly family: AddressFamily;
  readonly needed: number;
  readonly max: number;
}

/** A plan, or why there is none. */
export type HardenAnswer =
  | { readonly kind: 'plan'; readonly plan: HardenPlan }
  | { readonly kind: 'refused'; readonly reason: NoHardenReason };
