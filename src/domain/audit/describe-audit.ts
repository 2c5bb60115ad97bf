import type { Direction } from '../change/exposure-change.ts';
import {
  byWeight,
  describeExcess,
  describeRange,
  type ExcessLine,
  excessText,
} from '../finding/describe-excess.ts';
import { type GuardKind, guardedTraffic, SERVICES, type ServiceName } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';
import { intersection } from '../net/intervals.ts';
import { ANY_PORT, traffic } from '../net/traffic.ts';
import { NETWORK_TEXTS } from '../scenario/notes.ts';
import { PORT_TABLES } from '../scenario/tables.ts';
import type { WantedRule } from '../scenario/wanted-rule.ts';
import type { Audit, ClosableRow, Consequence, MissingRow, RuleBeyond } from './audited.ts';
import type { DirectedService, TableFit } from './fits.ts';

/** Sources of one line that are listed; the others are counted. */
const SOURCES_LISTED_MAX = 4;
/** More services than this are counted, or are all traffic. */
const SERVICES_LISTED_MAX = 5;

/** `3 rules let more through than they should, 2 required rows are shut, 1 may be closed`; of a group that
 * is exactly as wanted, `as it should be`. */
export function auditSummary({ beyond, missing, closable }: Audit): string {
  const parts = [
    beyond.length === 0 ? null : `${counted(beyond.length, 'rule')} beyond`,
    missing.length === 0 ? null : `${counted(missing.length, 'required row')} missing`,
    closable.length === 0 ? null : `${counted(closable.length, 'row')} may be closed`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'as it should be' : parts.join(', ');
}

/** What a group was held against, by its title. */
export function againstText({ against }: Audit, guardName: string | null): string {
  if (against.kind === 'table') return PORT_TABLES[against.name].title;
  return guardName === null
    ? 'nothing, since no guard of the policy is meant for it'
    : `what guard ${guardName} approves`;
}

/** The lines of what a rule lets through beyond what is wanted, the one that weighs most first. Of traffic
 * that is nobody's service, however it is cut, one line tells: a rule for all traffic has hundreds of
 * stretches of it beside the rows of a table. */
export function beyondLines(
  { direction, rule, excess }: RuleBeyond,
  kind: GuardKind,
): readonly ExcessLine[] {
  const described = { direction, rules: [rule], kind };
  const isOfService = (row: ExposureRow) =>
    intersection(guardedTraffic(kind), traffic(row)).length > 0;
  const rest = excess.filter((row) => !isOfService(row));
  if (new Set(rest.map(describeRange)).size <= OTHER_RANGES_LISTED_MAX) {
    return describeExcess(excess, described);
  }
  const whole = rest.map(({ source }) => ({ ...EVERYTHING, source }));
  const others = describeExcess(whole, described).map((line) => {
    return { ...line, services: 'other traffic', titles: [] };
  });
  return [...describeExcess(excess.filter(isOfService), described), ...others].sort(byWeight);
}

/** More stretches of traffic that is nobody's service than this are told as one. */
const OTHER_RANGES_LISTED_MAX = 4;

const EVERYTHING = { protocol: '-1', fromPort: ANY_PORT, toPort: ANY_PORT } as const;

/** `RDP (TCP 3389) from 0.0.0.0/0; DNS (UDP 53) from …`. */
export function beyondText(row: RuleBeyond, kind: GuardKind): string {
  const text = beyondLines(row, kind)
    .map((line) => excessText({ ...line, services: servicesOf(line) }))
    .join('; ');
  return row.exempted === undefined ? text : `${text} (${row.exempted})`;
}

/** All traffic is every service, and of many the first few tell enough. */
function servicesOf({ services, titles }: ExcessLine): string {
  if (titles.length <= SERVICES_LISTED_MAX) return services;
  if (services === ALL_TRAFFIC) return ALL_TRAFFIC;
  const shown = titles.slice(0, SERVICES_LISTED_MAX - 1);
  return `${shown.join(', ')} and ${titles.length - shown.length} more services`;
}

const ALL_TRAFFIC = 'all traffic';

/** `DNS (TCP 53, UDP 53) from clients (10.0.0.0/16): logons would fail`. */
export function missingText(row: MissingRow): string {
  return `${rowText(row)}: ${consequencesText(row.consequences)}`;
}

/** `SMB (TCP 445) from on-premises (192.168.0.0/16)`: what of a row is concerned. */
export function rowText({
  direction,
  network,
  service,
  rows,
}: Pick<MissingRow, 'direction' | 'network' | 'service' | 'rows'>): string {
  const ports = [...new Set(rows.map(describeRange))].join(', ');
  const what = service === null ? ports : `${SERVICES[service].title} (${ports})`;
  return `${what} ${preposition(direction)} ${networkText(network)} (${sourcesText(rows)})`;
}

/** What a note lets be closed. */
export function closableText(row: ClosableRow): string {
  return `${row.reason} Open now: ${preposition(row.direction)} ${sourcesText(row.rows)}.`;
}

const CONSEQUENCE_TEXTS: Readonly<Record<Consequence, string>> = {
  logons: 'logons would fail',
  trusts: 'trusts would fail',
  replication: 'replication would fail',
  groupPolicy: 'Group Policy would not be processed',
  time: 'clocks would drift apart, and Kerberos refuse tickets',
  certificates: 'the Enterprise CA could not be reached',
  other: 'what uses it would fail',
};

/** `logons would fail, trusts would fail`. */
export function consequencesText(consequences: readonly Consequence[]): string {
  return consequences.map((each) => CONSEQUENCE_TEXTS[each]).join(', ');
}

/** How a table fits: `fits as it stands`, or what is between. */
export function fitText({ shut, surplus, trust }: TableFit): string {
  const parts = [
    TRUST_TEXTS[trust],
    shut.length === 0 ? null : `shut: ${servicesText(shut)}`,
    surplus.length === 0 ? null : `open besides it: ${servicesText(surplus)}`,
  ].filter((part) => part !== null);
  return parts.length === 0 ? 'fits as it stands' : parts.join('; ');
}

const TRUST_TEXTS: Readonly<Record<TableFit['trust'], string | null>> = {
  fits: null,
  lacksTrust: 'would cut the trust that the directory has',
  noTrust: 'is for trusts, and the directory has none',
  notKnown: 'whether the directory has a trust is not known',
};

function servicesText(services: readonly DirectedService[]): string {
  const inbound = services.filter(({ direction }) => direction === 'inbound');
  const outbound = services.filter(({ direction }) => direction === 'outbound');
  return [...titlesOf(inbound, ''), ...titlesOf(outbound, ' outbound')].join(', ');
}

function titlesOf(services: readonly DirectedService[], way: string): readonly string[] {
  if (services.length > SERVICES_LISTED_MAX) {
    const named = services.slice(0, SERVICES_LISTED_MAX - 1);
    const rest = services.length - named.length;
    return [...named.map(({ service }) => `${serviceTitle(service)}${way}`), `${rest} more${way}`];
  }
  return services.map(({ service }) => `${serviceTitle(service)}${way}`);
}

/** The title of a service; of none, all traffic. */
export function serviceTitle(service: ServiceName | null): string {
  return service === null ? ALL_TRAFFIC : SERVICES[service].title;
}

/** A network of a row for people. */
export function networkText(network: WantedRule['network']): string {
  return network === 'self' ? 'the group itself' : NETWORK_TEXTS[network];
}

function preposition(direction: Direction): string {
  return direction === 'inbound' ? 'from' : 'to';
}

function sourcesText(rows: readonly ExposureRow[]): string {
  const all = [...new Set(rows.map(({ source }) => source))];
  const rest = all.length - SOURCES_LISTED_MAX;
  const shown = all.slice(0, SOURCES_LISTED_MAX).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
