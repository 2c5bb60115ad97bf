import type { JsonRecord } from './json.ts';

/** The workspace in which the app is installed. `domain` is the first label of its slack.com host. */
export interface SlackTeam {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
}

/**
 * What Slack's user flags say of somebody: `guest` is restricted (several channels),
 * `singleChannelGuest` ultra-restricted, `stranger` belongs to another team.
 */
export type UserKind =
  | 'member'
  | 'guest'
  | 'singleChannelGuest'
  | 'stranger'
  | 'bot'
  | 'deactivated';

export interface SlackUser {
  readonly id: string;
  /** The @handle, without the sign. */
  readonly name: string;
  readonly realName: string;
  readonly email: string | undefined;
  readonly teamId: string;
  readonly kind: UserKind;
}

export interface SlackUserGroup {
  readonly id: string;
  /** The @handle, without the sign. */
  readonly handle: string;
  readonly name: string;
  readonly userIds: readonly string[];
  /** Somebody deleted it: in Slack that is to disable it. */
  readonly isDisabled?: boolean;
}

export interface SlackChannel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'public' | 'private' | 'im';
  readonly memberIds: readonly string[];
  readonly isArchived: boolean;
  /** Shared with another team through Slack Connect. */
  readonly isExtShared: boolean;
}

/** A message of a channel, as sent: the emulator never escapes for the app, so an injection shows. */
export interface SlackMessage {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  /** A reply that the channel shows, too. */
  readonly isBroadcast?: boolean;
  /** Who wrote it: the app's bot user or a person. */
  readonly userId: string;
  readonly text: string;
  /** Blocks as sent, with the block and action ids that Slack generates filled in. */
  readonly blocks: readonly JsonRecord[];
  readonly metadata: JsonRecord | undefined;
  /** The `ts` of the last edit. */
  readonly editedTs: string | undefined;
}

/** A message that only one person sees. */
export interface SlackEphemeral {
  readonly channelId: string;
  readonly ts: string;
  readonly threadTs: string | undefined;
  readonly forUserId: string;
  readonly text: string;
  readonly blocks: readonly JsonRecord[];
}

/** A modal or a Home tab that somebody has before them. */
export interface SlackView {
  readonly id: string;
  readonly kind: 'modal' | 'home';
  readonly userId: string;
  /** Changes with every version; a caller that sends an older one gets `hash_conflict`. */
  readonly hash: string;
  readonly callbackId: string;
  readonly rootViewId: string;
  readonly previousViewId: string | undefined;
  /** The view as the app sent it, with the ids that Slack generates filled in. */
  readonly body: JsonRecord;
  /** What the last submission was refused with, by block id. */
  readonly errors: Readonly<Record<string, string>>;
}

/** Everything that the people of the workspace can see. Lists are in the order in which things came. */
export interface SlackWorld {
  readonly team: SlackTeam;
  readonly users: readonly SlackUser[];
  readonly userGroups: readonly SlackUserGroup[];
  readonly channels: readonly SlackChannel[];
  readonly messages: readonly SlackMessage[];
  readonly ephemerals: readonly SlackEphemeral[];
  /** Open modals by user id; the last of a stack is on top. */
  readonly openViews: ReadonlyMap<string, readonly SlackView[]>;
  /** Home tabs by user id. */
  readonly homeViews: ReadonlyMap<string, SlackView>;
  /** Socket Mode connections that the app holds now. */
  readonly connections: number;
}
