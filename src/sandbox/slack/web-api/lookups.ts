import { SlackApiError } from '../slack-api-error.ts';
import type { Workspace } from '../workspace.ts';
import type { SlackChannel, SlackMessage, SlackUser } from '../world.ts';

/**
 * The channel, by id or `#name`, if the bot can know of it: a private one only from within.
 * @throws SlackApiError `channel_not_found`
 */
export function visibleChannel(workspace: Workspace, idOrName: string | undefined): SlackChannel {
  const name = idOrName?.replace(/^#/, '');
  const channel = workspace.channels.find((one) => one.id === idOrName || one.name === name);
  const isHidden = channel?.kind !== 'public' && !channel?.memberIds.includes(workspace.botUserId);
  if (channel === undefined || isHidden) throw new SlackApiError('channel_not_found');
  return channel;
}

/**
 * The channel, if the bot may write to it.
 * @throws SlackApiError `channel_not_found`, `is_archived` or `not_in_channel`
 */
export function writableChannel(workspace: Workspace, idOrName: string | undefined): SlackChannel {
  const channel = visibleChannel(workspace, idOrName);
  if (channel.isArchived) throw new SlackApiError('is_archived');
  if (!channel.memberIds.includes(workspace.botUserId)) throw new SlackApiError('not_in_channel');
  return channel;
}

/** The message at `ts`. Ephemeral ones have no `ts` that any method knows. @throws `message_not_found` */
export function messageAt(
  workspace: Workspace,
  channel: SlackChannel,
  ts: string | undefined,
): SlackMessage {
  const found = workspace.messages.find(
    (message) => message.channelId === channel.id && message.ts === ts,
  );
  if (found === undefined) throw new SlackApiError('message_not_found');
  return found;
}

/** @throws SlackApiError `user_not_found` */
export function userById(workspace: Workspace, id: string | undefined): SlackUser {
  const found = workspace.users.find((user) => user.id === id);
  if (found === undefined) throw new SlackApiError('user_not_found');
  return found;
}
