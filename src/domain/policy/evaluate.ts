import type { Direction, RuleChange } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import { guardedTraffic, SERVICES, type ServiceName } from '../guard/services.ts';
import {
  expanded,
  type KnownLists,
  type ListsAtHand,
  NO_LISTS,
  withBlocks,
} from '../inventory/known-lists.ts';
import { addresses, covers } from '../net/address-set.ts';
import * as exposure from '../net/exposure.ts';
import { type Admission, type Exposure, NO_EXPOSURE } from '../net/exposure.ts';
import { difference } from '../net/intervals.ts';
import { isEmpty, type SourceSet } from '../net/source.ts';
import { type Traffic, trafficInterval } from '../net/traffic.ts';
import type { Guard } from './policy.ts';

const EVERYTHING = trafficInterval({ protocol: '-1', fromPort: -1, toPort: -1 });
const ALL_TRAFFIC: Traffic = [EVERYTHING];
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

/** Whether a change of a guarded group lets in more than is approved there, as exact sets:
 * opened ∩ guarded − approved, where opened = after − before. What the group holds besides the
 * changed rules stands on both sides, so `before` alone is needed: the inbound rules just before
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
  const asked = { ownGroupId: change.group.groupId, direction, lists: lists.approved };
  const approved = approvedExposure(guard, asked);
  const sensitive = change.rules.map((rule) => sensitiveExposure(rule, guard, lists.rules));
  const over = sensitive.map((part) => beyond(part, approved));
  const openBefore = exposure.exposureOf(before);
  const excess = over.map((part) => exposure.difference(part, openBefore));
  const offending = change.rules.filter((_, i) => !exposure.isEmpty(excess[i] ?? NO_EXPOSURE));
  if (offending.length > 0) {
    return { kind: 'violates', excess: exposure.unionOf(excess), offending };
  }
  return { kind: 'permitted', reason: permittedReason(sensitive, over) };
}

/** `over` is what the rules let in beyond the approved, before what was open already is left out. */
function permittedReason(
  sensitive: readonly Exposure[],
  over: readonly Exposure[],
): PermittedReason {
  if (over.some((part) => !exposure.isEmpty(part))) return 'alreadyOpen';
  return sensitive.every(exposure.isEmpty) ? 'noGuardedTraffic' : 'approvedSources';
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
  const approved = approvedExposure(guard, { ownGroupId, direction, lists: lists.approved });
  const over = rules.map((rule) => beyond(sensitiveExposure(rule, guard, lists.rules), approved));
  return {
    excess: exposure.unionOf(over),
    offending: rules.filter((_, i) => !exposure.isEmpty(over[i] ?? NO_EXPOSURE)),
  };
}

/** The part of a rule that is on traffic which the guard's kind guards. */
function sensitiveExposure(rule: Admission, guard: Guard, lists: KnownLists): Exposure {
  const whole = exposure.openTo(trafficInterval(rule), expanded(rule.source, lists));
  return exposure.within(whole, guardedTraffic(guard.kind));
}

/** What `part` admits beyond `approved`. Where every address is approved, so is every list and
 * group: nobody stands behind them who could not come by address. */
function beyond(part: Exposure, approved: Exposure): Exposure {
  const rest = exposure.difference(part, approved);
  const openToAll = approved.filter(({ sources }) => covers(sources.addresses, ALL_ADDRESSES));
  return openToAll.length === 0 ? rest : exposure.within(rest, difference(ALL_TRAFFIC, openToAll));
}

/** What the approved depends on besides the guard. */
export interface ApprovedFor {
  readonly ownGroupId: string | null;
  readonly direction?: Direction;
  readonly lists?: KnownLists;
}

/** All that is approved on a guarded group: per service the approved sources, and on any traffic
 * the group itself, whose members have to reach each other (no plan ever removes that). */
export function approvedExposure(
  guard: Guard,
  { ownGroupId, direction = 'inbound', lists = NO_LISTS.approved }: ApprovedFor,
): Exposure {
  const services = direction === 'inbound' ? guard.approved : (guard.outbound ?? new Map());
  const perService = [...services].map(([name, from]) =>
    serviceExposure(name, withBlocks(from, lists)),
  );
  const approved = exposure.unionOf(perService);
  return ownGroupId === null ? approved : exposure.union(approved, selfExposure(ownGroupId));
}

function serviceExposure(name: ServiceName, from: SourceSet): Exposure {
  if (isEmpty(from)) return NO_EXPOSURE;
  const each = SERVICES[name].ranges.map((range) => [{ ...trafficInterval(range), sources: from }]);
  return exposure.unionOf(each);
}

function selfExposure(groupId: string): Exposure {
  return exposure.openTo(EVERYTHING, [{ kind: 'referencedGroup', groupId }]);
}
