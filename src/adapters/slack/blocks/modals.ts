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
  return {
    ...modal('Approve revert', [
      lines([
        labelled('Group', `${outsideText(groupName ?? '')} ${plan.groupId}`.trim()),
        labelled('Account', `${plan.accountId}, ${plan.region}`),
        [{ text: 'What Portcullis calls in EC2, and nothing else:' }],
      ]),
      preformatted(callsText(plan)),
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
    submit: { type: 'plain_text', text: submitText(plan) },
    close: { type: 'plain_text', text: 'Cancel' },
  };
}

function submitText({ restore, revoke }: Plan): string {
  const verb = restore.length === 0 ? 'Revoke' : revoke.length === 0 ? 'Restore' : 'Change';
  const count = restore.length + revoke.length;
  return count === 1 ? `${verb} rule` : `${verb} ${count} rules`;
}

/** The calls of a plan in their order, each with the rules that it names. */
function callsText({ groupId, restore, revoke }: Plan): string {
  const restored = restore.map(
    ({ now, was }) => `${ruleText(now)}\n    back to ${ruleText({ ...was, ruleId: null })}`,
  );
  return [
    ...callText(`ModifySecurityGroupRules ${groupId}`, restored),
    ...callText(`RevokeSecurityGroupIngress ${groupId}`, revoke.map(ruleText)),
  ].join('\n');
}

function callText(call: string, rules: readonly string[]): readonly string[] {
  if (rules.length === 0) return [];
  const listed = rules.slice(0, RULES_LISTED_MAX).map((rule) => `  ${rule}`);
  const rest = rules.length - listed.length;
  return [call, ...listed, ...(rest === 0 ? [] : [`  and ${rest} more`])];
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
