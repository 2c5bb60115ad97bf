import type { SlackWorld } from '../world.ts';

/** `@name` or `#name`, where a person would write one. */
const MENTION = /(?<![\w<])([@#])([a-z0-9][a-z0-9._-]*)/g;
const URL_TEXT = /https?:\/\/[^\s<>|]+/g;

/**
 * The text of a slash command as `should_escape: true` sends it: users, user groups, channels and links
 * become `<@U…|name>`, `<!subteam^S…|@name>`, `<#C…|name>`, `<https://…>`; `& < >` become entities.
 */
export function escapeCommandText(text: string, world: SlackWorld): string {
  const entities = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return entities
    .replace(URL_TEXT, (url) => `<${url}>`)
    .replace(MENTION, (mention, sign: string, name: string) =>
      sign === '#' ? channelMention(mention, name, world) : userMention(mention, name, world),
    );
}

function channelMention(mention: string, name: string, { channels }: SlackWorld): string {
  const channel = channels.find((one) => one.name === name);
  return channel === undefined ? mention : `<#${channel.id}|${channel.name}>`;
}

function userMention(mention: string, name: string, { users, userGroups }: SlackWorld): string {
  const user = users.find((one) => one.name === name);
  if (user !== undefined) return `<@${user.id}|${user.name}>`;
  const group = userGroups.find((one) => one.handle === name);
  return group === undefined ? mention : `<!subteam^${group.id}|@${group.handle}>`;
}
