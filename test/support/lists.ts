import {
  AuthorizeSecurityGroupIngressCommand,
  ModifyManagedPrefixListCommand,
} from '@aws-sdk/client-ec2';
import { entriesOf, type PrefixList } from '../../src/sandbox/aws/world/prefix-list.ts';
import type { Stack } from './stack.ts';

/** A prefix list `office` of the bastion's block, which is approved, let in by the stack's group. */
export async function listInUse(stack: Stack): Promise<string> {
  const { prefixListId } = stack.aws.world.addPrefixList({
    name: 'office',
    family: 'ipv4',
    maxEntries: 10,
    entries: [{ cidr: '10.9.8.0/28', description: 'the bastion' }],
  });
  await useList(stack, prefixListId, stack.group.groupId);
  return prefixListId;
}

/** Lets a list in to a group by RDP, as an administrator would. */
export async function useList(stack: Stack, listId: string, groupId: string): Promise<void> {
  const PrefixListIds = [{ PrefixListId: listId }];
  await stack.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, PrefixListIds }],
    }),
  );
  // The latest record is that of this call.
  await stack.said(`"eventId":"${eventIdOf(stack.aws.records.at(-1))}"`);
}

function eventIdOf(record: object | undefined): string {
  const eventId: unknown = record === undefined ? undefined : Reflect.get(record, 'eventID');
  if (typeof eventId !== 'string') throw new Error('A record has an eventID');
  return eventId;
}

/** Adds blocks to a list and removes others, in one call, as an administrator would. */
export async function modifyList(
  stack: Stack,
  listId: string,
  {
    add = [],
    remove = [],
  }: { readonly add?: readonly string[]; readonly remove?: readonly string[] },
): Promise<void> {
  await stack.ec2.send(
    new ModifyManagedPrefixListCommand({
      PrefixListId: listId,
      CurrentVersion: listIn(stack, listId).version,
      AddEntries: add.map((Cidr) => ({ Cidr, Description: `entry ${Cidr}` })),
      RemoveEntries: remove.map((Cidr) => ({ Cidr })),
    }),
  );
}

export function listIn({ aws }: Stack, listId: string): PrefixList {
  const found = aws.world.state.prefixLists.get(listId);
  if (found === undefined) throw new Error(`No list ${listId}`);
  return found;
}

/** The blocks of a list as they are now, in order. */
export function blocksOf(stack: Stack, listId: string): readonly string[] {
  return (entriesOf(listIn(stack, listId)) ?? []).map(({ cidr }) => cidr).sort();
}
