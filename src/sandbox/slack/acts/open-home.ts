import type { JsonRecord } from '../json.ts';
import { viewPayload } from '../views.ts';
import { type ActContext, actor, VERIFICATION_TOKEN } from './act-context.ts';
import { ActRefused, type ActResult } from './act-result.ts';

const MS_PER_S = 1_000;

/** A person opens the app's Home tab; the app is told if it subscribed to that. @throws ActRefused */
export async function openHome(context: ActContext, userId: string): Promise<ActResult> {
  const { app, workspace } = context;
  const user = actor(workspace, userId);
  if (!app.hasHomeTab) throw new ActRefused('the manifest does not enable the Home tab');
  if (!app.botEvents.includes('app_home_opened')) {
    return { kind: 'notTold', shown: { kind: 'nothing' } };
  }
  const home = workspace.homeViews.get(user.id);
  const payload = eventPayload(context, {
    type: 'app_home_opened',
    user: user.id,
    channel: `D-${user.id}`,
    tab: 'home',
    event_ts: workspace.nextTs(),
    ...(home !== undefined && { view: viewPayload(workspace, home) }),
  });
  const envelope = { type: 'events_api', payload, acceptsResponsePayload: false } as const;
  const delivery = await context.deliver(envelope);
  return delivery.kind === 'acked' ? { ...delivery, shown: { kind: 'nothing' } } : delivery;
}

function eventPayload({ workspace }: ActContext, event: JsonRecord): JsonRecord {
  return {
    token: VERIFICATION_TOKEN,
    team_id: workspace.team.id,
    api_app_id: workspace.appId,
    event,
    type: 'event_callback',
    event_id: workspace.newId('Ev'),
    event_time: Math.floor(workspace.now().getTime() / MS_PER_S),
    authorizations: [
      {
        enterprise_id: null,
        team_id: workspace.team.id,
        user_id: workspace.botUserId,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
    is_ext_shared_channel: false,
  };
}
