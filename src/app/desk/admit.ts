import type { Finding } from '../../domain/finding/finding.ts';
import { questionOf } from '../../domain/finding/question.ts';
import { userGroupsOf } from '../../domain/people/approver-list.ts';
import { type Action, authorise } from '../../domain/people/authorise.ts';
import { NO_SUBJECT, type Subject, subjectOfFinding } from '../../domain/people/subject.ts';
import type { MessageAddress, People, Touch, TouchRefused } from '../ports.ts';
import type { DeskNeeds } from './desk-needs.ts';

export type Admitted = { readonly kind: 'admitted'; readonly finding: Finding } | TouchRefused;

/** Whether a touch counts: by somebody who may, on a finding that is there, on its live alert. */
export async function admit(action: Action, touch: Touch, needs: DeskNeeds): Promise<Admitted> {
  const finding = await needs.store.finding(touch.findingId);
  const subject = finding === null ? NO_SUBJECT : subjectOfFinding(finding);
  const refused = await refusal(action, touch.userId, needs, subject);
  if (refused !== null) return refused;
  if (finding === null) return { kind: 'noSuchFinding' };
  const copy = await refusedCopyOf(finding, touch.address, needs);
  return copy ?? { kind: 'admitted', finding };
}

/** Whether somebody may not do something, by what Slack says of them now; null where they may. */
export async function refusal(
  action: Action,
  userId: string,
  {
    people,
    policy,
    home,
    log,
  }: Pick<DeskNeeds, 'policy' | 'home' | 'log'> & {
    readonly people: Pick<People, 'lookUp'>;
  },
  subject: Subject = NO_SUBJECT,
): Promise<(TouchRefused & { readonly kind: 'refused' }) | null> {
  const person = await people.lookUp(userId, userGroupsOf(policy));
  const authorisation = authorise(action, person, subject, { policy, home });
  if (authorisation.kind === 'allowed') return null;
  log.info({ userId, action, reason: authorisation.reason }, 'refused');
  return authorisation;
}

/** What keeps a touch of a message of a finding from counting: it is its live alert, or the live question to
 * whoever opened the door. */
async function refusedCopyOf(
  finding: Finding,
  address: MessageAddress | null,
  needs: DeskNeeds,
): ReturnType<typeof refusedCopy> {
  const question = questionOf(finding);
  const asked = question === null ? null : await needs.store.post(question.id);
  if (address !== null && asked?.address != null && isSame(asked.address, address)) return null;
  return refusedCopy(finding.id, address, needs);
}

function isSame(one: MessageAddress, other: MessageAddress): boolean {
  return one.channelId === other.channelId && one.messageTs === other.messageTs;
}

/** What keeps a touch of a message from counting; null where nothing does. A copy that is not the live one
 * never executes, and is turned into a pointer to it. Before Slack's answer to the posting is kept, nobody
 * knows which one is live: nothing is done to a message then. */
export async function refusedCopy(
  postId: string,
  address: MessageAddress | null,
  { store, channel }: Pick<DeskNeeds, 'store' | 'channel'>,
): Promise<(TouchRefused & { readonly kind: 'notPostedYet' | 'staleCopy' }) | null> {
  if (address === null) return null;
  const live = (await store.post(postId))?.address ?? null;
  if (live === null) return { kind: 'notPostedYet' };
  if (isSame(live, address)) return null;
  await channel.retire(address, live);
  return { kind: 'staleCopy' };
}

/** Why something cannot be done with a finding, as an answer. */
export function notPossible(
  refusalOfFinding: (TouchRefused & { kind: 'notPossible' })['refusal'],
): TouchRefused {
  return { kind: 'notPossible', refusal: refusalOfFinding };
}
