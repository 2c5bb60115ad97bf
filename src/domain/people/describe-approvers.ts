import type { RefusedReason } from './authorise.ts';
import type { ApproverProblem, PossibleApprovers } from './possible-approvers.ts';

/** A sentence for people, in parts: text, and users by id, whom Slack shows by name. */
export type Said = readonly ({ readonly text: string } | { readonly userId: string })[];

/** Problems that are told one by one; the others are counted. */
const PROBLEMS_TOLD_MAX = 5;

/** How many can approve something that needs `quorum` of them, before anybody is asked: a first sentence, and
 * one for each problem. `asker`: who is told. Pure. */
export function describeApprovers(
  possible: PossibleApprovers,
  quorum: number,
  asker: string | null,
): readonly Said[] {
  const told = possible.problems.slice(0, PROBLEMS_TOLD_MAX).map(describeProblem);
  const rest = possible.problems.length - told.length;
  const more = rest === 0 ? [] : [[{ text: `${rest} more whom the policy names cannot either.` }]];
  return [describeCount(possible, quorum, asker), ...told, ...more];
}

function describeCount(
  { userIds, own, isAtLeast }: PossibleApprovers,
  quorum: number,
  asker: string | null,
): Said {
  const count = userIds.length;
  const [only] = userIds;
  if (count === 0 && !isAtLeast) return nobodyText(own, asker);
  if (count < quorum && !isAtLeast) {
    return [{ text: `${quorum} have to approve this, and only ${count} can: ${MEND}` }];
  }
  if (count === 1 && !isAtLeast && only !== undefined && only === asker) {
    return [{ text: 'The only possible approver is you.' }];
  }
  const who = count === 1 ? '1 person' : `${count} people`;
  return [{ text: `${isAtLeast ? 'At least ' : ''}${who} can approve this.` }];
}

function nobodyText(own: readonly string[], asker: string | null): Said {
  const [only, ...others] = own;
  if (only === undefined || others.length > 0) {
    return [{ text: `Nobody can approve this at present: ${MEND}` }];
  }
  const who = only === asker ? [{ text: 'you' }] : [{ userId: only }];
  return [
    { text: 'The only possible approver is ' },
    ...who,
    { text: `, whose own matter it is, so nobody can approve it at present: ${MEND}` },
  ];
}

const MEND = 'have more people put under "approvers" in portcullis.yml, or into its user groups.';

function describeProblem(problem: ApproverProblem): Said {
  if (problem.kind === 'group') {
    return [{ text: `User group ${problem.userGroupId} ${GROUP_TEXTS[problem.why]}` }];
  }
  return [{ userId: problem.userId }, { text: ` does not count: ${USER_TEXTS[problem.why]}.` }];
}

const GROUP_TEXTS = {
  gone: 'of the policy is gone from Slack: nobody of it counts. Take it out of portcullis.yml, or enable it again.',
  couldNotLook: 'of the policy could not be looked up in Slack: nobody of it counts until it can.',
} as const;

const USER_TEXTS: Readonly<Record<RefusedReason, string>> = {
  couldNotLook: 'Slack could not be asked about them',
  foreignTeam: 'a member of another workspace',
  deactivated: 'their account is deactivated',
  bot: 'a bot',
  guest: 'a guest',
  denied: 'the policy denies it to them',
  deniedNotKnown: 'whom the policy denies it to is not known',
  notAnApprover: 'not an approver any more',
  approversNotKnown: 'a user group of the policy could not be looked up',
  notBreakGlass: 'not among those who may break glass',
  breakGlassNotKnown: 'a user group of the policy could not be looked up',
  notTheActor: 'somebody else opened the door',
  actorNotKnown: 'nobody knows who opened the door',
  notTheRequester: 'somebody else asked for it',
  ownDoor: 'it is their own door',
  ownRequest: 'it is their own request',
  ownReview: 'they broke the glass themselves',
};
