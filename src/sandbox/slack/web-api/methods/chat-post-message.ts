import { isRecord, type JsonRecord, textOf } from '../../json.ts';
import { MAX_MESSAGE_TEXT_CHARS } from '../../limits.ts';
import { acceptContent } from '../../message-content.ts';
import { SlackApiError } from '../../slack-api-error.ts';
import { wireMessage } from '../../wire-message.ts';
import type { SlackChannel, SlackMessage } from '../../world.ts';
import { type Args, jsonArg, textArg } from '../args.ts';
import { messageAt, writableChannel } from '../lookups.ts';
import type { Method, MethodContext } from '../method.ts';

export const chatPostMessage: Method = {
  name: 'chat.postMessage',
  token: 'bot',
  scopes: ['chat:write'],
  args: [
    ...['channel', 'text', 'blocks', 'thread_ts', 'metadata', 'mrkdwn'],
    ...['unfurl_links', 'unfurl_media', 'reply_broadcast'],
  ],
  run: (context, args) => {
    const { workspace } = context;
    const channel = postableChannel(context, textArg(args, 'channel'));
    const message: SlackMessage = {
      ...acceptContent(
        textArg(args, 'text'),
        jsonArg(args, 'blocks', 'invalid_blocks_format'),
        workspace.newId,
      ),
      channelId: channel.id,
      threadTs: threadOf(context, channel, args),
      isBroadcast: textArg(args, 'reply_broadcast') === 'true',
      metadata: metadataArg(args),
      ts: workspace.nextTs(),
      userId: workspace.botUserId,
      editedTs: undefined,
    };
    workspace.addMessage(message);
    return {
      channel: channel.id,
      ts: message.ts,
      message: wireMessage(workspace, message),
      ...truncationWarning(args),
    };
  },
};

function postableChannel({ app, workspace }: MethodContext, id: string | undefined): SlackChannel {
  const channel = writableChannel(workspace, id);
  if (channel.kind === 'im' && !app.hasMessagesTab)
    throw new SlackApiError('messages_tab_disabled');
  return channel;
}

function threadOf({ workspace }: MethodContext, channel: SlackChannel, args: Args) {
  const ts = textArg(args, 'thread_ts');
  if (ts === undefined) return undefined;
  const parent = messageAt(workspace, channel, ts);
  // A reply to a reply goes to the thread's root.
  return parent.threadTs ?? parent.ts;
}

/** @throws SlackApiError `invalid_metadata_format` */
export function metadataArg(args: Args): JsonRecord | undefined {
  const metadata = jsonArg(args, 'metadata', 'invalid_metadata_format');
  if (metadata === undefined) return undefined;
  const isWellFormed =
    isRecord(metadata) &&
    textOf(metadata.event_type) !== undefined &&
    isRecord(metadata.event_payload);
  if (!isWellFormed) throw new SlackApiError('invalid_metadata_format');
  return metadata;
}

function truncationWarning(args: Args): JsonRecord {
  if ((textArg(args, 'text') ?? '').length <= MAX_MESSAGE_TEXT_CHARS) return {};
  const warning = 'message_truncated';
  return { warning, response_metadata: { warnings: [warning] } };
}
