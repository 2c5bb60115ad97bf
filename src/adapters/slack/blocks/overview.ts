import type { KnownBlock } from '@slack/types';
import type { AlertView, ScopeShown, Status } from '../../../app/ports.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { COMMAND } from '../ids.ts';
import { alertHeadline, alertMessage } from './alert.ts';
import { type Line, labelled, lines, outsideText } from './text.ts';

/** `/portcullis status` */
export function statusBlocks({
  findings,
  openReviews,
  channelProblem,
  records,
  startedAt,
}: Status): KnownBlock[] {
  const { byOutcome, lastAt } = records;
  return [
    lines([
      ...(channelProblem === null
        ? []
        : [labelled('Alerts cannot be posted', outsideText(channelProblem, 400))]),
      labelled('Findings', `${findings.open} open, ${findings.closed} closed`),
      labelled('Reviews that nobody has signed', reviewsText(openReviews)),
      labelled(
        'Records heard',
        `${byOutcome.finding} findings, ${byOutcome.permitted} permitted, ` +
          `${byOutcome.ignored} ignored, ${byOutcome.undecodable} undecodable`,
      ),
      labelled('Last record', lastAt === null ? 'none yet' : describeInstant(lastAt)),
      labelled('Running since', describeInstant(startedAt)),
    ]),
  ];
}

/** Reviews that are named; the rest is counted. */
const REVIEWS_NAMED_MAX = 5;

function reviewsText(ids: readonly string[]): string {
  if (ids.length === 0) return 'none';
  const named = ids.slice(0, REVIEWS_NAMED_MAX);
  const rest = ids.length - named.length;
  return `${ids.length}: ${named.join(', ')}${rest === 0 ? '' : ` and ${rest} more`}`;
}

/** `/portcullis findings` */
export function findingsBlocks(findings: readonly Finding[], openCount: number): KnownBlock[] {
  if (findings.length === 0) return [lines([[{ text: 'Nothing is open.' }]])];
  const rest = openCount - findings.length;
  const more: readonly Line[] = rest > 0 ? [[{ text: `and ${rest} more` }]] : [];
  return [lines([...findings.map(findingLine), ...more])];
}

function findingLine(finding: Finding): Line {
  const since = describeInstant(finding.opening.at);
  return [
    { text: finding.id, style: 'code' },
    { text: ` ${alertHeadline(finding)}, since ${since}` },
  ];
}

/** `/portcullis scope` */
export function scopeBlocks(scope: ScopeShown): KnownBlock[] {
  const { guarded, leftOut, guardedCount, leftOutCount, isUnknown } = scope;
  if (isUnknown) return [lines([[{ text: 'No sweep has looked yet.' }]])];
  return [
    lines([
      labelled('Guarded', counted(guardedCount)),
      ...guarded.map(scopeLine),
      ...andMore(guardedCount - guarded.length),
      labelled('Left out', counted(leftOutCount)),
      ...leftOut.map(scopeLine),
      ...andMore(leftOutCount - leftOut.length),
    ]),
  ];
}

function counted(count: number): string {
  return count === 0 ? 'nothing' : `${count}`;
}

/** Longer than a name: why something is guarded is in it. */
const SCOPE_LINE_CHARS_MAX = 300;

function scopeLine(text: string): Line {
  return [{ text: `• ${outsideText(text, SCOPE_LINE_CHARS_MAX)}` }];
}

function andMore(rest: number): readonly Line[] {
  return rest > 0 ? [[{ text: `and ${rest} more; portcullis scope lists all` }]] : [];
}

/** `/portcullis show f-…`: the alert as it stands, without its buttons. */
export function showBlocks(view: AlertView, permalink: string | null): KnownBlock[] {
  const blocks = alertMessage(view).blocks.filter((block) => block.type !== 'actions');
  if (permalink === null) return blocks;
  return [
    ...blocks,
    {
      type: 'actions',
      elements: [
        { type: 'button', text: { type: 'plain_text', text: 'Go to the alert' }, url: permalink },
      ],
    },
  ];
}

/** `/portcullis show` or `who` that names no finding. */
export function showWhichBlocks(word: 'show' | 'who'): KnownBlock[] {
  return [
    lines([
      [
        { text: 'Name a finding, such as ' },
        { text: `${COMMAND} ${word} f-…`, style: 'code' },
        { text: `. ${COMMAND} findings lists the open ones.` },
      ],
    ]),
  ];
}

/** `/portcullis help` */
export function helpBlocks(): KnownBlock[] {
  const entries = [
    ['status', 'where Portcullis stands'],
    ['findings', 'what is open'],
    ['show f-…', 'one finding'],
    ['who f-…', 'who may approve it, by name, and why'],
    ['scope', 'what is guarded and why, and what is left out'],
    ['exemptions', 'what is let through for a time, until when, and by whom'],
    ['audit', 'what every guarded group lets in beyond scenario and policy, and what it lacks'],
    ['audit d-…', 'the same of one directory, or of one group: audit sg-…'],
    ['harden d-… [Region]', 'plan to narrow a directory’s group to a scenario of AWS'],
    ['help', 'this'],
  ] as const;
  return [
    lines(
      entries.map(
        ([words, meaning]): Line => [
          { text: `${COMMAND} ${words}`, style: 'code' },
          { text: ` ${meaning}` },
        ],
      ),
    ),
  ];
}
