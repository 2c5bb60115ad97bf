import type { SlackEphemeral, SlackMessage } from '../world.ts';
import { html } from './html.ts';
import type { Names } from './names.ts';
import { renderBlocks } from './render-blocks.ts';
import { mrkdwn } from './text.ts';

/** The body of a message: its blocks, or its text when it has none, as Slack's clients show it. */
export function renderMessage(message: SlackMessage | SlackEphemeral, names: Names): string {
  if (message.blocks.length > 0) return renderBlocks(message.blocks, names);
  return html`<div class="slack-text">${mrkdwn(message.text, names)}</div>`.text;
}
