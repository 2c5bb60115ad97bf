import type { Direction } from '../change/exposure-change.ts';
import type { Usage } from '../guard/usage.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { EVERY_TRAFFIC } from '../net/traffic.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import { type ChosenRow, chosenRows } from '../scenario/wanted-rules.ts';
import type { Audited, Consequence, MissingRow } from './audited.ts';
import { directionsOf, openOf, rowExposure, withMembers } from './open.ts';

/** What the chosen table requires and the rules do not let through. Pure. */
export function missing(audited: Audited): readonly MissingRow[] {
  const { choice } = audited;
  if (choice === null) return [];
  return directionsOf(audited).flatMap((direction) => {
    const open = openOf(audited, direction);
    const rows = chosenRows(choice, direction).filter(({ need }) => need === 'required');
    return [
      ...missingSelf(audited.group.groupId, direction, open),
      ...rows.flatMap((row) => missingOf(row, choice, { audited, direction, open })),
    ];
  });
}

/** The members of the group have to reach each other: they are one directory. */
function missingSelf(groupId: string, direction: Direction, open: Exposure): readonly MissingRow[] {
  const self = exposure.openTo(EVERY_TRAFFIC, [{ kind: 'referencedGroup', groupId }]);
  const lacking = exposure.difference(self, withMembers(open, [groupId]));
  if (exposure.isEmpty(lacking)) return [];
  const rows = exposure.toRows(lacking);
  return [{ direction, service: null, network: 'self', rows, consequences: ['replication'] }];
}

interface Comparing {
  readonly audited: Audited;
  readonly direction: Direction;
  readonly open: Exposure;
}

function missingOf(
  row: ChosenRow,
  choice: ScenarioChoice,
  { audited, direction, open }: Comparing,
): readonly MissingRow[] {
  const asked = rowExposure(row, choice, audited);
  const reached = withMembers(open, exposure.allSources(asked).ids);
  const lacking = exposure.difference(asked, reached);
  if (exposure.isEmpty(lacking)) return [];
  const { service, network } = row;
  const rows = exposure.toRows(lacking);
  return [{ direction, service, network, rows, consequences: consequencesOf(row) }];
}

const CONSEQUENCE_OF: Readonly<Record<Usage, Consequence>> = {
  authentication: 'logons',
  nameResolution: 'logons',
  directory: 'logons',
  rpc: 'logons',
  endpointMapping: 'logons',
  trusts: 'trusts',
  forestTrusts: 'trusts',
  replication: 'replication',
  groupPolicy: 'groupPolicy',
  dfs: 'groupPolicy',
  time: 'time',
  certificates: 'certificates',
  webServices: 'other',
  remoteAdministration: 'other',
  fileSharing: 'other',
  remoteAccess: 'other',
  multiFactor: 'other',
};

/** What would fail, as the row's usage has it. Clients have no trust, and a row about all traffic is there
 * for one. */
function consequencesOf({ usage, service, network }: ChosenRow): readonly Consequence[] {
  if (service === null) return ['trusts'];
  const all = new Set(usage.map((term) => CONSEQUENCE_OF[term]));
  if (network === 'clients') all.delete('trusts');
  return all.size === 0 ? ['other'] : [...all];
}
