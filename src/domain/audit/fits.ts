import type { Direction } from '../change/exposure-change.ts';
import type { DirectoryType } from '../guard/estate.ts';
import { GUARDED_SERVICES, type ServiceName, serviceTraffic } from '../guard/services.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { withoutId } from '../net/source.ts';
import { type Traffic, traffic } from '../net/traffic.ts';
import type { PortRow, PortTable, PortTableName } from '../scenario/port-table.ts';
import { PORT_TABLES } from '../scenario/tables.ts';
import type { Audited } from './audited.ts';
import { openOf } from './open.ts';

/** A service one way. */
export interface DirectedService {
  readonly direction: Direction;
  /** Null for all traffic. */
  readonly service: ServiceName | null;
}

/** How a port table fits a directory as it stands, whatever the networks: by which services are open to
 * anybody besides the group itself. */
export interface TableFit {
  readonly name: PortTableName;
  /** Services of the table that are open to nobody. */
  readonly shut: readonly DirectedService[];
  /** Guarded services that are open and of which the table has no row. */
  readonly surplus: readonly DirectedService[];
  /** - `fits`: the table is for trusts and the directory has one, or neither.
   * - `lacksTrust`: the directory has a trust that the table would cut.
   * - `noTrust`: the table is for trusts, and the directory has none.
   * - `notKnown`: whether it has one could not be looked up. */
  readonly trust: 'fits' | 'lacksTrust' | 'noTrust' | 'notKnown';
}

/** What a directory is, as far as it could be looked up. */
export interface DirectoryKind {
  readonly type: DirectoryType;
  /** Whether it has a trust; null where that could not be looked up. */
  readonly hasTrust: boolean | null;
}

/** The port tables for a type of directory, the one that fits best as it stands first. One that would cut
 * a trust comes last, however well its services fit. Pure, total. */
export function tableFits(
  audited: Pick<Audited, 'group' | 'guard' | 'lists' | 'choice'>,
  { type, hasTrust }: DirectoryKind,
): readonly TableFit[] {
  return Object.values(PORT_TABLES)
    .filter(({ directoryTypes }) => directoryTypes.includes(type))
    .map((table) => fitOf(table, audited, hasTrust))
    .sort((a, b) => penaltyOf(a) - penaltyOf(b));
}

function fitOf(table: PortTable, audited: Audited, hasTrust: boolean | null): TableFit {
  const inbound = byOthers(openOf(audited, 'inbound'), audited.group.groupId);
  const outbound = byOthers(openOf(audited, 'outbound'), audited.group.groupId);
  return {
    name: table.name,
    shut: [...shutOf(table, 'inbound', inbound), ...shutOf(table, 'outbound', outbound)],
    surplus: [
      ...surplusOf(table, 'inbound', inbound, audited),
      ...surplusOf(table, 'outbound', outbound, audited),
    ],
    trust: trustFit(table, hasTrust),
  };
}

/** What is open to anybody but the members of the group itself. */
function byOthers(open: Exposure, groupId: string): Exposure {
  return exposure.joined(
    open.map((stretch) => ({ ...stretch, sources: withoutId(stretch.sources, groupId) })),
  );
}

function shutOf(
  table: PortTable,
  direction: Direction,
  open: Exposure,
): readonly DirectedService[] {
  const rows = table[direction].filter((row) => !isTouched(trafficOf(row), open));
  return eachOnce(rows.map(({ service }) => ({ direction, service })));
}

function surplusOf(
  table: PortTable,
  direction: Direction,
  open: Exposure,
  { guard }: Pick<Audited, 'guard'>,
): readonly DirectedService[] {
  const known = new Set(table[direction].map(({ service }) => service));
  if (known.has(null)) return [];
  return GUARDED_SERVICES[guard.kind]
    .filter((service) => !known.has(service) && isTouched(serviceTraffic(service), open))
    .map((service) => ({ direction, service }));
}

function trafficOf({ ranges }: PortRow): Traffic {
  return traffic(...ranges);
}

function isTouched(on: Traffic, open: Exposure): boolean {
  return !exposure.isEmpty(exposure.within(open, on));
}

function trustFit(
  { hasTrust: isForTrust }: PortTable,
  hasTrust: boolean | null,
): TableFit['trust'] {
  if (hasTrust === null) return 'notKnown';
  if (hasTrust === isForTrust) return 'fits';
  return hasTrust ? 'lacksTrust' : 'noTrust';
}

/** More than all services together, so that a trust which would be cut outweighs them. */
const CUT_TRUST_PENALTY = 1_000;

/** A trust that is not there counts as one service too many. */
function penaltyOf({ shut, surplus, trust }: TableFit): number {
  const byTrust = { fits: 0, notKnown: 0, noTrust: 1, lacksTrust: CUT_TRUST_PENALTY };
  return shut.length + surplus.length + byTrust[trust];
}

function eachOnce(services: readonly DirectedService[]): readonly DirectedService[] {
  const seen = new Map(services.map((each) => [each.service, each]));
  return [...seen.values()];
}
