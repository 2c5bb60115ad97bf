import { type Html, html } from '../../slack/render/html.ts';
import { type Names, namesOf } from '../../slack/render/names.ts';
import type { SlackMessage, SlackWorld } from '../../slack/world.ts';
import { renderPost, type ShownPost } from './render-post.ts';

/** Threads up to this many replies stand open: longer ones would hide the next alert. */
const OPEN_REPLIES_MAX = 8;

export interface ChannelView {
  readonly channelId: string;
  /** Whose ephemeral messages are shown. */
  readonly userId: string;
}

/** A channel, oldest message first, with what only this user sees in its place. Pure. */
export function renderChannel(world: SlackWorld, { channelId, userId }: ChannelView): Html {
  const names = namesOf(world);
  const posts = postsOf(world, { channelId, userId });
  const top = posts.filter(({ threadTs, ts }) => threadTs === undefined || threadTs === ts);
  if (top.length === 0) {
    return html`<p class="empty">Nothing here yet. Open a door on the AWS side, and Portcullis will say so.</p>`;
  }
  return html`${top.map((post) => {
    const replies = posts.filter(({ threadTs, ts }) => threadTs === post.ts && ts !== post.ts);
    return renderPost(world, names, post, thread(world, names, replies));
  })}`;
}

function thread(world: SlackWorld, names: Names, replies: readonly ShownPost[]): Html | undefined {
  if (replies.length === 0) return undefined;
  const count = replies.length === 1 ? '1 reply' : `${replies.length} replies`;
  const drawn = replies.map((reply) => renderPost(world, names, reply, undefined));
  const isOpen = replies.length <= OPEN_REPLIES_MAX;
  return html`<details class="thread"${isOpen ? html` open` : undefined}><summary>${count}</summary>${drawn}</details>`;
}

function postsOf(world: SlackWorld, { channelId, userId }: ChannelView): readonly ShownPost[] {
  const messages = world.messages.map((message: SlackMessage) => ({
    ...message,
    isPrivate: false,
  }));
  const ephemerals = world.ephemerals
    .filter(({ forUserId }) => forUserId === userId)
    .map((one) => ({ ...one, isPrivate: true }));
  return [...messages, ...ephemerals]
    .filter((post) => post.channelId === channelId)
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
}
