import { attributes, type Html, html } from '../../slack/render/html.ts';
import type { SlackUser } from '../../slack/world.ts';
import type { AwsPerson } from '../../stories/aws-cast.ts';
import type { Story } from '../../stories/story.ts';
import { selectableUsers } from '../chosen.ts';
import type { PageContext } from '../page-context.ts';
import { describeUser } from './describe-user.ts';
import { renderChannel } from './render-channel.ts';
import { renderGroups } from './render-groups.ts';
import { renderHosts } from './render-hosts.ts';
import { renderLists } from './render-lists.ts';
import { renderProduct } from './render-product.ts';
import { renderStories } from './render-stories.ts';

export interface PageView
  extends Pick<PageContext, 'aws' | 'slack' | 'cast' | 'scene' | 'policy' | 'product'> {
  readonly user: SlackUser;
  readonly person: AwsPerson;
  readonly stories: readonly Story[];
}

/** The whole page, for one chosen user. What carries `data-fragment` is fetched again when
 * something changes. */
export function renderPage(view: PageView): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Portcullis sandbox</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/page.css">
<link rel="stylesheet" href="/static/slack.css">
<link rel="stylesheet" href="/static/aws.css">
<link rel="stylesheet" href="/static/narrow.css">
<script src="/static/page.js" type="module"></script>
</head>
<body data-pane="slack">
<a class="skip" href="#channel">Skip to the channel</a>
<header class="bar">
<h1><img src="/static/icon.svg" alt="" width="24" height="24">Portcullis <span>sandbox</span></h1>
<div class="product" data-fragment="/fragment/product" aria-live="polite">${renderProduct(view.product.state)}</div>
</header>
<nav class="panes" aria-label="Panes">
<button type="button" data-show-pane="slack" aria-pressed="true">Slack</button>
<button type="button" data-show-pane="aws" aria-pressed="false">AWS</button>
</nav>
<main>
${slackPane(view)}
${awsPane(view)}
</main>
<dialog id="modal" aria-label="Modal">
<p id="modal-told" class="told" role="alert"></p>
<div data-fragment="/fragment/modal"></div>
</dialog>
<div id="toast" popover="manual" role="status"></div>
</body>
</html>
`;
}

function slackPane({ slack, policy, user }: PageView): Html {
  const { world } = slack;
  const channelId = policy.slack.channel;
  const name = world.channels.find(({ id }) => id === channelId)?.name ?? channelId;
  const users = selectableUsers(world).map(
    (one) =>
      html`<option value="${one.id}"${selected(one.id === user.id)}>${describeUser(world, policy.approvers, one)}</option>`,
  );
  return html`<section class="pane pane-slack" aria-labelledby="channel-name">
<div class="pane-top">
<h2 id="channel-name"><span aria-hidden="true">#</span> ${name}</h2>
<label class="switcher"><span>You are</span> <select id="user" autocomplete="off">${users}</select></label>
</div>
<div id="channel" class="channel" tabindex="-1" role="log" aria-label="Messages" data-fragment="/fragment/channel">${renderChannel(world, { channelId, userId: user.id })}</div>
<form id="composer" class="composer">
<label class="hidden" for="command">Slash command</label>
<input id="command" name="text" autocomplete="off" spellcheck="false" value="/portcullis status">
<button type="submit" class="button button-primary">Send</button>
</form>
</section>`;
}

function awsPane({ aws, scene, policy, cast, person, stories }: PageView): Html {
  const people = cast.people.map(
    ({ id, label }) => html`<option value="${id}"${selected(id === person.id)}>${label}</option>`,
  );
  const estate = { state: aws.world.state, baseline: scene.baseline, policy };
  return html`<section class="pane pane-aws" aria-labelledby="aws-title">
<div class="pane-top">
<h2 id="aws-title">AWS <small>${aws.accountId} · ${aws.region}</small></h2>
<label class="switcher"><span>You act as</span> <select id="identity" autocomplete="off">${people}</select></label>
</div>
<div class="aws-body">
${renderStories(stories)}
<div id="estate" class="estate" tabindex="-1">
<h3 class="aws-heading">Security groups</h3>
<div class="groups" data-fragment="/fragment/groups">${renderGroups(estate)}</div>
<h3 class="aws-heading">Prefix lists</h3>
<div class="groups" data-fragment="/fragment/lists">${renderLists(estate)}</div>
<h3 class="aws-heading">Hosts and interfaces</h3>
<div class="groups" data-fragment="/fragment/hosts">${renderHosts(estate)}</div>
</div>
</div>
</section>`;
}

function selected(isSelected: boolean): Html {
  return attributes({ selected: isSelected ? true : undefined });
}
