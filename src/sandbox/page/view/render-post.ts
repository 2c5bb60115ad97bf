import { type Html, html, trusted } from '../../slack/render/html.ts';
import type { Names } from '../../slack/render/names.ts';
import { renderMessage } from '../../slack/render/render-message.ts';
import type { SlackEphemeral, SlackMessage, SlackWorld } from '../../slack/world.ts';

/** A message or an ephemeral one (`isPrivate`). */
export type ShownPost = (SlackMessage | SlackEphemeral) & { readonly isPrivate: boolean };

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** One message as Slack shows it, with its thread below. Pure. */
export function renderPost(
  world: SlackWorld,
  names: Names,
  post: ShownPost,
  thread: Html | undefined,
): Html {
  const author = 'userId' in post ? post.userId : undefined;
  const user = world.users.find(({ id }) => id === author);
  const isApp = user === undefined || user.kind === 'bot';
  const name = user?.realName ?? 'Portcullis';
  const at = new Date(Number(post.ts) * 1_000);
  return html`<article class="post${post.isPrivate ? ' post-private' : ''}" data-key="${post.ts}" data-ts="${post.ts}" tabindex="-1" aria-label="${name}, ${TIME.format(at)}">
<div class="avatar${isApp ? ' avatar-app' : ''}" aria-hidden="true">${isApp ? '' : name.slice(0, 1)}</div>
<div class="post-body">
<p class="post-top"><strong>${name}</strong>${isApp ? html` <span class="badge">APP</span>` : undefined} <time datetime="${at.toISOString()}">${TIME.format(at)}</time>${editedMark(post)}${privateMark(post)}</p>
<div class="slack-content">${trusted(renderMessage(post, names))}</div>
${thread}
</div>
</article>`;
}

function editedMark(post: ShownPost): Html | undefined {
  const isEdited = 'editedTs' in post && post.editedTs !== undefined;
  return isEdited ? html` <span class="edited">(edited)</span>` : undefined;
}

function privateMark({ isPrivate }: ShownPost): Html | undefined {
  return isPrivate ? html` <span class="only-you">Only visible to you</span>` : undefined;
}
