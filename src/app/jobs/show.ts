import type { FindingEvent } from '../../domain/finding/events.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { narrowOffer } from '../../domain/finding/narrow-offer.ts';
import { questionOf } from '../../domain/finding/question.ts';
import { toldTo } from '../../domain/finding/told-to.ts';
import type { HardeningEvent } from '../../domain/hardening/events.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import { type Instant, MINUTE_MS } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { planRevert } from '../../domain/plan/plan.ts';
import type { PeopleList } from '../../domain/policy/policy.ts';
import { countApprovers } from '../people/count-approvers.ts';
import type { AlertView, Clock, MessageAddress, Post, Store } from '../ports.ts';
import { type TroubleNeeds, tellTrouble } from './tell-trouble.ts';

/** How long one go of showing may take before no further event is told in it, in ms: well within
 * the lease, since whoever takes a job over would tell the same events again. */
export const SHOW_MS_MAX = MINUTE_MS;

export interface ShowNeeds extends TroubleNeeds {
  readonly store: Store;
  readonly channelId: string;
  readonly ownAccountIds: ReadonlySet<string>;
  readonly clock: Clock;
}

/** Brings one Slack message up to date with what it tells of, and its thread after it. Posting is
 * at least once: the attempt is committed first, and one whose answer was lost is posted again and
 * says so.
 * @throws OutsideError when Slack or the store did not do it now. */
export async function show(postId: string, needs: ShowNeeds): Promise<void> {
  const post = await needs.store.post(postId);
  if (post === null) {
    needs.log.warn({ postId }, 'nothing is known of this post');
    return;
  }
  if (post.subject.kind === 'notice') {
    return inChannel(post, null, noticeMessage(post, needs), needs);
  }
  if (post.subject.kind === 'question') return showQuestion(post, post.subject.findingId, needs);
  const tellUntil = needs.clock.now() + SHOW_MS_MAX;
  if (post.subject.kind === 'hardening') {
    const hardening = await needs.store.hardening(post.subject.hardeningId);
    if (hardening === null) return;
    const message = hardeningMessage(hardening, post, needs);
    await inChannel(post, null, message, needs);
    await tellHistory(
      thread(hardening.id, needs.store.hardeningEvents, (address, event: HardeningEvent) =>
        needs.channel.tellOfHardening(address, event, hardening),
      ),
      tellUntil,
      needs,
    );
    return;
  }
  const finding = await needs.store.finding(post.subject.findingId);
  if (finding === null) return;
  const message = await alertMessage(finding, post, needs);
  await inChannel(post, finding, message, needs);
  const tell = (address: MessageAddress, event: FindingEvent) =>
    needs.channel.tell(address, event, toldTo(event, finding, needs.policy));
  await tellHistory(thread(finding.id, needs.store.events, tell), tellUntil, needs);
}

/** Shows something in the channel for all. Where Slack refuses that, people are told in other ways. */
async function inChannel(
  post: Post,
  finding: Finding | null,
  message: VersionedMessage,
  needs: ShowNeeds,
): Promise<void> {
  const isToShow = post.address === null || post.shownVersion < message.version;
  try {
    await showVersion(post, message, needs);
  } catch (error) {
    const isRefused = error instanceof OutsideError && error.code === 'slack_refused';
    if (isRefused) await tellTrouble(post.id, finding, error, needs);
    throw error;
  }
  if (isToShow) needs.trouble.taken();
}

/** A message at one version, and how to put it into the channel. */
interface VersionedMessage {
  readonly version: number;
  post(): Promise<MessageAddress>;
  update(address: MessageAddress): Promise<'updated' | 'gone'>;
}

function noticeMessage({ subject }: Post, { channel, channelId }: ShowNeeds): VersionedMessage {
  const notice = subject.kind === 'notice' ? subject.notice : null;
  if (notice === null) throw new TypeError('Only a notice is shown as one');
  return {
    version: notice.count,
    post: () => channel.postNotice(channelId, notice),
    update: (address) => channel.updateNotice(address, notice),
  };
}

/** Asks whoever opened the door. Whom Slack does not let be asked is noted, and not tried again: the alert says
 * so, and the others decide. */
async function showQuestion(post: Post, findingId: string, needs: ShowNeeds): Promise<void> {
  const finding = await needs.store.finding(findingId);
  const question = finding === null ? null : questionOf(finding);
  // A question about an earlier opening is not brought up to date: its buttons do nothing.
  if (finding === null || question?.id !== post.id) return;
  const isUnasked = post.address === null;
  if (isUnasked && (finding.notAsked != null || finding.state.kind === 'closed')) return;
  const view = { ...viewOf(finding, post, needs), userId: question.userId };
  const message: VersionedMessage = {
    version: finding.version,
    post: () => needs.channel.postQuestion(view),
    update: (address) => needs.channel.updateQuestion(address, view),
  };
  await showVersion(post, message, needs).catch((error: unknown) =>
    noteNotAsked(findingId, error, needs),
  );
}

