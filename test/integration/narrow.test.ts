import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { ACTION_IDS, CALLBACK_IDS } from '../../src/adapters/slack/ids.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import {
  answeredView,
  approveRevert,
  liveAlert,
  OPEN,
  openTo,
  openToWorld,
  press,
  textOf,
  textOfView,
  threadOf,
} from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { alice, carol } = SEED_USERS;

/** Opens all of TCP to a block, described and tagged. */
function openAllTcp({ ec2, group }: Stack): Promise<unknown> {
  const Tags = [{ Key: 'owner', Value: 'dana' }];
  return ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: group.groupId,
      IpPermissions: [
        {
          IpProtocol: 'tcp',
          FromPort: 3000,
          ToPort: 4000,
          IpRanges: [{ CidrIp: '0.0.0.0/0', Description: 'for the vendor' }],
        },
      ],
      TagSpecifications: [{ ResourceType: 'security-group-rule', Tags }],
    }),
  );
}

function rulesNow({ aws, group }: Stack) {
  const now = aws.world.state.groups.get(group.groupId);
  return now?.rules.filter(({ direction }) => direction === 'ingress') ?? [];
}

async function narrowForm(stack: Stack): ReturnType<typeof press> {
  const alert = await liveAlert(stack, OPEN);
  return press(stack, alert, { userId: alice.id, actionId: ACTION_IDS.reviewNarrow });
}

describe('narrowing to what is approved', () => {
  it('makes the approved rule with description and tags, removes the wide one, and is undone', async () => {
    await using stack = await startStack();
    await openAllTcp(stack);
    const form = await narrowForm(stack);
    const text = textOfView(form);
    expect(text).toContain('RevokeSecurityGroupIngress');
    expect(text).toContain('read again just before, and after each call');
    await stack.slack.submitView({ userId: alice.id, viewId: form.id, values: {} });
    const closed = await liveAlert(stack, '✅');
    expect(textOf(closed)).toContain('narrowed to what is approved');
    expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);

    const undo = await press(stack, closed, { userId: carol.id, actionId: ACTION_IDS.reviewUndo });
    expect(textOfView(undo)).toContain('AuthorizeSecurityGroupIngress');
    await stack.slack.submitView({ userId: carol.id, viewId: undo.id, values: {} });
    await liveAlert(stack, OPEN);
    expect(stack.ruleSources()).toContain('0.0.0.0/0');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('adds first where nothing that stays lets the approved in', async () => {
    await using stack = await startStack();
    const { groupId } = stack.group;
    const approved = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389 };
    await openAllTcp(stack);
    const alert = await liveAlert(stack, OPEN);
    await stack.ec2.send(
      new RevokeSecurityGroupIngressCommand({
        GroupId: groupId,
        IpPermissions: [{ ...approved, IpRanges: [{ CidrIp: '10.9.8.0/28' }] }],
      }),
    );
    const form = await press(stack, alert, {
      userId: alice.id,
      actionId: ACTION_IDS.reviewNarrow,
    });
    const text = textOfView(form);
    expect(text.indexOf('AuthorizeSecurityGroupIngress')).toBeGreaterThan(-1);
    expect(text.indexOf('AuthorizeSecurityGroupIngress')).toBeLessThan(
      text.indexOf('RevokeSecurityGroupIngress'),
    );
    await stack.slack.submitView({ userId: alice.id, viewId: form.id, values: {} });
    await liveAlert(stack, '✅');
    expect(rulesNow(stack)).toMatchObject([
      { fromPort: 3389, toPort: 3389, description: 'for the vendor' },
    ]);
    expect(JSON.stringify(rulesNow(stack))).toContain('dana');
  });

  it('of a group that changed since says what changed, and shows the plan as it is now', async () => {
    await using stack = await startStack();
    await openAllTcp(stack);
    const form = await narrowForm(stack);
    await openTo(stack, '10.9.8.0/29');
    await stack.slack.submitView({ userId: alice.id, viewId: form.id, values: {} });
    const again = await stack.slack.waitFor(({ openViews }) => {
      const view = openViews.get(alice.id)?.at(-1);
      return view !== undefined && textOfView(view).includes('Nothing was approved')
        ? view
        : undefined;
    }, DEADLINE_MS);
    expect(again.callbackId).toBe(CALLBACK_IDS.approveNarrow);
    expect(stack.revokes()).toEqual([]);
    await stack.slack.submitView({ userId: alice.id, viewId: again.id, values: {} });
    await liveAlert(stack, '✅');
    expect(stack.ruleSources()).toEqual(['10.9.8.0/28', '10.9.8.0/29']);
  });
});

it('a door that comes back resurfaces each time, and after three times a revert is no remedy', async () => {
  await using stack = await startStack();
  for (const count of [0, 1, 2, 3]) {
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    if (count > 0) {
      await threadOf(
        stack,
        alert,
        count === 1 ? 'back once' : count === 2 ? 'back twice' : '3 times',
      );
    }
    if (count === 3) break;
    await approveRevert(stack, alert, alice.id);
    await liveAlert(stack, '✅');
    const { id } = await answeredView(stack.slack, alice.id);
    await stack.slack.closeView({ userId: alice.id, viewId: id });
  }
  const { messages } = await stack.slack.waitFor(
    (world) =>
      world.messages.some((each) => textOf(each).includes('no remedy')) ? world : undefined,
    DEADLINE_MS,
  );
  const live = messages.filter(({ threadTs }) => threadTs === undefined);
  expect(live).toHaveLength(1);
  expect(messages.filter(({ isBroadcast }) => isBroadcast === true)).toHaveLength(3);
  expect(textOf({ blocks: live[0]?.blocks })).toContain('Revert all the same');
  const [alert] = live;
  if (alert === undefined) throw new Error('No alert');
  const form = await press(stack, alert, { userId: alice.id, actionId: ACTION_IDS.reviewRevert });
  expect(textOfView(form)).toContain('It will come back');
});
