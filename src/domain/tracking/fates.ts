import type { Direction } from '../change/exposure-change.ts';
import { admissionsOf, type KnownLists } from '../inventory/known-lists.ts';
import * as addresses from '../net/address-set.ts';
import {
  allSources,
  difference,
  type Exposure,
  type ExposureRow,
  exposureOf,
  intersection,
  NO_EXPOSURE,
  toRows,
  union,
} from '../net/exposure.ts';
import { type Traffic, traffic } from '../net/traffic.ts';
import { type PlannedRule, sourceOf } from '../plan/planned-rule.ts';
import {
  ANY_UNTRACKED,
  EVERYBODY,
  exposureOn,
  type RulesOnInterface,
  type Untracked,
  untrackedOf,
} from './untracked.ts';

/** What became of established connections on what was let in. What other rules still let in is in none
 * of the three: it goes on as before. */
export interface Fates {
  readonly cutAtOnce: readonly ExposureRow[];
  readonly livesOn: readonly ExposureRow[];
  readonly notKnown: readonly ExposureRow[];
}

/** One interface before and after a door was shut. */
export interface Shutting {
  readonly direction: Direction;
  /** What was let in by the door, or out. */
  readonly excess: readonly ExposureRow[];
  /** The rules of all groups on the interface while the door was open. */
  readonly before: RulesOnInterface;
  /** Those of the same direction that are left, and the lists that they name. */
  readonly after: readonly PlannedRule[];
  readonly listsBefore: KnownLists;
  readonly listsAfter: KnownLists;
  /** Whether these are all rules: what is missing may make a flow untracked, or let it in still. */
  readonly isWhole: boolean;
  /** AWS tracks whatever comes to the interface. */
  readonly isByTrackedWay: boolean;
}

/** What becomes of the connections on an interface that came by a door which is shut. Pure, total. */
export function fatesOf(shutting: Shutting): Fates {
  const gone = goneOf(shutting);
  const { untracked, notKnown } = untrackedBy(shutting);
  const possible = withIds(union(untracked, notKnown), gone);
  const livesOn = difference(gone, possible);
  const cutAtOnce = difference(intersection(gone, untracked), mayStay(shutting));
  const rest = difference(difference(gone, livesOn), cutAtOnce);
  return { cutAtOnce: toRows(cutAtOnce), livesOn: toRows(livesOn), notKnown: toRows(rest) };
}

function untrackedBy(shutting: Shutting): Untracked {
  const { direction, before: rules, listsBefore: lists, isByTrackedWay, isWhole } = shutting;
  // A rule that is not known may be just the one that leaves a flow untracked.
  if (!isWhole && !isByTrackedWay) return { untracked: NO_EXPOSURE, notKnown: ANY_UNTRACKED };
  return untrackedOf(direction, { rules, lists, isByTrackedWay });
}

/** What is not let in any more. Whoever a group or a list stands for is in where everybody is. */
function goneOf({ excess, after, listsBefore, listsAfter }: Shutting): Exposure {
  const told = exposureOf(admissionsOf(asRules(excess), listsBefore));
  const stays = exposureOf(admissionsOf(after, listsAfter));
  const toAll = stays.filter(({ sources }) => addresses.covers(sources.addresses, ALL_IPV4));
  return difference(difference(told, stays), exposureOn(toAll, idsOf(told)));
}

const ALL_IPV4 = addresses.addresses('0.0.0.0/0');

/** What rules may let in by lists of which nothing is known. */
function mayStay({ after, listsAfter }: Shutting): Exposure {
  const unknown = after.filter(({ source }) => source.startsWith('pl-') && !listsAfter.has(source));
  return exposureOn(traffic(...unknown), EVERYBODY);
}

/** Some flows, with those of the same traffic from groups and lists: which addresses these stand for is
 * not known. */
function withIds(flows: Exposure, told: Exposure): Exposure {
  const on: Traffic = flows;
  return union(flows, exposureOn(on, idsOf(told)));
}

function idsOf(exposure: Exposure) {
  return allSources(exposure).ids.map(sourceOf);
}

function asRules(rows: readonly ExposureRow[]): readonly PlannedRule[] {
  return rows.map((row) => ({ ...row, ruleId: null }));
}
