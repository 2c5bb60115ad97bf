import { recordOf } from '../json.ts';
import type { SlackChannel, SlackUser } from '../world.ts';
import type { ActContext } from './act-context.ts';
import type { ActResult } from './act-result.ts';
import { messageInteraction } from './click.ts';
import { deliverInteraction } from './deliver-interaction.ts';

/** A click that no button of Slack's would send: any user, channel, `ts`, value or team. */
export interface ForgedClickAct {
  readonly userId: string;
  readonly channelId: string;
  readonly ts: string;
  readonly actionId: string;
  readonly blockId?: string;
  readonly value: string;
  /** The team of the payload and of the user; the workspace's own unless said. */
  readonly teamId?: string;
  /** The app that the payload is said to be for. */
  readonly appId?: string;
}

/** Delivers a `block_actions` as told, whether or not such a button was ever there. */
export function clickRaw(context: ActContext, act: ForgedClickAct): Promise<ActResult> {
  const { workspace } = context;
  const message = workspace.messages.find(
    ({ channelId, ts }) => channelId === act.channelId && ts === act.ts,
  );
  const action = {
    type: 'button',
    action_id: act.actionId,
    block_id: act.blockId ?? 'forged',
    text: { type: 'plain_text', text: 'Forged' },
    value: act.value,
    action_ts: workspace.nextTs(),
  };
  const user = anyUser(context, act);
  const channel = anyChannel(context, act.channelId);
  const payload = messageInteraction(context, { user, channel, ts: act.ts, message, action });
  return deliverInteraction(context, {
    ...payload,
    ...(act.teamId !== undefined && {
      team: { ...recordOf(payload.team), id: act.teamId },
    }),
    ...(act.appId !== undefined && { api_app_id: act.appId }),
  });
}

function anyUser({ workspace }: ActContext, { userId, teamId }: ForgedClickAct): SlackUser {
  const known = workspace.users.find(({ id }) => id === userId);
  const user: SlackUser = known ?? {
    id: userId,
    name: 'forged',
    realName: 'Forged',
    email: undefined,
    teamId: workspace.team.id,
    kind: 'member',
  };
  return { ...user, teamId: teamId ?? user.teamId };
}

function anyChannel({ workspace }: ActContext, channelId: string): SlackChannel {
  const known = workspace.channels.find(({ id }) => id === channelId);
  return (
    known ?? {
      id: channelId,
      name: 'forged',
      kind: 'public',
      memberIds: [],
      isArchived: false,
      isExtShared: false,
    }
  );
}
