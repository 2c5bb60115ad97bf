import {
  AuthorizeSecurityGroupIngressCommand,
  ModifyManagedPrefixListCommand,
  RestoreManagedPrefixListVersionCommand,
} from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  entriesOf,
  type PrefixList,
  type PrefixListEntry,
} from '../../src/sandbox/aws/world/prefix-list.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, textOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice } = SEED_USERS;
const OFFICE = '10.9.8.0/28';

describe('a prefix list that guarded groups use', () => {
  let stack: Stack;
  let listId: string;

  beforeEach(async () => {
    stack = await startStack();
    ({ prefixListId: listId } = stack.aws.world.addPrefixList({
      name: 'office',
      family: 'ipv4',
      maxEntries: 10,
      entries: [{ cidr: OFFICE, description: 'the bastion' }],
    }));
    await useList(stack.group.groupId);
  });
  afterEach(() => stack[Symbol.asyncDispose]());

  /** Lets the list in by RDP, which opens nothing: its entries are approved. */
  async function useList(groupId: string): Promise<void> {
    const permission = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389 };
    const PrefixListIds = [{ PrefixListId: listId }];
    await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [{ ...permission, PrefixListIds }],
      }),
    );
    await stack.said('"kind":"permitted"');
  }

  async function modify(add: readonly string[], remove: readonly string[] = []): Promise<void> {
    await stack.ec2.send(
      new ModifyManagedPrefixListCommand({
        PrefixListId: listId,
        CurrentVersion: list().version,
        AddEntries: add.map((Cidr) => ({ Cidr, Description: `entry ${Cidr}` })),
        RemoveEntries: remove.map((Cidr) => ({ Cidr })),
      }),
    );
  }

  function list(): PrefixList {
    const found = stack.aws.world.state.prefixLists.get(listId);
    if (found === undefined) throw new Error('The list is there');
    return found;
  }

  function entries(): readonly PrefixListEntry[] {
    return entriesOf(list()) ?? [];
  }

  function blocks(): readonly string[] {
    return entries()
      .map(({ cidr }) => cidr)
      .sort();
  }

  function modifyCalls(): number {
    return stack.aws.calls.filter(({ action }) => action === 'ModifyManagedPrefixList').length;
  }

  it('widened: one alert for all groups, and the revert takes out what was added', async () => {
    const other = stack.aws.world.addGroup({ groupName: 'win-other', vpcId: stack.group.vpcId });
    await useList(other.groupId);
    await modify(['0.0.0.0/0', '10.9.8.0/29']);
    const alert = await liveAlert(stack, '🔴');
    const text = textOf(alert);
    expect(text).toContain('RDP opened to the internet by prefix list office');
    expect(text).toContain('win-web');
    expect(text).toContain('win-other');
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`ModifyManagedPrefixList ${listId}`);
    expect(review).toContain('remove 0.0.0.0/0');
    expect(review).toContain(other.groupId);
    const closed = await liveAlert(stack, '✅');
    expect(closed.ts).toBe(alert.ts);
    expect(blocks()).toEqual(['10.9.8.0/28', '10.9.8.0/29']);
    expect(stack.slack.world.messages.filter(({ text: each }) => each.includes('🔴'))).toEqual([]);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('an entry that was widened: the revert gives the narrow one back, in one call', async () => {
    await modify(['10.0.0.0/8'], [OFFICE]);
    const alert = await liveAlert(stack, '🔴');
    const before = modifyCalls();
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`give back ${OFFICE}`);
    await liveAlert(stack, '✅');
    expect(blocks()).toEqual([OFFICE]);
    expect(entries()).toMatchObject([{ description: 'the bastion' }]);
    expect(modifyCalls() - before).toBe(1);
  });

  it('waits while EC2 is at work on the list', async () => {
    await modify(['0.0.0.0/0']);
    const alert = await liveAlert(stack, '🔴');
    stack.aws.behave({ prefixListReads: 2 });
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(blocks()).toEqual([OFFICE]);
  });

  it('restored to an earlier version: what came back is told and taken out again', async () => {
    await modify(['0.0.0.0/0']);
    const first = await liveAlert(stack, '🔴');
    const wideVersion = list().version;
    await modify([], ['0.0.0.0/0']);
    await liveAlert(stack, '✅');
    await stack.ec2.send(
      new RestoreManagedPrefixListVersionCommand({
        PrefixListId: listId,
        CurrentVersion: list().version,
        PreviousVersion: wideVersion,
      }),
    );
    const alert = await liveAlert(stack, '🔴');
    expect(alert.ts).not.toBe(first.ts);
    expect(textOf(alert)).toContain('restored from an earlier version');
    await approveRevert(stack, alert, alice.id);
    await stack.slack.waitFor(() => (blocks().length === 1 ? true : undefined), DEADLINE_MS);
    expect(blocks()).toEqual([OFFICE]);
  });

  it('closed by hand: the finding closes itself and says who', async () => {
    await modify(['0.0.0.0/0']);
    await liveAlert(stack, '🔴');
    await modify([], ['0.0.0.0/0']);
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('closed by dana, not by Portcullis');
  });
});
