import type { ExposureChange } from '../change/exposure-change.ts';
import type { IngressRule } from '../change/ingress-rule.ts';
import { guardedTraffic, SERVICES, type ServiceName } from '../guard/services.ts';
import { addresses, covers } from '../net/address-set.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
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
      readonly offending: readonly IngressRule[];
    };

/** Why a change on a guarded group is no finding. */
export type PermittedReason = 'onlyCloses' | 'noGuardedTraffic' | 'approvedSources';

/** Whether a change of a guarded group lets in more than is approved there, as exact sets:
 * opened ∩ guarded − approved. Without an earlier state to compare with, all that the change adds
 * counts as opened, and so does the whole of an edited rule. Pure, total. */
export function evaluate(change: ExposureChange, guard: Guard): Verdict {
  if (change.kind === 'rulesRemoved') return { kind: 'permitted', reason: 'onlyCloses' };
  const { excess, offending, isOnGuardedTraffic } = excessOf(
    change.rules,
    guard,
    change.group.groupId,
  );
  if (offending.length > 0) return { kind: 'violates', excess, offending };
  return { kind: 'permitted', reason: isOnGuardedTraffic ? 'approvedSources' : 'noGuardedTraffic' };
}

/** What rules let in beyond what is approved on a guarded group, and which of them do.
 * `offending` is empty exactly when `excess` is. Pure, total. */
export function excessOf(
  rules: readonly IngressRule[],
  guard: Guard,
  ownGroupId: string | null,
): {
  readonly excess: Exposure;
  readonly offending: readonly IngressRule[];
  readonly isOnGuardedTraffic: boolean;
} {
  const approved = approvedExposure(guard, ownGroupId);
  const sensitive = rules.map((rule) => sensitiveExposure(rule, guard));
  const over = sensitive.map((part) => beyond(part, approved));
  return {
    excess: exposure.unionOf(over),
    offending: rules.filter((_, i) => !exposure.isEmpty(over[i] ?? exposure.NO_EXPOSURE)),
    isOnGuardedTraffic: sensitive.some((part) => !exposure.isEmpty(part)),
  };
}

/** The part of a rule that is on traffic which the guard's kind guards. */
function sensitiveExposure(rule: IngressRule, guard: Guard): Exposure {
  return exposure.within(exposure.exposureOf([rule]), guardedTraffic(guard.kind));
}

/** What `part` admits beyond `approved`. Where every address is approved, so is every list and
 * group: nobody stands behind them who could not come by address. */
function beyond(part: Exposure, approved: Exposure): Exposure {
  const rest = exposure.difference(part, approved);
  const openToAll = approved.filter(({ sources }) => covers(sources.addresses, ALL_ADDRESSES));
  return openToAll.length === 0 ? rest : exposure.within(rest, difference(ALL_TRAFFIC, openToAll));
}

/** All that is approved on a guarded group: per service the approved sources, and on any traffic
 * the group itself, whose members have to reach each other (no plan ever removes that). */
export function approvedExposure(guard: Guard, ownGroupId: string | null): Exposure {
  const perService = [...guard.approved].map(([name, from]) => serviceExposure(name, from));
  const approved = exposure.unionOf(perService);
  return ownGroupId === null ? approved : exposure.union(approved, selfExposure(ownGroupId));
}

function serviceExposure(name: ServiceName, from: SourceSet): Exposure {
  if (isEmpty(from)) return exposure.NO_EXPOSURE;
  const each = SERVICES[name].ranges.map((range) => [{ ...trafficInterval(range), sources: from }]);
  return exposure.unionOf(each);
}

function selfExposure(groupId: string): Exposure {
  return exposure.openTo(EVERYTHING, [{ kind: 'referencedGroup', groupId }]);
}
