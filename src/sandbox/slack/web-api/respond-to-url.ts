import { isRecord, type JsonRecord } from '../json.ts';
import { acceptContent, type MessageContent } from '../message-content.ts';
import type { ResponseTarget } from '../response-urls.ts';
import { invalidArguments, SlackApiError } from '../slack-api-error.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, flagArg, textArg } from './args.ts';

const KNOWN_ARGS = [
  ...['text', 'blocks', 'response_type', 'replace_original', 'delete_original', 'thread_ts'],
  ...['mrkdwn', 'unfurl_links', 'unfurl_media'],
];

/**
 * Does what the app asks through a response_url (or in the acknowledgement of a slash command).
 * @throws SlackApiError with what is wrong with the message
 */
export function respondTo(workspace: Workspace, target: ResponseTarget, args: Args): void {
  const unknown = Object.keys(args).filter((name) => !KNOWN_ARGS.includes(name));
  if (unknown.length > 0) {
    throw invalidArguments(`the Slack emulator does not support ${unknown.join(', ')} here`);
  }
  if (flagArg(args, 'delete_original')) return deleteOriginal(workspace, target);
  const content = acceptContent(textArg(args, 'text'), args.blocks, workspace.newId);
  if (flagArg(args, 'replace_original')) return replaceOriginal(workspace, target, content);
  const place = {
    ...content,
    channelId: target.channelId,
    ts: workspace.nextTs(),
    threadTs: textArg(args, 'thread_ts'),
  };
  if (args.response_type !== 'in_channel') {
    return workspace.addEphemeral({ ...place, forUserId: target.userId });
  }
  workspace.addMessage({
    ...place,
    userId: workspace.botUserId,
    metadata: undefined,
    editedTs: undefined,
  });
}

/** Whether an acknowledgement carries a message, as that of a slash command may. */
export function carriesMessage(payload: unknown): payload is JsonRecord {
  return isRecord(payload) && (payload.text !== undefined || payload.blocks !== undefined);
}

function replaceOriginal(
  workspace: Workspace,
  target: ResponseTarget,
  content: MessageContent,
): void {
  const { message, ephemeral } = originalOf(workspace, target);
  if (message !== undefined) {
    return workspace.replaceMessage({ ...message, ...content, editedTs: workspace.nextTs() });
  }
  if (ephemeral !== undefined) return workspace.replaceEphemeral({ ...ephemeral, ...content });
  throw new SlackApiError('message_not_found');
}

function deleteOriginal(workspace: Workspace, target: ResponseTarget): void {
  const { message, ephemeral } = originalOf(workspace, target);
  if (message !== undefined) return workspace.removeMessage(message);
  if (ephemeral !== undefined) return workspace.removeEphemeral(ephemeral);
  throw new SlackApiError('message_not_found');
}

function originalOf(workspace: Workspace, { channelId, messageTs }: ResponseTarget) {
  const isOriginal = (one: { readonly channelId: string; readonly ts: string }) =>
    one.channelId === channelId && one.ts === messageTs;
  return {
    message: workspace.messages.find(isOriginal),
    ephemeral: workspace.ephemerals.find(isOriginal),
  };
}
