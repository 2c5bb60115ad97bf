import type { Direction } from '../change/exposure-change.ts';
import { DIRECTORY_TYPE_TITLES } from '../guard/estate.ts';
import { SERVICE_NAMES, SERVICES } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';
import { ALL_PROTOCOLS } from '../net/protocol.ts';
import { ANY_PORT, type TrafficRange, trafficInterval } from '../net/traffic.ts';
import type { Difference } from './compare-rules.ts';
import type { DirectedRule, HardenPlan, NoHardenReason, QuotaRow } from './harden-plan.ts';
import { quotaName } from './quota.ts';

/** What becomes of a rule: made, put in another's place, removed, or left as it is. */
export type LineMark = '+' | '~' | '-' | ' ';

/** One line of a plan for people. `text` is ours but for ids; `description` is text from outside where the
 * rule was there before, and shown with care. */
export interface PlanLine {
  readonly mark: LineMark;
  readonly text: string;
  readonly description: string | null;
}

/** A plan's rules as lines: what is removed, narrowed, added, and last what stays. Of a long list only the
 * beginning may be shown, and what somebody loses is not to be what is cut off. Pure. */
export function planLines({ add, narrow, remove, keep }: HardenPlan): readonly PlanLine[] {
  return [
    ...remove.map((rule) => lineOf('-', rule)),
    ...narrow.map(
      ({ was, becomes }): PlanLine => ({
        mark: '~',
        text: `${ruleText(was)} becomes ${becomes.map(({ source }) => source).join(', ')}`,
        description: was.description,
      }),
    ),
    ...add.map((rule) => lineOf('+', rule)),
    ...keep.map((rule) => lineOf(' ', rule)),
  ];
}

function lineOf(mark: LineMark, rule: DirectedRule): PlanLine {
  return { mark, text: ruleText(rule), description: rule.description };
}

/** `inbound TCP 88 (Kerberos) from 10.0.0.0/8`. */
export function ruleText({ direction, ...row }: ExposureRow & { direction: Direction }): string {
  const word = direction === 'inbound' ? 'from' : 'to';
  return `${direction} ${trafficText(row)} ${word} ${row.source}`;
}

function trafficText(row: ExposureRow): string {
  if (row.protocol === ALL_PROTOCOLS) return 'all traffic';
  const titles = SERVICE_NAMES.filter((name) =>
    SERVICES[name].ranges.some((range) => isWithin(range, row) || isWithin(row, range)),
  ).map((name) => SERVICES[name].title);
  const named = titles.length === 0 || titles.length > TITLES_MAX ? '' : ` (${titles.join(', ')})`;
  return `${row.protocol.toUpperCase()}${portsText(row)}${named}`;
}

/** A rule for more services than this is shown by its ports. */
const TITLES_MAX = 3;

function isWithin(inner: TrafficRange, outer: TrafficRange): boolean {
  const left = trafficInterval(inner);
  const right = trafficInterval(outer);
  return right.start <= left.start && left.end <= right.end;
}

function portsText({ fromPort, toPort }: ExposureRow): string {
  if (fromPort === ANY_PORT) return '';
  return fromPort === toPort || toPort === ANY_PORT ? ` ${fromPort}` : ` ${fromPort}-${toPort}`;
}

/** `3 to add, 4 to narrow, 5 to remove, 10 stay`. */
export function planSummary({ add, narrow, remove, keep }: HardenPlan): string {
  const counts = `${add.length} to add, ${narrow.length} to narrow, ${remove.length} to remove`;
  return `${counts}, ${keep.length} ${keep.length === 1 ? 'stays' : 'stay'}`;
}

/** What a plan comes to against the quotas that it touches: `inbound IPv4: 12 rules now, 30 at the peak,
 * 18 at the end, of 60`. */
export function quotaLines({ quota }: Pick<HardenPlan, 'quota'>): readonly string[] {
  return quota.filter(({ peak }) => peak > 0).map(quotaLine);
}

function quotaLine({ direction, family, before, peak, after, max }: QuotaRow): string {
  const name = quotaName(direction, family);
  const now = `${before} ${before === 1 ? 'rule' : 'rules'}`;
  return `${name}: ${now} now, ${peak} at the peak, ${after} at the end, of ${max}`;
}

/** Why there is no plan, and what to do. Names of trusts and whatever a look-up failed with are from
 * outside. */
export function describeNoHarden(reason: NoHardenReason): string {
  switch (reason.kind) {
    case 'noScenario':
      return 'No scenario is chosen for this directory: it is guarded on growth only. Choose one first.';
    case 'otherDirectoryType':
      return `“${reason.table}” is for directories of type ${reason.types.map((type) => DIRECTORY_TYPE_TITLES[type]).join(', ')}; this one is of type ${DIRECTORY_TYPE_TITLES[reason.type]}. Choose a table for its type.`;
    case 'trustsWithoutScenario':
      return `“${reason.table}” has no trust, and the directory trusts ${reason.trusts.join(', ')}: logons across the trust would fail. Choose a scenario with trust.`;
    case 'trustsNotKnown':
      return `“${reason.table}” has no trust, and whether the directory has one could not be looked up (${reason.reason}). Permit ds:DescribeTrusts, or choose a scenario with trust.`;
    case 'foreignAccount':
      return `The group belongs to account ${reason.accountId}, which Portcullis does not change.`;
    case 'managedElsewhere':
      return `${reason.by} runs this group and would put its rules back. Change it there.`;
    case 'listsNotKnown':
      return `These prefix lists could not be read: ${reason.prefixListIds.join(', ')}. Without them it is not known what they admit, nor for how many rules they count.`;
    case 'overQuota': {
      const where = quotaName(reason.direction, reason.family);
      const when =
        reason.when === 'atTheEnd'
          ? 'What is wanted does not fit'
          : 'There is no room to add before removing, and nothing can go first without cutting what is wanted';
      return `${when}: ${reason.needed} ${where} rules of ${reason.max}, prefix lists counted at their size. Name fewer networks, make a list smaller, or raise the quota of rules per group.`;
    }
    case 'nothingToDo':
      return 'The group is as it is wanted: nothing to do.';
  }
}

/** One thing that is not as a plan expected it. */
export function describeDifference(difference: Difference): string {
  switch (difference.kind) {
    case 'appeared':
      return `new: ${ruleText(difference.rule)}`;
    case 'gone':
      return `gone: ${ruleText(difference.rule)}`;
    case 'replaced':
      return `removed and made again: ${ruleText(difference.rule)}`;
    case 'described':
      return `described otherwise: ${ruleText(difference.rule)}`;
    case 'tagged':
      return `tagged otherwise: ${ruleText(difference.rule)}`;
    case 'list':
      return difference.now === null
        ? `prefix list ${difference.was.prefixListId} could not be read`
        : `prefix list ${difference.was.prefixListId} was changed`;
  }
}
