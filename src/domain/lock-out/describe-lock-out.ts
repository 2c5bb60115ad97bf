import { SERVICES } from '../guard/services.ts';
import { ruleText } from '../harden/describe-plan.ts';
import type { LockOut } from './lock-out.ts';

/** Rows of one lock-out that are named; of more, the rest is counted. */
const ROWS_NAMED_MAX = 3;

/** What a plan would cut, for people: which service, to whom, on which hosts. */
export function describeLockOut(lockOut: LockOut): string {
  const { rows, direction, hosts, isCertain } = lockOut;
  const named = rows.slice(0, ROWS_NAMED_MAX).map((row) => ruleText({ direction, ...row }));
  const more = rows.length > ROWS_NAMED_MAX ? ` and ${rows.length - ROWS_NAMED_MAX} more` : '';
  const where = hosts.length === 0 ? '' : ` on ${hosts.join(', ')}`;
  const doubt = isCertain ? '' : ' (unless another group leaves it open: not all are known)';
  return `${whatIsCut(lockOut)}${where}: ${named.join('; ')}${more}${doubt}`;
}

function whatIsCut(lockOut: LockOut): string {
  switch (lockOut.kind) {
    case 'service':
      return `would cut ${serviceText(lockOut.service)}, which the scenario requires`;
    case 'trust':
      return `would cut ${serviceText(lockOut.service)}, which the trust needs`;
    case 'controllers':
      return 'would cut domain controllers from each other: replication would fail';
    case 'adminWay':
      return 'would cut the last approved way in by RDP';
  }
}

function serviceText(service: keyof typeof SERVICES | null): string {
  return service === null ? 'traffic' : SERVICES[service].title;
}
