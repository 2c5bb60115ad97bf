import { byWeight, type ExcessLine } from '../finding/describe-excess.ts';
import { NO_TRUST_TODAY } from '../lock-out/describe-lock-out.ts';
import { PORT_TABLES } from '../scenario/tables.ts';
import type { MissingRow } from './audited.ts';
import {
  againstText,
  beyondLines,
  beyondText,
  closableText,
  fitText,
  missingText,
} from './describe-audit.ts';
import type { GroupAudit } from './group-audit.ts';

/** What a group's audit tells, part by part. */
export type SectionKind =
  | 'beyond'
  | 'missing'
  | 'closable'
  | 'notKnown'
  | 'fits'
  | 'advice'
  | 'named';

/** A part of an audit: lines for people, which hold text from outside. */
export interface AuditSection {
  readonly kind: SectionKind;
  readonly title: string;
  readonly lines: readonly string[];
}

const TITLES: Readonly<Record<SectionKind, string>> = {
  beyond: 'Open beyond what is wanted',
  missing: 'Required, and shut',
  closable: 'May be closed now',
  notKnown: 'Could not be looked at',
  fits: 'Which scenario fits as it stands, the best first',
  advice: 'To heed',
  named: 'Lists and groups that its rules name',
};

/** The parts of a group's audit that have something to tell, in the order in which people need them.
 * Pure. */
export function auditSections(group: GroupAudit): readonly AuditSection[] {
  const { audit, advice, notKnown } = group;
  const all: readonly (readonly [SectionKind, readonly string[]])[] = [
    ['beyond', textsBeyond(group)],
    ['missing', audit.missing.map((row) => missingOf(row, group))],
    ['closable', audit.closable.map(closableText)],
    ['notKnown', notKnown],
    ['fits', fitLines(group)],
    ['advice', advice],
    ['named', group.named.map(({ id, text }) => `${id}: ${text}`)],
  ];
  return all
    .filter(([, lines]) => lines.length > 0)
    .map(([kind, lines]) => ({ kind, title: TITLES[kind], lines }));
}

/** What nobody has today fails for nobody yet. */
function missingOf(row: MissingRow, { directory }: GroupAudit): string {
  const isForTrust = row.consequences.includes('trusts') && directory?.trusts?.length === 0;
  return isForTrust ? `${missingText(row)}; ${NO_TRUST_TODAY}` : missingText(row);
}

function textsBeyond({ audit, guardKind }: GroupAudit): readonly string[] {
  const inOrder = audit.beyond
    .map((row) => ({ row, heaviest: beyondLines(row, guardKind)[0] }))
    .sort((a, b) => byHeaviest(a.heaviest, b.heaviest));
  return inOrder.map(({ row }) => {
    const { ruleId, description } = row.rule;
    const note = description === null || description === '' ? '' : ` “${description}”`;
    return `${beyondText(row, guardKind)}: by rule ${ruleId ?? 'without an id'}${note}`;
  });
}

/** What weighs most comes first: of a long list only its beginning may be shown. */
function byHeaviest(a: ExcessLine | undefined, b: ExcessLine | undefined): number {
  return a === undefined || b === undefined ? 0 : byWeight(a, b);
}

/** How bad what a group lets through is, by its rules alone: 3 let in from the internet, 2 let in beyond what is
 * wanted, 1 let out so, or shut where it should be open, 0 as it should be. Pure. */
export function badnessOf({ audit, guardKind }: GroupAudit): 0 | 1 | 2 | 3 {
  const inbound = audit.beyond.filter(({ direction }) => direction === 'inbound');
  const lines = inbound.flatMap((row) => beyondLines(row, guardKind));
  if (lines.some(({ isOpenToInternet }) => isOpenToInternet)) return 3;
  if (inbound.length > 0) return 2;
  return audit.beyond.length + audit.missing.length > 0 ? 1 : 0;
}

/** The worst group first; of equals the one that weighs most, then the one with more rules beyond. Pure. */
export function byBadness(a: GroupAudit, b: GroupAudit): number {
  return (
    badnessOf(b) - badnessOf(a) ||
    byHeaviest(heaviestOf(a), heaviestOf(b)) ||
    b.audit.beyond.length - a.audit.beyond.length
  );
}

function heaviestOf({ audit, guardKind }: GroupAudit): ExcessLine | undefined {
  return audit.beyond.flatMap((row) => beyondLines(row, guardKind)).sort(byWeight)[0];
}

function fitLines({ fits }: GroupAudit): readonly string[] {
  return fits.map((fit) => `${PORT_TABLES[fit.name].title}: ${fitText(fit)}`);
}

/** Whose group it is, and what it was held against, in one line. Holds text from outside. */
export function aboutText(group: GroupAudit): string {
  const { accountId, region, directory, guardName, audit } = group;
  const parts = [
    ...(directory === null ? [] : [directoryText(directory)]),
    `${accountId}, ${region}`,
    ...(guardName === null ? [] : [`guarded as ${guardName}${besideOf(group)}`]),
    `held against ${againstText(audit, guardName)}`,
  ];
  return parts.join(' · ');
}

function besideOf({ beside }: GroupAudit): string {
  return beside === null ? '' : `, since it stands beside ${beside}`;
}

function directoryText({
  directoryId,
  name,
  trusts,
}: NonNullable<GroupAudit['directory']>): string {
  const who = name === null ? directoryId : `${name} (${directoryId})`;
  if (trusts === null || trusts.length === 0) return who;
  return `${who}, trust with ${trusts.join(', ')}`;
}

/** Whether nothing is beyond and nothing is missing: what may be closed besides is no fault. Pure. */
export function isAsItShouldBe({ audit }: GroupAudit): boolean {
  return audit.beyond.length + audit.missing.length === 0;
}
