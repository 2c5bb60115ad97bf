import { SERVICES } from '../guard/services.ts';
import { ruleText } from '../harden/describe-plan.ts';
import type { LockOut } from './lock-out.ts';

/** Rows of one lock-out that are named; of more, the rest is counted. */
const ROWS_NAMED_MAX = 3;

/** What is said where a scenario is for a trust, and Directory Service knows of none. */
export const NO_TRUST_TODAY = 'the directory has none today';

/** What a plan would cut, for people: which service, to whom, on which hosts. */
export function describeLockOut(lockOut: LockOut): string {
  return describeTogether([lockOut]);
}

/** The same of several: those that cut the same traffic on the same hosts are one sentence. Pure. */
export function describeLockOuts(all: readonly LockOut[]): readonly string[] {
  const same = new Map<string, LockOut[]>();
  for (const lockOut of all) {
    const { direction, rows, hosts, isCertain } = lockOut;
    const service = 'service' in lockOut ? lockOut.service : lockOut.kind;
    const key = JSON.stringify([direction, rows, hosts, isCertain, service]);
    same.set(key, [...(same.get(key) ?? []), lockOut]);
  }
  return [...same.values()].map(describeTogether);
}

/** Of lock-outs that are the same but for what they are needed for. */
function describeTogether(together: readonly LockOut[]): string {
  const [lockOut] = together;
  if (lockOut === undefined) return '';
  const { rows, direction, hosts, isCertain } = lockOut;
  const named = rows.slice(0, ROWS_NAMED_MAX).map((row) => ruleText({ direction, ...row }));
  const more = rows.length > ROWS_NAMED_MAX ? ` and ${rows.length - ROWS_NAMED_MAX} more` : '';
  const where = hosts.length === 0 ? '' : ` on ${hosts.join(', ')}`;
  const doubt = isCertain ? '' : ' (unless another group leaves it open: not all are known)';
  const reasons = [...new Set(together.map(neededBy))].filter((reason) => reason !== '');
  const why = reasons.length === 0 ? '' : `, which ${reasons.join(', and ')}`;
  return `${whatIsCut(lockOut)}${why}${where}: ${named.join('; ')}${more}${doubt}`;
}

function whatIsCut(lockOut: LockOut): string {
  switch (lockOut.kind) {
    case 'service':
    case 'trust':
      return `would cut ${serviceText(lockOut.service)}`;
    case 'controllers':
      return 'would cut domain controllers from each other: replication would fail';
    case 'adminWay':
      return 'would cut the last approved way in by RDP';
  }
}

/** Whether a directory has a trust is known of the chosen scenario alone: else it is said to be assumed. */
function neededBy(lockOut: LockOut): string {
  switch (lockOut.kind) {
    case 'service':
      return lockOut.isAssumed === true
        ? 'clients need, as is assumed since no scenario is chosen'
        : 'the scenario requires';
    case 'trust':
      return lockOut.isAssumed === true
        ? 'a trust needs, which is assumed since no scenario is chosen'
        : `the scenario requires for a trust${lockOut.hasNoTrust === true ? `; ${NO_TRUST_TODAY}` : ''}`;
    case 'controllers':
    case 'adminWay':
      return '';
  }
}

function serviceText(service: keyof typeof SERVICES | null): string {
  return service === null ? 'traffic' : SERVICES[service].title;
}
