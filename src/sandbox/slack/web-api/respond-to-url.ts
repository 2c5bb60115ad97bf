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
  if (flagArg(args, 'delete_original')) {
    changeOriginal(workspace, target, undefined);
    return;
  }
  const content = acceptContent(textArg(args, 'text'), args.blocks, workspace.newId);
  if (flagArg(args, 'replace_original')) changeOriginal(workspace, target, content);
  else post(workspace, target, content, args);
}

/** Whether an acknowledgement carries a message, as that of a slash command may. */
export function carriesMessage(payload: unknown): payload is JsonRecord {
  return isRecord(payload) && (payload.text !== undefined || payload.blocks !== undefined);
}

function post(
  workspace: Workspace,
  { channelId, userId }: ResponseTarget,
  content: MessageContent,
  args: Args,
): void {
  const threadTs = textArg(args, 'thread_ts');
  const placed = { ...content, channelId, ts: workspace.nextTs(), threadTs };
  if (args.response_type === 'in_channel') {
    const ours = { userId: workspace.botUserId, metadata: undefined, editedTs: undefined };
    workspace.addMessage({ ...placed, ...ours });
  } else {
    workspace.addEphemeral({ ...placed, forUserId: userId });
  }
}

/** Replaces the message that was touched, or deletes it when there is no new content. */
function changeOriginal(
  workspace: Workspace,
  target: ResponseTarget,
  content: MessageContent | undefined,
): void {
  const { message, ephemeral } = originalOf(workspace, target);
  if (message !== undefined) {
    const editedTs = workspace.nextTs();
    if (content === undefined) workspace.removeMessage(message);
    else workspace.replaceMessage({ ...message, ...content, editedTs });
  } else if (ephemeral !== undefined) {
    if (content === undefined) workspace.removeEphemeral(ephemeral);
    else workspace.replaceEphemeral({ ...ephemeral, ...content });
  } else {
    throw new SlackApiError('message_not_found');
  }
}

function originalOf(workspace: Workspace, { channelId, messageTs }: ResponseTarget) {
  const isOriginal = (one: { readonly channelId: string; readonly ts: string }) =>
    one.channelId === channelId && one.ts === messageTs;
  return {
    message: workspace.messages.find(isOriginal),
    ephemeral: workspace.ephemerals.find(isOriginal),
  };
}
