import type { ExposureChange } from '../change/exposure-change.ts';
import type { IngressRule } from '../change/ingress-rule.ts';
import { guardedTraffic, SERVICES, type ServiceName } from '../guard/services.ts';
import { addresses, covers } from '../net/address-set.ts';
import * as exposure from '../net/exposure.ts';
import { type Admission, type Exposure, NO_EXPOSURE, type Stretch } from '../net/exposure.ts';
import { difference } from '../net/intervals.ts';
import type { SourceSet } from '../net/source.ts';
import * as sources from '../net/source.ts';
import { type TrafficRange, trafficInterval } from '../net/traffic.ts';
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
      readonly offending: readonly IngressRule[];
    };

/** Why a change on a guarded group is no finding. */
export type PermittedReason = 'onlyCloses' | 'noGuardedTraffic' | 'approvedSources' | 'alreadyOpen';

/** Whether a change of a guarded group lets in more than is approved there, as exact sets:
 * opened ∩ guarded − approved, where opened = after − before. What the group holds besides the
 * changed rules stands on both sides, so `before` alone is needed: the inbound rules just before
 * the change, an edited rule with its old values. Nothing known of before, all that the change adds
 * counts as opened, and so does the whole of an edited rule. Pure, total. */
export function evaluate(
  change: Pick<ExposureChange, 'kind' | 'group' | 'rules'>,
  guard: Guard,
  before: readonly Admission[] = [],
): Verdict {
  if (change.kind === 'rulesRemoved') return { kind: 'permitted', reason: 'onlyCloses' };
  const over = change.rules.map((rule) => beyondApproved(rule, guard, change.group.groupId));
  const openBefore = exposure.exposureOf(before);
  const excess = over.map((part) => exposure.difference(part, openBefore));
  const offending = change.rules.filter((_, i) => !exposure.isEmpty(excess[i] ?? NO_EXPOSURE));
  if (offending.length > 0) {
    return { kind: 'violates', excess: exposure.unionOf(excess), offending };
  }
  return { kind: 'permitted', reason: permittedReason(change.rules, guard, over) };
}

/** `over` is what the rules let in beyond the approved, before what was open already is left out. */
function permittedReason(
  rules: readonly Admission[],
  guard: Guard,
  over: readonly Exposure[],
): PermittedReason {
  if (over.some((part) => !exposure.isEmpty(part))) return 'alreadyOpen';
  return rules.some((rule) => isOnGuardedTraffic(rule, guard))
    ? 'approvedSources'
    : 'noGuardedTraffic';
}

/** Whether a range has any traffic that the guard's kind guards. One that has none lets nothing in
 * beyond what is approved, whatever its source. Pure, total. */
export function isOnGuardedTraffic(range: TrafficRange, guard: Guard): boolean {
  const { start, end } = trafficInterval(range);
  if (start >= end) return false;
  return guardedTraffic(guard.kind).some((part) => part.start < end && start < part.end);
}

/** What rules let in beyond what is approved on a guarded group, whatever was before, and which of
 * them do. `offending` is empty exactly when `excess` is. Pure, total. */
export function excessOf<Rule extends Admission>(
  rules: readonly Rule[],
  guard: Guard,
  ownGroupId: string | null,
): { readonly excess: Exposure; readonly offending: readonly Rule[] } {
  const over: Exposure[] = [];
  const offending: Rule[] = [];
  for (const rule of rules) {
    const part = beyondApproved(rule, guard, ownGroupId);
    if (exposure.isEmpty(part)) continue;
    over.push(part);
    offending.push(rule);
  }
  return { excess: exposure.unionOf(over), offending };
}

/** What a rule admits on guarded traffic beyond what is approved there; for most rules nothing. The
 * reference of the group to itself is approved on any traffic. */
function beyondApproved(rule: Admission, guard: Guard, ownGroupId: string | null): Exposure {
  const { start, end } = trafficInterval(rule);
  const touched = restrictedTraffic(guard).filter((part) => part.start < end && start < part.end);
  if (touched.length === 0) return NO_EXPOSURE;
  const from = sources.withoutId(sources.sourceSet([rule.source]), ownGroupId);
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
function restrictedTraffic(guard: Guard): readonly Stretch[] {
  const known = RESTRICTED.get(guard);
  if (known !== undefined) return known;
  const guarded = guardedTraffic(guard.kind);
  const approved = exposure.within(approvedExposure(guard, null), guarded);
  const others = difference(guarded, approved);
  const parts = [
    ...approved.filter(({ sources: from }) => !isEverybody(from)),
    ...others.map((part) => ({ ...part, sources: sources.NO_SOURCES })),
  ].sort((a, b) => a.start - b.start);
  RESTRICTED.set(guard, parts);
  return parts;
}

/** A sweep asks the same few guards of every rule. */
const RESTRICTED = new WeakMap<Guard, readonly Stretch[]>();

/** Where every address is approved, so is every list and group: nobody stands behind them who could
 * not come by address. */
function isEverybody(from: SourceSet): boolean {
  return covers(from.addresses, ALL_ADDRESSES);
}

/** All that is approved on a guarded group: per service the approved sources, and on any traffic
 * the group itself, whose members have to reach each other (no plan ever removes that). */
export function approvedExposure(guard: Guard, ownGroupId: string | null): Exposure {
  const perService = [...guard.approved].map(([name, from]) => serviceExposure(name, from));
  const approved = exposure.unionOf(perService);
  return ownGroupId === null ? approved : exposure.union(approved, selfExposure(ownGroupId));
}

function serviceExposure(name: ServiceName, from: SourceSet): Exposure {
  if (sources.isEmpty(from)) return NO_EXPOSURE;
  const each = SERVICES[name].ranges.map((range) => [{ ...trafficInterval(range), sources: from }]);
  return exposure.unionOf(each);
}

function selfExposure(groupId: string): Exposure {
  return exposure.openTo(EVERYTHING, [{ kind: 'referencedGroup', groupId }]);
}
