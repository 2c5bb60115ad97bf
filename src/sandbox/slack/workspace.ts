import { ChangeFeed } from './change-feed.ts';
import type { SlackSeed } from './seed.ts';
import { createTimestamps } from './timestamps.ts';
import type {
  SlackChannel,
  SlackEphemeral,
  SlackMessage,
  SlackTeam,
  SlackUser,
  SlackUserGroup,
  SlackView,
  SlackWorld,
} from './world.ts';

/** The one place that holds what is in the workspace; every change is announced on `feed`. */
export class Workspace implements SlackWorld {
  readonly feed = new ChangeFeed();
  readonly team: SlackTeam;
  readonly appId: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly now: () => Date;
  readonly newId: (prefix: string) => string;
  /** The next message timestamp: unique and growing, even when the clock stands still. */
  readonly nextTs: () => string;
  users: readonly SlackUser[];
  userGroups: readonly SlackUserGroup[];
  channels: readonly SlackChannel[];
  messages: readonly SlackMessage[] = [];
  ephemerals: readonly SlackEphemeral[] = [];
  openViews: ReadonlyMap<string, readonly SlackView[]> = new Map();
  homeViews: ReadonlyMap<string, SlackView> = new Map();
  connections = 0;

  constructor(seed: SlackSeed, now: () => Date, newId: (prefix: string) => string) {
    this.team = seed.team;
    this.appId = seed.appId;
    this.botUserId = seed.botUserId;
    this.botId = seed.botId;
    this.users = seed.users;
    this.userGroups = seed.userGroups;
    this.channels = seed.channels;
    this.now = now;
    this.newId = newId;
    this.nextTs = createTimestamps(now);
  }

  addMessage(message: SlackMessage): void {
    this.messages = [...this.messages, message];
    this.feed.emit();
  }

  replaceMessage(message: SlackMessage): void {
    this.messages = this.messages.map((old) => (isSamePlace(old, message) ? message : old));
    this.feed.emit();
  }

  removeMessage(message: SlackMessage): void {
    this.messages = this.messages.filter((old) => !isSamePlace(old, message));
    this.feed.emit();
  }

  addEphemeral(ephemeral: SlackEphemeral): void {
    this.ephemerals = [...this.ephemerals, ephemeral];
    this.feed.emit();
  }

  replaceEphemeral(ephemeral: SlackEphemeral): void {
    this.ephemerals = this.ephemerals.map((old) => (isSamePlace(old, ephemeral) ? ephemeral : old));
    this.feed.emit();
  }

  removeEphemeral(ephemeral: SlackEphemeral): void {
    this.ephemerals = this.ephemerals.filter((old) => !isSamePlace(old, ephemeral));
    this.feed.emit();
  }

  /** Puts a user's modals in place of those that were open; an empty stack closes them all. */
  setViews(userId: string, stack: readonly SlackView[]): void {
    this.openViews = new Map([...this.openViews, [userId, stack]]);
    this.feed.emit();
  }

  setHome(view: SlackView): void {
    this.homeViews = new Map([...this.homeViews, [view.userId, view]]);
    this.feed.emit();
  }

  setConnections(count: number): void {
    this.connections = count;
    this.feed.emit();
  }

  setUser(user: SlackUser): void {
    this.users = upsert(this.users, user);
    this.feed.emit();
  }

  setUserGroup(group: SlackUserGroup): void {
    this.userGroups = upsert(this.userGroups, group);
    this.feed.emit();
  }

  setChannel(channel: SlackChannel): void {
    this.channels = upsert(this.channels, channel);
    this.feed.emit();
  }
}

interface Placed {
  readonly channelId: string;
  readonly ts: string;
}

function isSamePlace(one: Placed, other: Placed): boolean {
  return one.channelId === other.channelId && one.ts === other.ts;
}

function upsert<T extends { readonly id: string }>(list: readonly T[], item: T): readonly T[] {
  const isKnown = list.some(({ id }) => id === item.id);
  return isKnown ? list.map((old) => (old.id === item.id ? item : old)) : [...list, item];
}
