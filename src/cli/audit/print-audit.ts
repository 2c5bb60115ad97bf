import { aboutText, auditSections, type SectionKind } from '../../domain/audit/audit-sections.ts';
import { auditSummary } from '../../domain/audit/describe-audit.ts';
import type { AuditReport, GroupAudit } from '../../domain/audit/group-audit.ts';
import { plainText } from '../plain-text.ts';
import type { Console } from '../replay/console.ts';
import { auditRows } from './audit-row.ts';

export const AUDIT_FORMATS = ['table', 'ndjson'] as const;
export type AuditFormat = (typeof AUDIT_FORMATS)[number];

/** Prints a report: results to one stream, what could not be looked at also to people. */
export async function printAudit(
  report: AuditReport,
  format: AuditFormat,
  console: Console,
): Promise<void> {
  const lines =
    format === 'ndjson' ? auditRows(report).map((row) => JSON.stringify(row)) : tableLines(report);
  for (const line of lines) await console.print(line);
}

/** The word of each part in the first column. */
const WORDS: Readonly<Record<SectionKind, string>> = {
  beyond: 'BEYOND',
  missing: 'MISSING',
  closable: 'MAY CLOSE',
  notKnown: 'NOT KNOWN',
  fits: 'FIT',
  advice: 'HEED',
  named: 'NAMED',
};
const WORD_WIDTH = 9;

function tableLines({ groups, left, remarks }: AuditReport): readonly string[] {
  const rest = [
    ...left.map((text) => row('NOT KNOWN', text)),
    ...remarks.map((text) => row('NOTE', text)),
  ];
  return [...groups.flatMap(groupLines), ...rest];
}

function groupLines(group: GroupAudit): readonly string[] {
  const { groupId, groupName, audit } = group;
  const lines = auditSections(group).flatMap(({ kind, lines: texts }) =>
    texts.map((text) => `  ${row(WORDS[kind], text)}`),
  );
  return [
    plainText(`${groupId}  ${groupName}: ${auditSummary(audit)}`),
    plainText(`  ${aboutText(group)}`),
    ...lines,
    '',
  ];
}

function row(word: string, text: string): string {
  return `${word.padEnd(WORD_WIDTH)}  ${plainText(text)}`;
}
