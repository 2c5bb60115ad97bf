import type { JsonRecord } from '../json.ts';
import { wireMessage } from '../wire-message.ts';
import type { SlackChannel, SlackEphemeral, SlackMessage, SlackUser } from '../world.ts';
import {
  type ActContext,
  actor,
  channelOf,
  interactionOf,
  requireInteractivity,
  responseUrl,
} from './act-context.ts';
import { ActRefused, type ActResult } from './act-result.ts';
import { actionPayload, findElement, type Touch } from './action-payload.ts';
import { deliverInteraction } from './deliver-interaction.ts';

/** A person touches a button or menu of a message, or of an ephemeral that they see. */
export interface ClickAct extends Touch {
  readonly userId: string;
  readonly channelId: string;
  readonly ts: string;
}

/** Delivers a `block_actions` for an element that is really there. @throws ActRefused */
export function click(context: ActContext, act: ClickAct): Promise<ActResult> {
  requireInteractivity(context);
  const user = actor(context.workspace, act.userId);
  const channel = channelOf(context.workspace, user, act.channelId);
  const { message, ephemeral } = shownTo(context, user, act);
  const shown = message ?? ephemeral;
  if (shown === undefined) {
    throw new ActRefused(`${user.name} sees no message ${act.ts} in #${channel.name}`);
  }
  const action = actionPayload(findElement(shown.blocks, act), act, context.workspace.nextTs());
  const payload = messageInteraction(context, { user, channel, ts: act.ts, message, action });
  return deliverInteraction(context, payload);
}

export interface MessageInteraction {
  readonly user: SlackUser;
  readonly channel: SlackChannel;
  readonly ts: string;
  /** Absent for an ephemeral, whose content Slack does not send back. */
  readonly message: SlackMessage | undefined;
  readonly action: JsonRecord;
}

/** The payload of a `block_actions` that comes from a message. */
export function messageInteraction(
  context: ActContext,
  { user, channel, ts, message, action }: MessageInteraction,
): JsonRecord {
  const target = { userId: user.id, channelId: channel.id, messageTs: ts };
  return {
    type: 'block_actions',
    ...interactionOf(context, user),
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: message === undefined,
    },
    trigger_id: context.triggers.issue(user.id),
    channel: { id: channel.id, name: channel.name },
    ...(message !== undefined && { message: wireMessage(context.workspace, message) }),
    state: { values: {} },
    response_url: responseUrl(context, target),
    actions: [action],
  };
}

function shownTo(
  { workspace }: ActContext,
  user: SlackUser,
  { channelId, ts }: ClickAct,
): { message: SlackMessage | undefined; ephemeral: SlackEphemeral | undefined } {
  return {
    message: workspace.messages.find((one) => one.channelId === channelId && one.ts === ts),
    ephemeral: workspace.ephemerals.find(
      (one) => one.channelId === channelId && one.ts === ts && one.forUserId === user.id,
    ),
  };
}
