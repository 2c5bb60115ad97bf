import type { SelectedBy, Why } from '../guard/match.ts';
import type { GroupSelector } from '../policy/policy.ts';
import { describeThing } from './describe-thing.ts';

/** Things that one line names; the others are counted. */
const THINGS_NAMED = 2;

/** Why a guard is meant for a group, in words. Text from outside is in it. Pure, total. */
export function describeWhy(why: Why): string {
  switch (why.kind) {
    case 'selected':
      return why.by === undefined ? 'policy selects it' : describeSelected(why.by);
    case 'beside': {
      const { groupId, groupName, hosts } = why;
      const name = groupName === null || groupName === groupId ? '' : ` ${groupName}`;
      return `stands beside ${groupId}${name} on ${few(hosts)}`;
    }
    case 'unknown':
      return 'what stands beside it could not be looked up';
  }
}

function describeSelected({ selector, behind }: SelectedBy): string {
  const things = behind.length === 0 ? [] : [`stands on ${few(behind.map(describeThing))}`];
  return [...describeItself(selector), ...things].join(', ');
}

function describeItself({ id, name, tag, vpc, account, region }: GroupSelector): readonly string[] {
  return [
    ...(id === undefined ? [] : ['its id']),
    ...(name === undefined ? [] : [`its name is ${name}`]),
    ...(tag === undefined
      ? []
      : [`its tag ${tag.key} is ${tag.value === '*' ? 'there' : tag.value}`]),
    ...(vpc === undefined ? [] : [`in ${vpc}`]),
    ...(account === undefined ? [] : [`of account ${account}`]),
    ...(region === undefined ? [] : [`in ${region}`]),
  ];
}

function few(all: readonly string[]): string {
  const named = [...new Set(all)];
  const more = named.length - THINGS_NAMED;
  const first = named.slice(0, THINGS_NAMED).join(', ');
  return more > 0 ? `${first} and ${more} more` : first;
}
