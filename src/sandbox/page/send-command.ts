import type { PageContext } from './page-context.ts';
import { tellAct } from './tell-act.ts';

const COMMAND = /^(?<command>\/\S+)(?:\s+(?<text>.*))?$/s;

/** Sends a slash command in the channel of the alerts; answers what Slack's client would tell, if anything. */
export async function sendCommand(
  { slack, policy }: Pick<PageContext, 'slack' | 'policy'>,
  { userId, text: typed }: { readonly userId: string; readonly text: string },
): Promise<string | undefined> {
  const groups = COMMAND.exec(typed.trim())?.groups;
  if (groups === undefined) return 'Only commands are sent here, for example /portcullis help';
  const { command = '', text = '' } = groups;
  const channelId = policy.slack.channel;
  return tellAct(await slack.command({ userId, channelId, command, text }));
}
