import type { KnownBlock } from '@slack/types';
import type { ApproversCounted, WhoMay } from '../../../app/ports.ts';
import { matterKind } from '../../../domain/approval/request.ts';
import type { OnListBy } from '../../../domain/people/approver-reasons.ts';
import { describeApprovers, type Said } from '../../../domain/people/describe-approvers.ts';
import type { ApproverScope } from '../../../domain/policy/policy.ts';
import { MATTER_TEXTS } from './request.ts';
import { type Line, labelled, lines, outsideText, type Run } from './text.ts';

/** How many can approve, before anybody is asked, and what keeps others from it. `asker`: who is told, where it is
 * for one person. */
export function approversLines(
  { possible, quorum }: ApproversCounted,
  asker: string | null = null,
): readonly Line[] {
  if (possible === null) {
    return [labelled('Approvers', 'Slack did not say in time who can approve this.')];
  }
  return describeApprovers(possible, quorum, asker).map((said, index) =>
    index === 0 ? [{ text: 'Approvers: ', style: 'bold' }, ...saidRuns(said)] : saidRuns(said),
  );
}

function saidRuns(said: Said): readonly Run[] {
  return said.map((part) => ('userId' in part ? part : { text: outsideText(part.text, 400) }));
}

/** More people than this are counted: the answer is read on a telephone. */
const NAMED_MAX = 30;

/** `/portcullis who f-…` */
export function whoBlocks({ finding, possible, quorum, reasons }: WhoMay): KnownBlock[] {
  const { id, request, state } = finding;
  const intent = state.kind === 'closed' ? 'undo' : 'revert';
  const what = MATTER_TEXTS[request === null ? intent : matterKind(request.matter)];
  const named = possible.userIds.slice(0, NAMED_MAX);
  const rest = possible.userIds.length - named.length;
  const by = new Map(reasons.people.map(({ userId, by: how }) => [userId, how]));
  return [
    lines([
      [
        { text: `${what} of ` },
        { text: id, style: 'code' },
        {
          text: `: ${quorum === 1 ? '1 person has' : `${quorum} different people have`} to approve it.`,
        },
      ],
      labelled('List', ruleText(reasons.rule)),
      ...approversLines({ possible, quorum }),
      ...named.map((userId): Line => [{ text: '• ' }, { userId }, ...onListRuns(by.get(userId))]),
      ...(rest === 0 ? [] : [[{ text: `and ${rest} more` }]]),
    ]),
  ];
}

function ruleText(rule: ApproverScope | null): string {
  if (rule === null) return 'the general one under "approvers" in portcullis.yml';
  const { kinds = [], accounts = [], severities = [] } = rule;
  const parts = [
    ...(kinds.length === 0 ? [] : [`kinds ${kinds.join(', ')}`]),
    ...(accounts.length === 0 ? [] : [`accounts ${accounts.join(', ')}`]),
    ...(severities.length === 0 ? [] : [`severities ${severities.join(', ')}`]),
  ];
  return `the first rule of "approvers" in portcullis.yml that matches: for ${parts.join('; ')}`;
}

function onListRuns(by: OnListBy | undefined): readonly Run[] {
  if (by?.kind === 'group') return [{ text: ', as a member of ' }, { userGroupId: by.userGroupId }];
  return [{ text: ', by user id' }];
}
