import { RestoreManagedPrefixListVersionCommand } from '@aws-sdk/client-ec2';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { entriesOf } from '../../src/sandbox/aws/world/prefix-list.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, textOf } from '../support/acts.ts';
import { blocksOf, listIn, listInUse, modifyList, useList } from '../support/lists.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice } = SEED_USERS;
const OFFICE = '10.9.8.0/28';

describe('a prefix list that guarded groups use', () => {
  let stack: Stack;
  let listId: string;

  beforeEach(async () => {
    stack = await startStack();
    listId = await listInUse(stack);
  });
  afterEach(() => stack[Symbol.asyncDispose]());

  function modifyCalls(): number {
    return stack.aws.calls.filter(({ action }) => action === 'ModifyManagedPrefixList').length;
  }

  it('widened: one alert for all groups, and the revert takes out what was added', async () => {
    const other = stack.aws.world.addGroup({ groupName: 'win-other', vpcId: stack.group.vpcId });
    await useList(stack, listId, other.groupId);
    await modifyList(stack, listId, { add: ['0.0.0.0/0', '10.9.8.0/29'] });
    const alert = await liveAlert(stack, 'RDP opened to any address by prefix list office');
    const text = textOf(alert);
    expect(text).toContain('win-web');
    expect(text).toContain('win-other');
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`ModifyManagedPrefixList ${listId}`);
    expect(review).toContain('remove 0.0.0.0/0');
    expect(review).toContain(other.groupId);
    const closed = await liveAlert(stack, '✅');
    expect(closed.ts).toBe(alert.ts);
    expect(blocksOf(stack, listId)).toEqual(['10.9.8.0/28', '10.9.8.0/29']);
    expect(stack.slack.world.messages.filter(({ text: each }) => OPEN.test(each))).toEqual([]);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('an entry that was widened: the revert gives the narrow one back, in one call', async () => {
    await modifyList(stack, listId, { add: ['10.0.0.0/8'], remove: [OFFICE] });
    const alert = await liveAlert(stack, OPEN);
    const before = modifyCalls();
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`give back ${OFFICE}`);
    await liveAlert(stack, '✅');
    expect(blocksOf(stack, listId)).toEqual([OFFICE]);
    expect(entriesOf(listIn(stack, listId))).toMatchObject([{ description: 'the bastion' }]);
    expect(modifyCalls() - before).toBe(1);
  });

  it('waits while EC2 is at work on the list', async () => {
    await modifyList(stack, listId, { add: ['0.0.0.0/0'] });
    const alert = await liveAlert(stack, OPEN);
    stack.aws.behave({ prefixListReads: 2 });
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    expect(blocksOf(stack, listId)).toEqual([OFFICE]);
  });

  it('restored to an earlier version: what came back is told and taken out again', async () => {
    await modifyList(stack, listId, { add: ['0.0.0.0/0'] });
    const first = await liveAlert(stack, OPEN);
    const wideVersion = listIn(stack, listId).version;
    await modifyList(stack, listId, { remove: ['0.0.0.0/0'] });
    await liveAlert(stack, '✅');
    await stack.ec2.send(
      new RestoreManagedPrefixListVersionCommand({
        PrefixListId: listId,
        CurrentVersion: listIn(stack, listId).version,
        PreviousVersion: wideVersion,
      }),
    );
    const alert = await liveAlert(stack, OPEN);
    // The same opening within a week is the same story.
    expect(alert.ts).toBe(first.ts);
    expect(textOf(alert)).toContain('Came back');
    expect(textOf(alert)).toContain('restored from an earlier version');
    await approveRevert(stack, alert, alice.id);
    await stack.slack.waitFor(
      () => (blocksOf(stack, listId).length === 1 ? true : undefined),
      DEADLINE_MS,
    );
    expect(blocksOf(stack, listId)).toEqual([OFFICE]);
  });

  it('closed by hand: the finding closes itself and says who', async () => {
    await modifyList(stack, listId, { add: ['0.0.0.0/0'] });
    await liveAlert(stack, OPEN);
    await modifyList(stack, listId, { remove: ['0.0.0.0/0'] });
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('closed by dana, not by Portcullis');
  });
});
