import type { JsonRecord } from './json.ts';
import type { Workspace } from './workspace.ts';
import type { SlackMessage } from './world.ts';

/** A message as Slack sends it. */
export function wireMessage(workspace: Workspace, message: SlackMessage): JsonRecord {
  const isOurs = message.userId === workspace.botUserId;
  return {
    type: 'message',
    ...(message.isBroadcast === true && { subtype: 'thread_broadcast' }),
    user: message.userId,
    text: message.text,
    ts: message.ts,
    team: workspace.team.id,
    blocks: message.blocks,
    ...(isOurs && { bot_id: workspace.botId, app_id: workspace.appId }),
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(message.metadata !== undefined && { metadata: message.metadata }),
    ...(message.editedTs !== undefined && {
      edited: { user: message.userId, ts: message.editedTs },
    }),
  };
}
