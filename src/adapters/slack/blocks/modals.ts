import type { KnownBlock, ModalView } from '@slack/types';
import { describeRange } from '../../../domain/finding/describe-excess.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type { Plan } from '../../../domain/plan/plan.ts';
import type { PlannedRule } from '../../../domain/plan/planned-rule.ts';
import { CALLBACK_IDS, NOTE_INPUT } from '../ids.ts';
import { type Line, labelled, lines, outsideText, preformatted, truncated } from './text.ts';

/** What a modal remembers between being shown and being submitted. Ids only: everything else is
 * looked up again. */
export interface ModalMemory {
  readonly findingId: string;
  readonly planHash: string | null;
  readonly channelId: string;
  readonly messageTs: string;
}

/** Rules of a plan that one modal lists. */
const RULES_LISTED_MAX = 40;
/** Longest note, in characters. */
export const NOTE_CHARS_MAX = 500;

/** Opened at once, since a trigger lives for three seconds; the answer takes its place. */
export function waitingModal(title: string): ModalView {
  return modal(title, [lines([[{ text: 'One moment …' }]])]);
}

/** An answer that asks for nothing more. */
export function answerModal(title: string, answer: readonly Line[]): ModalView {
  return modal(title, [lines(answer)]);
}

/** The exact calls, before they are approved. */
export function revertModal(finding: Finding, plan: Plan, memory: ModalMemory): ModalView {
  const { groupName } = finding.door;
  const count = plan.revoke.length;
  return {
    ...modal('Approve revert', [
      lines([
        labelled('Group', `${outsideText(groupName ?? '')} ${plan.groupId}`.trim()),
        labelled('Account', `${plan.accountId}, ${plan.region}`),
        [
          {
            text: `One call to EC2 revokes ${count === 1 ? 'this rule' : `these ${count} rules`}, and nothing else:`,
          },
        ],
      ]),
      preformatted(callText(plan)),
      lines([
        ...caveatLines(plan),
        [
          {
            text:
              'The rules are read again just before: if they are no longer these, nothing is done. ' +
              'Connections that are established already may live on.',
          },
        ],
        labelled('Plan', plan.hash.slice(0, 12)),
      ]),
    ]),
    callback_id: CALLBACK_IDS.approveRevert,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: count === 1 ? 'Revoke rule' : `Revoke ${count} rules` },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function callText(plan: Plan): string {
  const listed = plan.revoke.slice(0, RULES_LISTED_MAX).map((rule) => `  ${ruleText(rule)}`);
  const rest = plan.revoke.length - listed.length;
  const more = rest === 0 ? [] : [`  and ${rest} more`];
  return [`RevokeSecurityGroupIngress ${plan.groupId}`, ...listed, ...more].join('\n');
}

/** A rule as one line: `tcp 3389 from 0.0.0.0/0 (sgr-1)`, `icmp type 8 from ::/0`. */
export function ruleText(rule: PlannedRule): string {
  const { ruleId, protocol, source } = rule;
  // EC2 writes protocols small.
  const traffic = describeRange(rule).replace(/^(TCP|UDP|ICMPv6|ICMP)\b/, protocol);
  return `${traffic} from ${source}${ruleId === null ? '' : ` (${ruleId})`}`;
}

function caveatLines(plan: Plan): readonly Line[] {
  if (plan.caveat === null) return [];
  return [
    [
      { text: 'What it cannot do: ', style: 'bold' },
      {
        text:
          'this was an edit, and what was there before is not known. The rules are taken away ' +
          'whole: whoever came in by what they said before loses access.',
      },
    ],
  ];
}

/** The form of a note. */
export function acknowledgeModal(finding: Finding, memory: ModalMemory): ModalView {
  return {
    ...modal('Acknowledge', [
      lines([
        [
          {
            text:
              'Tells the others that you have seen it, and what you make of it. The door stays ' +
              'open, and so do the buttons.',
          },
        ],
      ]),
      {
        type: 'input',
        block_id: NOTE_INPUT.blockId,
        label: { type: 'plain_text', text: 'Note' },
        element: {
          type: 'plain_text_input',
          action_id: NOTE_INPUT.actionId,
          multiline: true,
          min_length: 1,
          max_length: NOTE_CHARS_MAX,
          ...initialNote(finding),
        },
      },
    ]),
    callback_id: CALLBACK_IDS.acknowledge,
    private_metadata: JSON.stringify(memory),
    submit: { type: 'plain_text', text: 'Acknowledge' },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function initialNote({ acknowledged }: Finding): { readonly initial_value?: string } {
  return acknowledged === null
    ? {}
    : { initial_value: truncated(acknowledged.note.toWellFormed(), NOTE_CHARS_MAX) };
}

function modal(title: string, blocks: KnownBlock[]): ModalView {
  return {
    type: 'modal',
    title: { type: 'plain_text', text: title },
    close: { type: 'plain_text', text: 'Close' },
    blocks,
  };
}
