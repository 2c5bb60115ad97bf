import type { Direction } from '../change/exposure-change.ts';
import type { Finding } from '../finding/finding.ts';
import type { Instant } from '../instant.ts';
import * as exposure from '../net/exposure.ts';
import { type Exposure, type ExposureRow, exposureOf } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { StandingExemption } from './standing-exemption.ts';

/** One exemption, as far as it is about one group and one way. */
export interface LetThrough {
  readonly exposure: Exposure;
  /** When it ends. */
  readonly until: Instant;
  readonly by:
    | { readonly kind: 'finding'; readonly findingId: string }
    | { readonly kind: 'policy'; readonly reason: string };
}

/** An opening that may be exempted: of a group, one way, at a moment. */
export interface Way {
  /** Null where the group is not known by id: then nothing is let through. */
  readonly groupId: string | null;
  readonly direction: Direction;
  readonly at: Instant;
}

/** Exemptions that there are: findings, of which those that are exempted count, and policy's own. */
export interface ExemptionsKept {
  readonly findings: readonly Pick<Finding, 'id' | 'state'>[];
  readonly standing: readonly StandingExemption[];
}

/** Whether a finding's exemption lets anything through at a moment: its end ends it, whether or not the clock has
 * been heard since. Pure. */
export function isLetThrough({ state }: Pick<Finding, 'state'>, at: Instant): boolean {
  return state.kind === 'exempted' && at < state.exemption.until;
}

/** The exemptions of a group, one way, that hold at a moment. Pure. */
export function exemptionsOf(
  way: Way,
  { findings, standing }: ExemptionsKept,
): readonly LetThrough[] {
  return [...ofFindings(way, findings), ...ofPolicy(way, standing)];
}

function ofFindings(
  { groupId, direction, at }: Way,
  findings: ExemptionsKept['findings'],
): readonly LetThrough[] {
  return findings.flatMap((finding): readonly LetThrough[] => {
    const { id: findingId, state } = finding;
    if (state.kind !== 'exempted' || !isLetThrough(finding, at) || groupId === null) return [];
    const { scope, until } = state.exemption;
    const parts = scope.filter((part) => part.groupId === groupId && part.direction === direction);
    const rows = parts.flatMap(({ excess }) => excess);
    return rows.length === 0
      ? []
      : [{ exposure: rowsExposure(rows), until, by: { kind: 'finding', findingId } }];
  });
}

function ofPolicy(
  { groupId, direction, at }: Way,
  standing: readonly StandingExemption[],
): readonly LetThrough[] {
  return standing
    .filter((each) => each.groupId === groupId && each.direction === direction && at < each.until)
    .map(({ rows, until, reason }) => {
      return { exposure: rowsExposure(rows), until, by: { kind: 'policy', reason } };
    });
}

/** What policy let through of a group, one way, until before a moment, and lets through no more: what was opened
 * under it and stands still is open beyond what is approved. Pure. */
export function endedStanding(
  { groupId, direction, at }: Way,
  standing: readonly StandingExemption[],
): Exposure {
  const ended = standing.filter(
    (each) => each.groupId === groupId && each.direction === direction && each.until <= at,
  );
  return rowsExposure(ended.flatMap(({ rows }) => rows));
}

/** What of an excess no exemption lets through, and the exemptions that let any of it through. */
export interface Exempting {
  readonly left: Exposure;
  readonly used: readonly LetThrough[];
}

/** Takes from an excess what exemptions let through: the one place where an opening is let through. Pure, total. */
export function exempt(excess: Exposure, exemptions: readonly LetThrough[]): Exempting {
  const used = exemptions.filter(
    (each) => !exposure.isEmpty(exposure.intersection(excess, each.exposure)),
  );
  const through = exposure.unionOf(used.map((each) => each.exposure));
  return { left: exposure.difference(excess, through), used };
}

function rowsExposure(rows: readonly ExposureRow[]): Exposure {
  return exposureOf(rows.map(asAdmission));
}
