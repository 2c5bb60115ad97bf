import type { JsonRecord } from '../json.ts';
import type { ResponseTarget } from '../response-urls.ts';
import { SlackApiError } from '../slack-api-error.ts';
import { carriesMessage, respondTo } from '../web-api/respond-to-url.ts';
import type { SlackChannel, SlackUser } from '../world.ts';
import {
  type ActContext,
  actor,
  channelOf,
  responseUrl,
  VERIFICATION_TOKEN,
} from './act-context.ts';
import { ActRefused, type ActResult } from './act-result.ts';
import { escapeCommandText } from './escape-command.ts';

/** A person types a slash command. `command` starts with the slash. */
export interface CommandAct {
  readonly userId: string;
  readonly channelId: string;
  readonly command: string;
  readonly text: string;
}

/** Delivers a slash command and shows the message of its acknowledgement, if any. @throws ActRefused */
export async function command(context: ActContext, act: CommandAct): Promise<ActResult> {
  const { app, workspace } = context;
  const user = actor(workspace, act.userId);
  const channel = channelOf(workspace, user, act.channelId);
  const known = app.commands.find((one) => one.command === act.command);
  if (known === undefined) throw new ActRefused(`${act.command} is not a command of the manifest`);
  const target = { userId: user.id, channelId: channel.id, messageTs: undefined };
  const text = known.shouldEscape ? escapeCommandText(act.text, workspace) : act.text;
  const payload = commandPayload(context, user, channel, { ...act, text });
  const envelope = { type: 'slash_commands', payload, acceptsResponsePayload: true } as const;
  const delivery = await context.deliver(envelope);
  if (delivery.kind !== 'acked') return delivery;
  return showAnswer(context, target, delivery.payload);
}

function commandPayload(
  context: ActContext,
  user: SlackUser,
  channel: SlackChannel,
  { command: name, text }: CommandAct,
): JsonRecord {
  const { appId, team } = context.workspace;
  const target = { userId: user.id, channelId: channel.id, messageTs: undefined };
  return {
    token: VERIFICATION_TOKEN,
    team_id: team.id,
    team_domain: team.domain,
    channel_id: channel.id,
    channel_name: channel.name,
    user_id: user.id,
    user_name: user.name,
    command: name,
    text,
    api_app_id: appId,
    is_enterprise_install: 'false',
    response_url: responseUrl(context, target),
    trigger_id: context.triggers.issue(user.id),
  };
}

/** The acknowledgement of a command may carry the first answer. */
function showAnswer(
  { workspace }: ActContext,
  target: ResponseTarget,
  payload: JsonRecord,
): ActResult {
  if (!carriesMessage(payload)) return { kind: 'acked', payload, shown: { kind: 'nothing' } };
  try {
    respondTo(workspace, target, payload);
    return { kind: 'acked', payload, shown: { kind: 'message' } };
  } catch (error) {
    if (!(error instanceof SlackApiError)) throw error;
    const problem = `${error.code} ${JSON.stringify(error.details)}`;
    return { kind: 'badAck', payload, problem };
  }
}
