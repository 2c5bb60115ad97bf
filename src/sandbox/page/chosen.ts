import type { SlackUser, SlackWorld } from '../slack/world.ts';
import type { AwsCast, AwsPerson } from '../stories/aws-cast.ts';

/** Who can be chosen on the page: everybody but the app itself. */
export function selectableUsers({ users }: Pick<SlackWorld, 'users'>): readonly SlackUser[] {
  return users.filter(({ kind }) => kind !== 'bot');
}

/** The Slack user that a page is for; the first one when it does not say, or names nobody. */
export function chosenUser(world: Pick<SlackWorld, 'users'>, userId: string | null): SlackUser {
  const users = selectableUsers(world);
  const [first] = users;
  if (first === undefined) throw new Error('expected a Slack seed with at least one person');
  return users.find(({ id }) => id === userId) ?? first;
}

/** Who a page acts as on AWS; the first one when it does not say, or names nobody. */
export function chosenPerson({ people }: AwsCast, id: string | null): AwsPerson {
  const [first] = people;
  if (first === undefined) throw new Error('expected at least one AWS identity');
  return people.find((person) => person.id === id) ?? first;
}
