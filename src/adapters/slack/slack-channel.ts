import type { WebClient } from '@slack/web-api';
import type { Channel, MessageAddress } from '../../app/ports.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';
import type { PeopleList } from '../../domain/policy/policy.ts';
import { alertMessage, type SlackMessage } from './blocks/alert.ts';
import { hardeningMessage } from './blocks/hardening.ts';
import { hardeningHistoryLine } from './blocks/hardening-state.ts';
import { noticeMessage } from './blocks/notice.ts';
import { historyLine } from './blocks/outcome.ts';
import { questionMessage } from './blocks/question.ts';
import { type Line, lines, type Run } from './blocks/text.ts';
import { rethrow, slackErrorCode, toOutsideError } from './slack-errors.ts';

/** Nothing in our messages is to be turned into previews of other sites. */
const NO_UNFURLING = { unfurl_links: false, unfurl_media: false } as const;

/** Messages in Slack, through a client that never repeats a call by itself. */
export function slackChannel(client: WebClient): Channel {
  return {
    postAlert: (channelId, view) => post(client, channelId, alertMessage(view)),
    updateAlert: (address, view) => update(client, address, alertMessage(view)),
    postQuestion: async (view) => {
      const channelId = await directMessage(client, view.userId);
      return post(client, channelId, questionMessage(view));
    },
    updateQuestion: (address, view) => update(client, address, questionMessage(view)),
    postNotice: (channelId, notice) => post(client, channelId, noticeMessage(notice)),
    updateNotice: (address, notice) => update(client, address, noticeMessage(notice)),
    postHardening: (channelId, view) => post(client, channelId, hardeningMessage(view)),
    updateHardening: (address, view) => update(client, address, hardeningMessage(view)),
    sayTo: async (userId, notice) => {
      await post(client, await directMessage(client, userId), noticeMessage(notice));
    },
    tell: (address, event, whom) =>
      tell(client, address, toldTo(historyLine(event), whom), {
        text: 'More on this alert',
        // What is open again, or is soon, is not to be found by those alone who follow a thread.
        isBroadcast: BROADCAST_KINDS.has(event.kind),
      }),
    tellOfHardening: (address, event, hardening) =>
      tell(client, address, hardeningHistoryLine(event, hardening), { text: 'More on this plan' }),
    retire: (copy, live) => retire(client, copy, live),
  };
}

/** A line with those whom it calls, at its end. */
function toldTo(line: Line | null, whom: PeopleList | undefined): Line | null {
  if (line === null || whom === undefined) return line;
  const runs = [
    ...whom.userGroupIds.map((userGroupId): Run => ({ userGroupId })),
    ...whom.userIds.map((userId): Run => ({ userId })),
  ];
  return [...line, ...runs.flatMap((run): readonly Run[] => [{ text: ' ' }, run])];
}

/** The channel in which one user alone is written to. */
async function directMessage(client: WebClient, userId: string): Promise<string> {
  const answer = await client.conversations
    .open({ users: userId })
    .catch(rethrow('conversations.open'));
  const channelId = answer.channel?.id;
  if (channelId === undefined) throw toOutsideError(new Error('no channel'), 'conversations.open');
  return channelId;
}

/** Events that are told in the channel, too. */
const BROADCAST_KINDS: ReadonlySet<string> = new Set<FindingEvent['kind']>([
  'finding.cameBack',
  'finding.escalated',
  'glass.broken',
  'actor.disowned',
  'exemption.announced',
  'exemption.ended',
]);

async function tell(
  client: WebClient,
  { channelId, messageTs }: MessageAddress,
  line: Line | null,
  { text, isBroadcast = false }: { readonly text: string; readonly isBroadcast?: boolean },
): Promise<void> {
  if (line === null) return;
  const blocks = [lines([line])];
  const reply = { channel: channelId, thread_ts: messageTs, text, blocks, ...NO_UNFURLING };
  await client.chat
    .postMessage(isBroadcast ? { ...reply, reply_broadcast: true } : reply)
    .catch(rethrow('chat.postMessage'));
}

async function post(
  client: WebClient,
  channelId: string,
  message: SlackMessage,
): Promise<MessageAddress> {
  const answer = await client.chat
    .postMessage({ channel: channelId, ...message, ...NO_UNFURLING })
    .catch(rethrow('chat.postMessage'));
  if (answer.ts === undefined) throw toOutsideError(new Error('no ts'), 'chat.postMessage');
  return { channelId: answer.channel ?? channelId, messageTs: answer.ts };
}

async function update(
  client: WebClient,
  { channelId, messageTs }: MessageAddress,
  message: SlackMessage,
): Promise<'updated' | 'gone'> {
  try {
    await client.chat.update({ channel: channelId, ts: messageTs, ...message });
    return 'updated';
  } catch (error) {
    if (slackErrorCode(error) === 'message_not_found') return 'gone';
    throw toOutsideError(error, 'chat.update');
  }
}

async function retire(
  client: WebClient,
  copy: MessageAddress,
  live: MessageAddress,
): Promise<void> {
  const link = await permalink(client, live);
  const text = 'This is an old copy of an alert. It is not kept up to date and does nothing.';
  const blocks: SlackMessage['blocks'] = [lines([[{ text }]])];
  if (link !== null) {
    const button = {
      type: 'button',
      text: { type: 'plain_text', text: 'Go to the alert' },
    } as const;
    blocks.push({ type: 'actions', elements: [{ ...button, url: link }] });
  }
  try {
    await client.chat.update({ channel: copy.channelId, ts: copy.messageTs, text, blocks });
  } catch (error) {
    // A click may name any message: what is not ours to edit needs no retiring.
    if (!NOT_OUR_MESSAGE.has(slackErrorCode(error) ?? ''))
      throw toOutsideError(error, 'chat.update');
  }
}

const NOT_OUR_MESSAGE = new Set(['message_not_found', 'cant_update_message', 'channel_not_found']);

/** The address of a message for people; null when Slack does not give one. */
export async function permalink(
  client: WebClient,
  { channelId, messageTs }: MessageAddress,
): Promise<string | null> {
  const answer = await client.chat
    .getPermalink({ channel: channelId, message_ts: messageTs })
    .catch(() => null);
  return answer?.permalink ?? null;
}
