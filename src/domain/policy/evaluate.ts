import type { Direction, RuleChange } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import { guardedTraffic } from '../guard/services.ts';
import {
  expanded,
  type KnownLists,
  type ListsAtHand,
  NO_LISTS,
  withBlocks,
} from '../inventory/known-lists.ts';
import { addresses, covers } from '../net/address-set.ts';
import * as exposure from '../net/exposure.ts';
import { type Admission, type Exposure, NO_EXPOSURE, type Stretch } from '../net/exposure.ts';
import { difference } from '../net/intervals.ts';
import type { SourceSet } from '../net/source.ts';
import * as sources from '../net/source.ts';
import { type TrafficRange, trafficInterval } from '../net/traffic.ts';
import { approvals, approvedIds } from './approvals.ts';
import type { Guard } from './policy.ts';

const EVERYTHING = trafficInterval({ protocol: '-1', fromPort: -1, toPort: -1 });
const ALL_ADDRESSES = addresses('0.0.0.0/0', '::/0');

/** What policy says of a change, with its evidence. */
export type Verdict =
  | { readonly kind: 'permitted'; readonly reason: PermittedReason }
  | {
      readonly kind: 'violates';
      /** opened ∩ guarded − approved; never empty. */
      readonly excess: Exposure;
      /** The rules of the change that let any of the excess in; never empty. */
      readonly offending: readonly SecurityGroupRule[];
    };

/** Why a change on a guarded group is no finding. */
export type PermittedReason = 'onlyCloses' | 'noGuardedTraffic' | 'approvedSources' | 'alreadyOpen';

/** Whether a change of a guarded group lets in, or out, more than is approved there, as exact sets:
 * opened ∩ guarded − approved, where opened = after − before. What the group holds besides the
 * changed rules stands on both sides, so `before` alone is needed: the rules of that direction just before
 * the change, an edited rule with its old values. Nothing known of before, all that the change adds
 * counts as opened, and so does the whole of an edited rule. Prefix lists count as their blocks, as far
 * as these are known; `before` is to have them expanded already. Pure, total. */
export function evaluate(
  change: Pick<RuleChange, 'kind' | 'group' | 'rules'> & {
    readonly direction?: RuleChange['direction'];
  },
  guard: Guard,
  before: readonly Admission[] = [],
  lists: ListsAtHand = NO_LISTS,
): Verdict {
  if (change.kind === 'rulesRemoved') return { kind: 'permitted', reason: 'onlyCloses' };
  const direction: Direction = change.direction === 'outbound' ? 'outbound' : 'inbound';
  const restricted = restrictedTraffic(guard, direction, lists.approved);
  const asked = { restricted, ownGroupId: change.group.groupId, lists: lists.rules };
  const over = change.rules.map((rule) => beyondApproved(rule, asked));
  const openBefore = exposure.exposureOf(before);
  const excess = over.map((part) => exposure.difference(part, openBefore));
  const offending = change.rules.filter((_, i) => !exposure.isEmpty(excess[i] ?? NO_EXPOSURE));
  if (offending.length > 0) {
    return { kind: 'violates', excess: exposure.unionOf(excess), offending };
  }
  if (over.some((part) => !exposure.isEmpty(part))) {
    return { kind: 'permitted', reason: 'alreadyOpen' };
  }
  const isGuarded = (rule: Admission): boolean =>
    isOnGuardedTraffic(rule, guard) && expanded(rule.source, lists.rules).length > 0;
  const reason = change.rules.some(isGuarded) ? 'approvedSources' : 'noGuardedTraffic';
  return { kind: 'permitted', reason };
}

/** Whether a range has any traffic that the guard's kind guards. One that has none lets nothing in
 * beyond what is approved, whatever its source. Pure, total. */
export function isOnGuardedTraffic(range: TrafficRange, guard: Guard): boolean {
  const { start, end } = trafficInterval(range);
  if (start >= end) return false;
  return guardedTraffic(guard.kind).some((part) => part.start < end && start < part.end);
}

/** Which way rules go, and what is known of lists. Unless said: inbound, and nothing. */
export interface Circumstances {
  readonly direction?: Direction;
  readonly lists?: ListsAtHand;
}

/** What rules let in beyond what is approved on a guarded group, whatever was before, and which of
 * them do. `offending` is empty exactly when `excess` is. Pure, total. */
export function excessOf<Rule extends Admission>(
  rules: readonly Rule[],
  guard: Guard,
  ownGroupId: string | null,
  { direction = 'inbound', lists = NO_LISTS }: Circumstances = {},
): { readonly excess: Exposure; readonly offending: readonly Rule[] } {
  const restricted = restrictedTraffic(guard, direction, lists.approved);
  const asked = { restricted, ownGroupId, lists: lists.rules };
  const over: Exposure[] = [];
  const offending: Rule[] = [];
  for (const rule of rules) {
    const part = beyondApproved(rule, asked);
    if (exposure.isEmpty(part)) continue;
    over.push(part);
    offending.push(rule);
  }
  return { excess: exposure.unionOf(over), offending };
}

