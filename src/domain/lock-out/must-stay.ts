import { GUARDED_SERVICES, serviceTraffic } from '../guard/services.ts';
import { allSources, exposureOf, within } from '../net/exposure.ts';
import { type Intervals, unionOf } from '../net/intervals.ts';
import { type SourceSet, sourceTexts, withoutId } from '../net/source.ts';
import { traffic } from '../net/traffic.ts';
import { asAdmission, type PlannedRule } from '../plan/planned-rule.ts';
import type { WantedRule } from '../scenario/wanted-rule.ts';

/** What a plan must not cut without a higher quorum.
 *
 * - `directory`: the group of a directory's controllers and what its port table requires; of `wanted`
 *   only what is `required` counts, and what is between the controllers is looked at apart. With
 *   `hasTrust`, what is about the on-premises network is the trust. Null for any other group.
 *   With `isAssumed` nobody chose the table; with `hasNoTrust` the directory is known to have none today.
 * - `adminSources`: approved networks, lists and gateway groups from which hosts are administered. */
export interface MustStay {
  readonly directory: {
    readonly groupId: string;
    readonly wanted: readonly WantedRule[];
    readonly hasTrust: boolean;
    readonly isAssumed?: true;
    readonly hasNoTrust?: true;
  } | null;
  readonly adminSources: SourceSet;
}

/** One row of a port table, for whichever addresses its network has. */
export type TableRow = Omit<WantedRule, 'source'>;

/** What has to stay open to a directory for which nobody chose a port table: the rows of `table` (native
 * AD with trust) for the networks that its group's inbound rules admit on their traffic. `admitting` are the
 * rules that speak for who uses the directory: a revert leaves out those that it closes, else each would be
 * a lock-out. Pure, total. */
export function assumedWanted(
  table: readonly TableRow[],
  admitting: readonly PlannedRule[],
  groupId: string,
): readonly WantedRule[] {
  const rows = table.filter(({ network }) => network !== 'self');
  const inbound = rows.filter(({ direction }) => direction === 'inbound');
  const reach = within(exposureOf(admitting.map(asAdmission)), traffic(...inbound));
  const networks = sourceTexts(withoutId(allSources(reach), groupId));
  return rows.flatMap((row) => networks.map((source) => ({ ...row, source })));
}

/** What domain controllers say to each other: the services of a directory but those of administration. */
export const CONTROLLER_TRAFFIC: Intervals<number> = unionOf(
  GUARDED_SERVICES.directory
    .filter((name) => name !== 'rdp' && name !== 'winrm')
    .flatMap(serviceTraffic),
);
