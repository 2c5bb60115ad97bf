import type { TouchRefused } from '../../../app/ports.ts';
import type { Refusal } from '../../../domain/finding/commands.ts';
import { describeNoNarrow } from '../../../domain/harden/describe-narrow.ts';
import { describeInstant } from '../../../domain/instant.ts';
import type { RefusedReason } from '../../../domain/people/authorise.ts';
import { type Line, outsideText } from './text.ts';

/** The answer where finding an answer failed, before anything was decided. */
export const WENT_WRONG =
  'Something went wrong in Portcullis, and nothing was done. Try again in a moment; its log says what it was.';

/** The answer where a decision failed half-way. */
export const MAY_HAVE_COUNTED =
  'Something went wrong in Portcullis, and it is not known whether this counted. Look at the alert before you try again.';

/** The answer where Slack did not open a modal in time. */
export const DID_NOT_OPEN =
  'Slack did not open the window in time. Nothing was done: press the button again.';

/** The answer to somebody whose touch does nothing: why, and what to do. */
export function refusedAnswer(refused: TouchRefused): Line {
  switch (refused.kind) {
    case 'refused':
      return [{ text: refusedText(refused.reason) }];
    case 'noSuchFinding':
      return [
        {
          text: 'There is no such finding. Nothing was done. /portcullis findings lists the open ones.',
        },
      ];
    case 'staleCopy':
      return [
        {
          text: 'That was an old copy of the alert. Nothing was done; the copy now points to the live one.',
        },
      ];
    case 'notPostedYet':
      return [
        { text: 'The alert is still being posted. Nothing was done: press again in a moment.' },
      ];
    case 'notPossible':
      return refusalLine(refused.refusal);
  }
}

function refusedText(reason: RefusedReason): string {
  switch (reason) {
    case 'notAnApprover':
      return 'You are not an approver in the policy, so nothing was done. Ask one of the approvers, or have yourself added under "approvers" in portcullis.yml.';
    case 'foreignTeam':
      return 'Only members of the workspace that Portcullis serves can use it. Nothing was done.';
    case 'guest':
      return 'Guests cannot decide or look. Nothing was done.';
    case 'bot':
      return 'Bots cannot use Portcullis. Nothing was done.';
    case 'deactivated':
      return 'This account is deactivated and cannot use Portcullis. Nothing was done.';
    case 'couldNotLook':
      return 'Slack could not be asked who you are, so nothing was done. Try again in a moment.';
    case 'denied':
      return 'The policy denies this to you, under "deny" of "approvers" in portcullis.yml. Nothing was done.';
    case 'deniedNotKnown':
      return 'A user group under "deny" in portcullis.yml is gone from Slack or could not be looked up, so it is not known whom it denies this to. Nothing was done. Try again in a moment; if the group is gone, take it out of the policy.';
    case 'approversNotKnown':
    case 'breakGlassNotKnown':
      return 'A user group of the policy is gone from Slack or could not be looked up, so it is not known whether you are in it. Nothing was done. Try again in a moment; if the group is gone, take it out of the policy.';
    case 'notBreakGlass':
      return 'You are not among those who may break glass by the policy. Nothing was done.';
    case 'notTheActor':
      return 'This is for whoever opened the door, and that was somebody else. Nothing was done.';
    case 'actorNotKnown':
      return 'This is for whoever opened the door, and nobody knows who in Slack that is. Nothing was done; an approver can act.';
    case 'notTheRequester':
      return 'Only whoever made the request can take it back. Nothing was done; an approver can deny it.';
    case 'ownDoor':
      return 'You opened this door, so somebody else has to approve that it stands open. Nothing was done.';
    case 'ownRequest':
      return 'This is your own request, so somebody else has to approve it. Nothing was done.';
    case 'ownReview':
      return 'You broke the glass yourself, so somebody else has to sign the review. Nothing was done.';
  }
}

function refusalLine(refusal: Refusal): Line {
  switch (refusal.kind) {
    case 'closed':
      return [{ text: 'This is closed already. Nothing more was done.' }];
    case 'alreadyApproved':
      return [
        { text: 'This is approved already' },
        ...(refusal.by === null ? [] : [{ text: ', by ' }, { userId: refusal.by }]),
        { text: '. Nothing more was done.' },
      ];
    case 'alreadyRequested':
      return [
        { text: 'Something else waits for approval here, asked for by ' },
        { userId: refusal.by },
        { text: '. Approve or deny that first. Nothing was done.' },
      ];
    case 'notRequester':
      return [
        { text: 'Only ' },
        { userId: refusal.by },
        { text: ' can take this back; an approver can deny it. Nothing was done.' },
      ];
    case 'planSuperseded':
      return [
        {
          text: 'The rules have changed since you were shown the plan, so nothing was done. Press the button again to see what would be done now.',
        },
      ];
    case 'noPlan':
      return [{ text: 'This cannot be reverted from here; the alert says why. Nothing was done.' }];
    case 'noNarrowing':
      return [{ text: `${outsideText(describeNoNarrow(refusal.reason), 400)} Nothing was done.` }];
    case 'exempted':
      return [
        {
          text: `This is exempted until ${describeInstant(refusal.until)}, so nothing is reverted before. Nothing was done.`,
        },
      ];
    default:
      return [{ text: REFUSAL_TEXTS[refusal.kind] }];
  }
}

/** The refusals that are the same for everybody. */
const REFUSAL_TEXTS: Readonly<
  Record<
    Exclude<
      Refusal['kind'],
      | 'closed'
      | 'exempted'
      | 'alreadyApproved'
      | 'alreadyRequested'
      | 'notRequester'
      | 'planSuperseded'
      | 'noNarrowing'
      | 'noPlan'
    >,
    string
  >
> = {
  votedAlready:
    'You have approved this already, and each person counts once. Somebody else has to approve, too.',
  noRequest: 'Nothing waits for approval here any more. Nothing was done.',
  requestExpired:
    'The request waited too long and has expired. Nothing was done; ask for it again.',
  ownMatter: 'Nobody decides this of their own. Nothing was done; somebody else has to.',
  notExecuting: 'Nothing is under way here. Nothing was done.',
  notUndoable:
    'This cannot be undone from here: its time is over, or there is nothing to give back. Nothing was done.',
  badExemption:
    'An exemption ends in time, and not after the longest that policy allows. Nothing was done.',
  notExempted: 'This is not exempted any more. Nothing was done.',
  noReview: 'No review is open here. Nothing was done.',
  noDeadline: 'There is no deadline here any more. Nothing was done.',
};
