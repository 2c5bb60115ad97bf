import type { FindingEvent } from '../../../domain/finding/events.ts';
import type { ClosedBy, Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { RevertResult } from '../../../domain/plan/revert-result.ts';
import { type Line, outsideText, type Run } from './text.ts';

/** How a finding stands, in one line. */
export function outcomeLine(finding: Finding): Line {
  const { state, lastResult } = finding;
  switch (state.kind) {
    case 'open':
      return lastResult === null
        ? [{ text: 'Open', style: 'bold' }, { text: ': nobody has decided yet.' }]
        : [{ text: 'Still open', style: 'bold' }, { text: `: ${resultText(lastResult.result)}` }];
    case 'reverting':
      return [
        { text: 'Reverting', style: 'bold' },
        { text: ': approved by ' },
        { userId: state.approval.by },
        { text: ` at ${describeInstant(state.approval.at)}.` },
      ];
    case 'closed':
      return [
        { text: 'Closed', style: 'bold' },
        { text: ` at ${describeInstant(state.at)}: ` },
        ...closedRuns(state.by),
      ];
  }
}

function closedRuns(by: ClosedBy): readonly Run[] {
  switch (by.kind) {
    case 'revert':
      return [
        { text: 'reverted, approved by ' },
        { userId: by.approvedBy },
        { text: '. The rules were read back as gone.' },
      ];
    case 'actor':
      return [{ text: `closed by ${outsideText(by.name)}, not by Portcullis.` }];
    case 'unknown':
      return [{ text: 'found closed already; who closed it is not known.' }];
  }
}

/** How an attempt to revert ended, as the rest of a sentence, with what to do. */
export function resultText(result: RevertResult): string {
  switch (result.kind) {
    case 'reverted':
      return 'the rules were revoked and read back as gone.';
    case 'alreadyClosed':
      return 'the rules were gone already; nothing was done.';
    case 'changedSince':
      return 'the rules changed after the approval, so nothing was done. Look at them and approve again.';
    case 'refused':
      return `AWS refused (${outsideText(result.code)}), nothing was done. ${outsideText(result.advice, 400)}`;
    case 'unknown':
      return `the result is not known: ${outsideText(result.reason, 400)}. The group is read again in a minute.`;
  }
}

/** An event of a finding's history, as a line of its thread; null for what the thread need not
 * tell. */
export function historyLine(event: FindingEvent): Line | null {
  switch (event.kind) {
    case 'finding.opened':
      return [{ text: 'Opened.' }];
    case 'finding.heardAgain':
      return [{ text: `Heard of again: CloudTrail event ${outsideText(event.eventId)}.` }];
    case 'finding.acknowledged':
      return [
        { text: 'Acknowledged by ' },
        { userId: event.by },
        { text: `: ${outsideText(event.note, 500)}` },
      ];
    case 'door.touched':
      return [
        {
          text: `${outsideText(event.name)} ${event.how} one of its rules; looking whether the door is closed.`,
        },
      ];
    case 'revert.approved':
      return [
        { text: 'Revert approved by ' },
        { userId: event.by },
        { text: `, plan ${event.planHash.slice(0, 12)}.` },
      ];
    case 'revert.started':
      return [{ text: 'Revert begun: reading the rules again before anything is done.' }];
    case 'approval.expired':
      return [{ text: 'The approval expired before it could be carried out; nothing was done.' }];
    case 'revert.finished':
      return [{ text: `Revert ended: ${resultText(event.result)}` }];
    case 'finding.changed':
      return [{ text: 'The rules were changed since; the alert shows what they let in now.' }];
    case 'door.seenClosed':
      return [{ text: 'The door is closed: ' }, ...closedRuns(event.by)];
    case 'door.seenOpen':
      return [{ text: 'Looked again: the door is still open.' }];
  }
}