interface Asked {
  readonly restricted: readonly Stretch[];
  readonly ownGroupId: string | null;
  readonly lists: KnownLists;
}

/** What a rule admits on guarded traffic beyond what is approved there; for most rules nothing. The
 * reference of the group to itself is approved on any traffic. */
function beyondApproved(rule: Admission, { restricted, ownGroupId, lists }: Asked): Exposure {
  const { start, end } = trafficInterval(rule);
  const touched = restricted.filter((part) => part.start < end && start < part.end);
  if (touched.length === 0) return NO_EXPOSURE;
  const from = sources.withoutId(sources.sourceSet(expanded(rule.source, lists)), ownGroupId);
  return exposure.joined(
    touched.map((part) => ({
      start: Math.max(start, part.start),
      end: Math.min(end, part.end),
      sources: sources.difference(from, part.sources),
    })),
  );
}

/** The guarded traffic on which not everybody is approved, in parts: each with the sources that are
 * approved on it, which may be none. Sorted and disjoint. */
function restrictedTraffic(
  guard: Guard,
  direction: Direction,
  lists: KnownLists,
): readonly Stretch[] {
  const known = RESTRICTED[direction].get(guard) ?? new Map<string, readonly Stretch[]>();
  RESTRICTED[direction].set(guard, known);
  const key = lists.size === 0 ? '' : blocksText(approvedIds(guard, direction), lists);
  const parts = known.get(key) ?? restrictedParts(guard, direction, lists);
  if (known.size >= RESTRICTED_MAX) known.clear();
  known.set(key, parts);
  return parts;
}

/** What a guard restricts is remembered for so many states of the lists that it approves: a sweep asks
 * the same few guards of every group, and their lists change seldom. */
export const RESTRICTED_MAX = 16;

type Remembered = WeakMap<Guard, Map<string, readonly Stretch[]>>;
const RESTRICTED: Readonly<Record<Direction, Remembered>> = {
  inbound: new WeakMap(),
  outbound: new WeakMap(),
};

/** The blocks of the known lists that are approved: all of the lists that the approved depends on. */
function blocksText(ids: readonly string[], lists: KnownLists): string {
  const texts = ids.flatMap((id) => {
    const blocks = lists.get(id);
    return blocks === undefined ? [] : [`${id}: ${blocks.map(({ text }) => text).join(' ')}`];
  });
  return texts.sort().join('; ');
}

function restrictedParts(
  guard: Guard,
  direction: Direction,
  lists: KnownLists,
): readonly Stretch[] {
  const guarded = guardedTraffic(guard.kind);
  const everything = approvedExposure(guard, { ownGroupId: null, direction, lists });
  const approved = exposure.within(everything, guarded);
  const others = difference(guarded, approved);
  return [
    ...approved.filter(({ sources: from }) => !isEverybody(from)),
    ...others.map((part) => ({ ...part, sources: sources.NO_SOURCES })),
  ].sort((a, b) => a.start - b.start);
}

/** Where every address is approved, so is every list and group: nobody stands behind them who could
 * not come by address. */
function isEverybody(from: SourceSet): boolean {
  return covers(from.addresses, ALL_ADDRESSES);
}

/** What the approved depends on besides the guard. */
export interface ApprovedFor {
  readonly ownGroupId: string | null;
  readonly direction?: Direction;
  readonly lists?: KnownLists;
}

/** All that is approved on a guarded group: per service and per row of its scenario the approved
 * sources, and on any traffic the group itself, whose members have to reach each other (no plan ever removes that). */
export function approvedExposure(
  guard: Guard,
  { ownGroupId, direction = 'inbound', lists = NO_LISTS.approved }: ApprovedFor,
): Exposure {
  const each = approvals(guard, direction).map(({ ranges, from }) =>
    openOn(ranges, withBlocks(from, lists)),
  );
  const approved = exposure.unionOf(each);
  return ownGroupId === null ? approved : exposure.union(approved, selfExposure(ownGroupId));
}

function openOn(ranges: readonly TrafficRange[], from: SourceSet): Exposure {
  if (sources.isEmpty(from)) return NO_EXPOSURE;
  const each = ranges.map((range) => [{ ...trafficInterval(range), sources: from }]);
  return exposure.unionOf(each);
}

function selfExposure(groupId: string): Exposure {
  return exposure.openTo(EVERYTHING, [{ kind: 'referencedGroup', groupId }]);
}
