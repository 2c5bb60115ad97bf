import type { JsonRecord } from '../json.ts';
import type { ResponseTarget, ResponseUrls } from '../response-urls.ts';
import type { SlackApp } from '../slack-app.ts';
import type { Delivery, Envelope } from '../socket-mode/envelope.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import type { SlackChannel, SlackUser } from '../world.ts';
import { ActRefused } from './act-result.ts';

/** What people's acts need. */
export interface ActContext {
  readonly app: SlackApp;
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  /** `http://127.0.0.1:PORT`, before which response_urls lie. */
  readonly origin: string;
  readonly deliver: (envelope: Envelope) => Promise<Delivery>;
}

/** Slack still sends its old verification token; nothing may rely on it. */
export const VERIFICATION_TOKEN = 'deprecated-verification-token';

/** Somebody who can use Slack now. @throws ActRefused */
export function actor(workspace: Workspace, userId: string): SlackUser {
  const user = workspace.users.find(({ id }) => id === userId);
  if (user === undefined) throw new ActRefused(`there is no user ${userId}`);
  if (user.kind === 'deactivated') {
    throw new ActRefused(`${user.name} is deactivated and cannot use Slack`);
  }
  return user;
}

/** A channel that this user has before them. @throws ActRefused */
export function channelOf(workspace: Workspace, user: SlackUser, channelId: string): SlackChannel {
  const channel = workspace.channels.find(({ id }) => id === channelId);
  if (channel === undefined) throw new ActRefused(`there is no channel ${channelId}`);
  const canPreview = channel.kind === 'public' && user.kind === 'member';
  if (!canPreview && !channel.memberIds.includes(user.id)) {
    throw new ActRefused(`${user.name} is not in #${channel.name}`);
  }
  return channel;
}

/** Interactions reach the app only if the manifest turns them on. @throws ActRefused */
export function requireInteractivity({ app }: ActContext): void {
  if (!app.isInteractive) throw new ActRefused('the manifest does not enable interactivity');
}

/** The fields that every interaction payload starts with. */
export function interactionOf({ workspace }: ActContext, user: SlackUser): JsonRecord {
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: user.teamId },
    api_app_id: workspace.appId,
    token: VERIFICATION_TOKEN,
    team: { id: workspace.team.id, domain: workspace.team.domain },
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** A fresh response_url. */
export function responseUrl({ origin, responseUrls }: ActContext, target: ResponseTarget): string {
  return `${origin}/response/${responseUrls.issue(target)}`;
}
