import type { Direction } from '../change/exposure-change.ts';
import type { ServiceName } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { NetworkRole } from '../scenario/wanted-rule.ts';

/** What a plan would cut of what was open before it and has to stay open.
 *
 * - `service`: traffic that the directory's port table requires, from or to a network that it names;
 *   `service` is null where the table says all traffic.
 * - `trust`: the same, of traffic that a trust needs.
 * - `controllers`: traffic between members of the group: domain controllers would not replicate.
 * - `adminWay`: the last approved way in by RDP to a host that had one.
 *
 * `hosts` are the places (`eni-…`, `i-…`) that it concerns; empty where none is known. `rows` is exactly
 * what is cut, or of `adminWay` what the way was. `isCertain` is false where not every group of a host is
 * known: another one may leave it open. */
export type LockOut = {
  readonly direction: Direction;
  readonly rows: readonly ExposureRow[];
  readonly hosts: readonly string[];
  readonly isCertain: boolean;
} & (
  | {
      readonly kind: 'service' | 'trust';
      readonly service: ServiceName | null;
      readonly network: NetworkRole;
      /** Nobody chose a port table: it is assumed that the directory needs this. Absent: one was chosen. */
      readonly isAssumed?: true;
      /** Of `trust`: the directory has none today. Absent: it has one, or that is not known. */
      readonly hasNoTrust?: true;
    }
  | { readonly kind: 'controllers'; readonly groupId: string }
  | { readonly kind: 'adminWay' }
);

/** Whether a plan needs the higher quorum: whatever it may cut, certain or not. */
export function needsHigherQuorum(lockOuts: readonly LockOut[]): boolean {
  return lockOuts.length > 0;
}
