import {
  ModifyManagedPrefixListCommand,
  RestoreManagedPrefixListVersionCommand,
} from '@aws-sdk/client-ec2';
import { entriesOf } from '../aws/world/prefix-list.ts';
import { prefixListNamed } from './find.ts';
import { ADMINS_LIST, BASTION_CIDR } from './seed-aws.ts';
import type { Stage, Story } from './story.ts';

const chapter = 'Prefix lists';

/** Wider than what is approved, and not the world: the whole private network. */
const WIDER_CIDR = '10.0.0.0/8';
const WORLD = '0.0.0.0/0';

/** Changes of a list that two guarded groups let in. */
export const PREFIX_LIST_STORIES: readonly Story[] = [
  {
    id: 'widen-list',
    chapter,
    label: `Add ${WORLD} to the list admins`,
    expectation:
      'One alert for both groups that let the list in; a revert takes the entry out again.',
    act: (stage) => change(stage, { add: WORLD }),
  },
  {
    id: 'replace-entry',
    chapter,
    label: `Replace the bastion by ${WIDER_CIDR} in admins`,
    expectation: 'An alert; a revert gives the old entry back, its description included.',
    act: (stage) => change(stage, { add: WIDER_CIDR, remove: BASTION_CIDR }),
  },
  {
    id: 'restore-list',
    chapter,
    label: 'Restore the first version of admins by hand',
    expectation: 'An open alert about the list closes by itself and says who closed it.',
    act: restoreFirst,
  },
  {
    id: 'narrow-list',
    chapter,
    label: `Take ${WORLD} out of admins by hand`,
    expectation: 'The alert about that entry closes by itself, the same way.',
    act: (stage) => change(stage, { remove: WORLD }),
  },
];

interface Change {
  readonly add?: string;
  readonly remove?: string;
}

async function change({ aws, ec2 }: Stage, { add, remove }: Change): Promise<string> {
  const list = prefixListNamed(aws, ADMINS_LIST);
  const blocks = entriesOf(list)?.map(({ cidr }) => cidr) ?? [];
  if (add !== undefined && blocks.includes(add)) return `${add} is in the list already.`;
  if (remove !== undefined && !blocks.includes(remove)) return `${remove} is not in the list.`;
  await ec2.send(
    new ModifyManagedPrefixListCommand({
      PrefixListId: list.prefixListId,
      CurrentVersion: list.version,
      ...(add === undefined ? {} : { AddEntries: [{ Cidr: add, Description: 'for a moment' }] }),
      ...(remove === undefined ? {} : { RemoveEntries: [{ Cidr: remove }] }),
    }),
  );
  return `EC2 changed ${list.prefixListId} (${ADMINS_LIST}): it is version ${list.version + 1} now.`;
}

async function restoreFirst({ aws, ec2 }: Stage): Promise<string> {
  const list = prefixListNamed(aws, ADMINS_LIST);
  if (list.version === 1) return `${ADMINS_LIST} is at its first version: change it first.`;
  await ec2.send(
    new RestoreManagedPrefixListVersionCommand({
      PrefixListId: list.prefixListId,
      CurrentVersion: list.version,
      PreviousVersion: 1,
    }),
  );
  return `EC2 restored version 1 of ${list.prefixListId} (${ADMINS_LIST}).`;
}
