import type { NotDone, RevertResult } from '../../../domain/plan/revert-result.ts';
import { type Line, outsideText } from './text.ts';

/** How an attempt to revert ended, as the rest of a sentence, with what to do. */
export function resultText(result: RevertResult): string {
  switch (result.kind) {
    case 'reverted':
      return 'the rules were revoked and read back as gone.';
    case 'alreadyClosed':
      return 'the rules were gone already; nothing was done.';
    case 'givenBack':
      return 'an undo opened it again, and it was read back as open.';
    case 'changedSince':
      if (result.left !== undefined) return PART_LEFT;
      return 'the rules changed after the approval. Look at what they are now, and approve again.';
    case 'partly':
      return partlyText(result);
    case 'refused':
      if (OWN_CODES.has(result.code)) {
        return `Portcullis did nothing: ${outsideText(result.advice, 400)}.`;
      }
      return `AWS refused (${outsideText(result.code)}), so nothing was done. ${outsideText(result.advice, 400)}`;
    case 'unknown':
      return `the result is not known: ${outsideText(result.reason, 400)}. The group is read again within a minute or two.`;
  }
}

/** What was done, what was not and why, and what to do. */
function partlyText({ done, notDone }: RevertResult & { readonly kind: 'partly' }): string {
  const closed = `a part was done and read back as closed (${outsideText(done.join(', '), 400)}).`;
  if (notDone.length === 0) return `${closed} The alert shows what is left: approve again for it.`;
  const named = notDone.slice(0, NOT_DONE_LISTED_MAX).map(notDoneText);
  const rest = notDone.length - named.length;
  const why = `${named.join(' ')}${rest === 0 ? '' : ` And ${rest} more.`}`;
  return `${closed} Not done: ${why} The alert shows what is left: see to that, and approve again for it.`;
}

/** Reasons that are given for what was not done; the rest is counted. */
const NOT_DONE_LISTED_MAX = 3;

function notDoneText({ code, advice }: NotDone): string {
  const text = outsideText(advice, 400);
  const isByAws = code !== null && !OWN_CODES.has(code);
  const ended = text.endsWith('.') ? text : `${text}.`;
  return isByAws ? `AWS refused (${outsideText(code)}): ${ended}` : ended;
}

const PART_LEFT =
  'a part is open still, and the alert shows which. Look at it, and approve again for what is left.';

/** Refusals by Portcullis itself, before any call. */
const OWN_CODES: ReadonlySet<string> = new Set([
  'LastGroup',
  'ServiceManaged',
  'ReadsDisagree',
  'CouldNotLook',
  'ChangedSince',
]);

/** A revert that ended with the door shut is told by the shutting of the door. */
export function endedLine(result: RevertResult): Line | null {
  const isShut =
    result.kind === 'reverted' || result.kind === 'alreadyClosed' || result.kind === 'givenBack';
  return isShut ? null : [{ text: `Revert ended: ${resultText(result)}` }];
}