async function noteNotAsked(
  findingId: string,
  error: unknown,
  { store, clock, log }: ShowNeeds,
): Promise<void> {
  if (!(error instanceof OutsideError) || error.code !== 'slack_refused') throw error;
  const at = clock.now();
  log.warn({ findingId, error }, 'whoever opened the door could not be asked');
  const event = { kind: 'actor.notAsked', reason: error.message, at } as const;
  await store.change(findingId, () => ({ kind: 'events', events: [event] }), at);
}

function viewOf(finding: Finding, post: Post, { ownAccountIds, policy }: ShowNeeds): AlertView {
  return {
    finding,
    plan: planRevert(finding, ownAccountIds),
    narrow: narrowOffer(finding, policy, ownAccountIds),
    isRepost: post.address === null && post.attempts > 0,
  };
}

async function alertMessage(
  finding: Finding,
  post: Post,
  needs: ShowNeeds,
): Promise<VersionedMessage> {
  const counted = isToDecide(finding) ? await countApprovers(finding, needs) : null;
  const view: AlertView = {
    ...viewOf(finding, post, needs),
    ...(counted === null ? {} : { approvers: counted }),
    hasGlass: isAnybody(needs.policy.breakGlass),
  };
  return {
    version: finding.version,
    post: () => needs.channel.postAlert(needs.channelId, view),
    update: (address) => needs.channel.updateAlert(address, view),
  };
}

/** Whether people are asked for anything. */
function isToDecide({ state, request }: Finding): boolean {
  return state.kind === 'open' || request !== null;
}

function isAnybody(list: PeopleList | undefined): boolean {
  return list !== undefined && list.userIds.length + list.userGroupIds.length > 0;
}

function hardeningMessage(hardening: Hardening, post: Post, needs: ShowNeeds): VersionedMessage {
  const view = { hardening, isRepost: post.address === null && post.attempts > 0 };
  return {
    version: hardening.version,
    post: () => needs.channel.postHardening(needs.channelId, view),
    update: (address) => needs.channel.updateHardening(address, view),
  };
}

async function showVersion(post: Post, message: VersionedMessage, needs: ShowNeeds): Promise<void> {
  const { store, log } = needs;
  if (post.address === null) {
    await store.beginPosting(post.id);
    const address = await message.post().catch(async (error: unknown) => {
      if (isNothingPosted(error)) await store.cancelPosting(post.id);
      throw error;
    });
    await store.recordPosted(post.id, address, message.version);
    log.info({ postId: post.id, ...address }, 'posted');
    return;
  }
  if (post.shownVersion >= message.version) return;
  if ((await message.update(post.address)) === 'gone') {
    log.warn({ postId: post.id, ...post.address }, 'message was deleted; it is posted again');
    await store.forgetAddress(post.id);
    return showVersion({ ...post, address: null }, message, needs);
  }
  await store.recordShown(post.id, message.version);
}

/** Whether Slack itself said no. Any other failure may have lost the answer to a message that stands. */
function isNothingPosted(error: unknown): boolean {
  if (!(error instanceof OutsideError)) return false;
  return error.code === 'slack_refused' || error.code === 'slack_rate_limited';
}

/** What a thread has to tell: the events of a subject after a version, and how each is told. */
interface Thread {
  readonly subjectId: string;
  readonly tellings: (
    afterVersion: number,
  ) => Promise<readonly ((address: MessageAddress) => Promise<void>)[]>;
}

function thread<Event>(
  subjectId: string,
  events: (subjectId: string, afterVersion: number) => Promise<readonly Event[]>,
  tell: (address: MessageAddress, event: Event) => Promise<void>,
): Thread {
  return {
    subjectId,
    tellings: async (afterVersion) => {
      const later = await events(subjectId, afterVersion);
      return later.map((event) => (address: MessageAddress) => tell(address, event));
    },
  };
}

/** Tells in the thread what the thread does not tell yet, oldest first. The opening, or the proposal, is
 * the message itself.
 * @throws OutsideError, retryable, when the time is up before all is told. */
async function tellHistory(
  { subjectId, tellings }: Thread,
  tellUntil: Instant,
  { store, clock }: ShowNeeds,
): Promise<void> {
  const post = await store.post(subjectId);
  if (post?.address == null) return;
  const told = Math.max(post.toldVersion, 1);
  for (const [index, tell] of (await tellings(told)).entries()) {
    if (clock.now() > tellUntil) throw tooSlow(subjectId);
    await tell(post.address);
    await store.recordTold(post.id, told + index + 1);
  }
}

function tooSlow(subjectId: string): OutsideError {
  const message = `Slack is slow: the rest of the thread of ${subjectId} is told in another go`;
  return new OutsideError('slack_unreachable', message, { isRetryable: true });
}
