import type { SlackWorld } from '../world.ts';

/** How the ids in a message are shown, by id. */
export interface Names {
  readonly users: Record<string, string>;
  readonly channels: Record<string, string>;
  readonly usergroups: Record<string, string>;
}

/** The names that people see in place of ids. */
export function namesOf({ users, channels, userGroups }: SlackWorld): Names {
  return {
    users: Object.fromEntries(users.map(({ id, name }) => [id, name])),
    channels: Object.fromEntries(channels.map(({ id, name }) => [id, name])),
    usergroups: Object.fromEntries(userGroups.map(({ id, handle }) => [id, `@${handle}`])),
  };
}
