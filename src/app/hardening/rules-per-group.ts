import { RULES_PER_GROUP_DEFAULT } from '../../domain/harden/quota.ts';
import { HOUR_MS, type Instant } from '../../domain/instant.ts';
import { attempt } from '../attempt.ts';
import type { Clock, Log, Place, Quotas } from '../ports.ts';

/** How long the quota of an account and Region is believed, in ms: it is raised by a request that people wait
 * for, and lowered hardly ever. */
export const QUOTA_KEPT_MS = HOUR_MS;

/** How many rules a group may have. `notKnown` says, for whoever approves, that it is assumed; else it is null. */
export interface RulesQuota {
  readonly max: number;
  readonly notKnown: string | null;
}

/** Tells how many rules a group may have in an account and Region. Where that cannot be looked up it is AWS's
 * default, which the process log says once while it is believed. */
export type RulesPerGroup = (place: Place) => Promise<RulesQuota>;

interface Needs {
  readonly quotas: Quotas;
  readonly clock: Clock;
  readonly log: Log;
}

/** A reader that asks Service Quotas once in {@link QUOTA_KEPT_MS} for each account and Region. */
export function rulesPerGroup({ quotas, clock, log }: Needs): RulesPerGroup {
  const kept = new Map<string, { readonly until: Instant; readonly quota: RulesQuota }>();
  return async ({ accountId, region }) => {
    const key = `${accountId}/${region}`;
    const known = kept.get(key);
    if (known !== undefined && clock.now() < known.until) return known.quota;
    const looked = await attempt(quotas.rulesPerGroup({ accountId, region }), clock);
    const quota = quotaOf(looked);
    if (quota.notKnown !== null) log.warn({ accountId, region }, quota.notKnown);
    kept.set(key, { until: clock.now() + QUOTA_KEPT_MS, quota });
    return quota;
  };
}

function quotaOf(looked: Awaited<ReturnType<Quotas['rulesPerGroup']>>): RulesQuota {
  switch (looked.kind) {
    case 'found':
      return { max: looked.value, notKnown: null };
    case 'notThere':
      // Nobody ever changed it.
      return { max: RULES_PER_GROUP_DEFAULT, notKnown: null };
    case 'couldNotLook': {
      const notKnown = `how many rules a group may have, assumed to be ${RULES_PER_GROUP_DEFAULT}: ${looked.reason}`;
      return { max: RULES_PER_GROUP_DEFAULT, notKnown };
    }
  }
}
