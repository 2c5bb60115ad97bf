import type { Direction } from '../change/exposure-change.ts';
import {
  GUARDED_SERVICES,
  guardedTraffic,
  type ServiceName,
  serviceTraffic,
} from '../guard/services.ts';
import * as addressSets from '../net/address-set.ts';
import { addresses } from '../net/address-set.ts';
import type { Exposure, ExposureRow } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { difference, unionOf } from '../net/intervals.ts';
import type { SourceSet } from '../net/source.ts';
import * as sources from '../net/source.ts';
import { EVERY_TRAFFIC, type Traffic } from '../net/traffic.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import { NETWORK_ROLES } from '../scenario/scenario-choice.ts';
import { PUBLIC_ADDRESSES } from '../weight/public-addresses.ts';
import type { Audit, Audited, Matrix, MatrixCell, MatrixColumn } from './audited.ts';
import { asBlocks, directionsOf, exposureOn, openOf, withMembers } from './open.ts';

type Found = Pick<Audit, 'beyond' | 'missing' | 'closable'>;

/** What an audit found, as pictures: one matrix for each direction. Pure. */
export function matrixOf(audited: Audited, found: Found): readonly Matrix[] {
  return directionsOf(audited).map((direction) => matrixOneWay(audited, found, direction));
}

function matrixOneWay(audited: Audited, found: Found, direction: Direction): Matrix {
  const open = openOf(audited, direction);
  const networks = networkColumns(audited, direction);
  const columns = [...networks, ...restColumns(audited, networks, open)];
  const named = columns.flatMap(({ from }) => from.ids);
  const seen: Seen = {
    open: withMembers(open, named),
    beyond: exposureOfRows(oneWay(found.beyond, direction).flatMap(({ excess }) => excess)),
    missing: exposureOfRows(oneWay(found.missing, direction).flatMap(({ rows }) => rows)),
    closable: exposureOfRows(oneWay(found.closable, direction).flatMap(({ rows }) => rows)),
  };
  const rows = trafficRows(audited).map(({ service, on }) => ({
    service,
    cells: columns.map(({ from }) => cellOf(exposureOn(on, from), seen)),
  }));
  return { direction, columns: columns.map(({ column }) => column), rows };
}

function oneWay<Row extends { readonly direction: Direction }>(
  rows: readonly Row[],
  direction: Direction,
): readonly Row[] {
  return rows.filter((row) => row.direction === direction);
}

interface Seen {
  readonly open: Exposure;
  readonly beyond: Exposure;
  readonly missing: Exposure;
  readonly closable: Exposure;
}

function cellOf(whole: Exposure, { open, beyond, missing, closable }: Seen): MatrixCell {
  return {
    open: howOpen(whole, open),
    beyond: howBeyond(exposure.intersection(whole, open), beyond),
    isMissing: meets(whole, missing),
    isClosable: meets(whole, closable),
  };
}

function howBeyond(opened: Exposure, beyond: Exposure): MatrixCell['beyond'] {
  if (!meets(opened, beyond)) return 'none';
  return exposure.isEmpty(exposure.difference(opened, beyond)) ? 'all' : 'part';
}

/** IPv4 and IPv6 are apart: all of IPv4 is not "a part" because IPv6 is shut. */
function howOpen(whole: Exposure, open: Exposure): MatrixCell['open'] {
  const opened = exposure.intersection(whole, open);
  if (exposure.isEmpty(opened)) return 'none';
  const rest = exposure.difference(ofFamilies(whole, exposure.allSources(opened)), open);
  return exposure.isEmpty(rest) ? 'all' : 'part';
}

function ofFamilies(whole: Exposure, { addresses: touched }: SourceSet): Exposure {
  return exposure.joined(
    whole.map((stretch) => {
      const { ipv4, ipv6 } = stretch.sources.addresses;
      const kept = {
        ipv4: touched.ipv4.length === 0 ? [] : ipv4,
        ipv6: touched.ipv6.length === 0 ? [] : ipv6,
      };
      return { ...stretch, sources: { ...stretch.sources, addresses: kept } };
    }),
  );
}

function meets(a: Exposure, b: Exposure): boolean {
  return !exposure.isEmpty(exposure.intersection(a, b));
}

function exposureOfRows(rows: readonly ExposureRow[]): Exposure {
  return exposure.exposureOf(rows.map(asAdmission));
}

interface Column {
  readonly column: MatrixColumn;
  readonly from: SourceSet;
}

/** The networks of the table, or those that the guard approves, each once. */
function networkColumns(
  { choice, guard, lists }: Audited,
  direction: Direction,
): readonly Column[] {
  if (choice !== null) {
    return NETWORK_ROLES.flatMap((role) => {
      const from = choice.networks.get(role);
      if (from === undefined) return [];
      const column = { kind: 'role', role, sources: sources.sourceTexts(from) } as const;
      return [{ column, from: asBlocks(from, lists) }];
    });
  }
  const approved = direction === 'inbound' ? guard.approved : (guard.outbound ?? new Map());
  const sets = new Map(
    [...approved.values()]
      .filter((from) => !sources.isEmpty(from))
      .map((from) => [sources.sourceTexts(from).join(' '), from]),
  );
  return [...sets.values()].map((from) => ({
    column: { kind: 'approved', sources: sources.sourceTexts(from) },
    from: asBlocks(from, lists),
  }));
}

const EVERY_ADDRESS = addresses('0.0.0.0/0', '::/0');

/** Everybody else: the group itself, other groups and lists that any rule names, private addresses, the
 * internet. Without those for whom nothing is left. */
function restColumns(
  { group }: Audited,
  networks: readonly Column[],
  open: Exposure,
): readonly Column[] {
  const held = networks.reduce((all, { from }) => sources.union(all, from), sources.NO_SOURCES);
  const others = exposure
    .allSources(open)
    .ids.filter((id) => id !== group.groupId && !held.ids.includes(id));
  const rest: readonly Column[] = [
    { column: { kind: 'self' }, from: { ...sources.NO_SOURCES, ids: [group.groupId] } },
    { column: { kind: 'others' }, from: { ...sources.NO_SOURCES, ids: others } },
    { column: { kind: 'private' }, from: addressesLeft(PRIVATE_ADDRESSES, held) },
    { column: { kind: 'public' }, from: addressesLeft(PUBLIC_ADDRESSES, held) },
  ];
  return rest.filter(({ from }) => !sources.isEmpty(from));
}

const PRIVATE_ADDRESSES = addressSets.difference(EVERY_ADDRESS, PUBLIC_ADDRESSES);

function addressesLeft(all: addressSets.AddressSet, held: SourceSet): SourceSet {
  return { addresses: addressSets.difference(all, held.addresses), ids: [] };
}

interface TrafficOfRow {
  readonly service: ServiceName | null;
  readonly on: Traffic;
}

/** The services that the guard's kind guards; with a table, which is about all traffic, the rest as well. Of
 * that policy says nothing, and a cell that shows it as right would say too much. */
function trafficRows({ guard, choice }: Audited): readonly TrafficOfRow[] {
  const services = GUARDED_SERVICES[guard.kind].map((service) => ({
    service,
    on: serviceTraffic(service),
  }));
  if (choice === null) return services;
  const others = difference(unionOf([EVERY_TRAFFIC]), guardedTraffic(guard.kind));
  return [...services, { service: null, on: others }];
}
