import type { KnownBlock } from '@slack/types';
import {
  type AuditSection,
  aboutText,
  auditSections,
  badnessOf,
  isAsItShouldBe,
} from '../../../domain/audit/audit-sections.ts';
import { auditSummary } from '../../../domain/audit/describe-audit.ts';
import type { AuditReport, GroupAudit } from '../../../domain/audit/group-audit.ts';
import { COMMAND } from '../ids.ts';
import { type Line, lines, outsideText } from './text.ts';

/** Lines of one part of an audit that an answer shows: the whole is on the page. */
export const AUDIT_LINES_MAX = 6;
/** Groups of one audit that an answer shows by a line each. */
export const AUDIT_GROUPS_MAX = 20;
/** Longest line of an audit, in characters: a rule that is open too far may be so for many services. */
const LINE_CHARS_MAX = 400;

/** `/portcullis audit`: of one group what is to be told of it, of several a line each. */
export function auditBlocks({ groups, left, remarks }: AuditReport): KnownBlock[] {
  const [only, second] = groups;
  const told = only !== undefined && second === undefined ? groupBlocks(only) : summary(groups);
  return [
    ...told,
    ...part({ title: 'Could not be looked at, and counts as exposed', lines: left }),
    ...part({ title: 'Not audited', lines: remarks }),
    ...(only === undefined ? [] : [pictureHint(groups)]),
  ];
}

function groupBlocks(group: GroupAudit): KnownBlock[] {
  return [
    lines([verdictLine(group), [{ text: shown(aboutText(group)) }]]),
    ...auditSections(group).flatMap(part),
  ];
}

function summary(groups: readonly GroupAudit[]): KnownBlock[] {
  if (groups.length === 0) return [];
  const right = groups.filter(isAsItShouldBe).length;
  const first = groups.slice(0, AUDIT_GROUPS_MAX);
  const count = `${groups.length} groups audited, ${right} as they should be.`;
  const list = [...first.map(verdictLine), ...more(groups.length - first.length, 'group')];
  return [lines([[{ text: count }], ...list])];
}

/** Told apart at a glance, as severities are in alerts. */
const SIGNS = { 0: '✅', 1: '🟡', 2: '🟠', 3: '🔴' } as const;

function verdictLine(group: GroupAudit): Line {
  const { groupId, groupName, directory, audit } = group;
  const whose = directory === null ? '' : ` (${directory.name ?? directory.directoryId})`;
  return [
    { text: `${SIGNS[badnessOf(group)]} ` },
    { text: outsideText(`${groupName}${whose}`), style: 'bold' },
    { text: ' ' },
    { text: groupId, style: 'code' },
    { text: `: ${auditSummary(audit)}` },
  ];
}

function part({ title, lines: texts }: Pick<AuditSection, 'title' | 'lines'>): KnownBlock[] {
  if (texts.length === 0) return [];
  const first = texts.slice(0, AUDIT_LINES_MAX);
  const list = first.map((text): Line => [{ text: `• ${shown(text)}` }]);
  const head: Line = [{ text: title, style: 'bold' }];
  return [lines([head, ...list, ...more(texts.length - first.length)])];
}

function more(count: number, what?: string): readonly Line[] {
  if (count <= 0) return [];
  const noun = what === undefined ? '' : ` ${what}${count === 1 ? '' : 's'}`;
  return [[{ text: `and ${count} more${noun}` }]];
}

/** Where all of it is to be seen. */
function pictureHint(groups: readonly GroupAudit[]): KnownBlock {
  const [only, second] = groups;
  const target =
    only === undefined || second !== undefined
      ? ''
      : ` ${only.directory?.directoryId ?? only.groupId}`;
  const one: Line = [
    { text: 'All of it, as a picture: ' },
    { text: `portcullis audit${target} --report audit.html`, style: 'code' },
    { text: ' on the command line.' },
  ];
  const others: Line = [
    { text: 'One of them: ' },
    { text: `${COMMAND} audit sg-…`, style: 'code' },
    { text: '.' },
  ];
  return lines(second === undefined ? [one] : [others, one]);
}

/** `/portcullis audit` of something that is neither. */
export function auditWhichBlocks(word: string): KnownBlock[] {
  return [
    lines([
      [
        {
          text: `"${outsideText(word)}" is neither a directory (d-…) nor a security group (sg-…). `,
        },
        { text: `${COMMAND} audit`, style: 'code' },
        { text: ' alone looks at the whole account.' },
      ],
    ]),
  ];
}

/** The answer while as many audits as may run are under way. */
export function auditBusyBlocks(): KnownBlock[] {
  return [
    lines([[{ text: 'Others are having the account audited right now. Try again in a moment.' }]]),
  ];
}

function shown(text: string): string {
  return outsideText(text, LINE_CHARS_MAX);
}
