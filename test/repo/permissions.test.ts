import { ModifySecurityGroupRulesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withGroup } from '../../src/sandbox/aws/world/model.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { addHost, approveRevert, liveAlert, OPEN, openTo, textOf } from '../support/acts.ts';
import { askForDirectory } from '../support/directories.ts';
import { approvePlan, proposeHarden } from '../support/harden.ts';
import { addOpenGroup, associateVpc, setGroups } from '../support/hosts.ts';
import { listInUse, modifyList } from '../support/lists.ts';
import { addClosedGroup, letOut, OUTBOUND_POLICY } from '../support/outbound.ts';
import { openToGroup, PEER_ACCOUNT, PEER_GROUP, peerWith } from '../support/peers.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';
import { files, firstCells, read } from './pages.ts';

const LISTED = firstCells('docs/security.md', 'actions').map(
  (action) => action.split(':')[1] ?? '',
);
/** Six reverts and a hardening one after the other, each read back, on a machine that other tests share. */
const REVERTS_MS = 3 * DEADLINE_MS;
/** Only where policy names other accounts: told below the table, and held by test/integration/accounts.test.ts. */
const FOR_MEMBERS = 'AssumeRole';
/** Allowed to everybody. */
const NEEDS_NOTHING = 'GetCallerIdentity';

describe('docs/security.md: what AWS is asked for', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ isProductStarted: false, policy: OUTBOUND_POLICY });
    addHost(stack);
    await stack.product.start({ PORTCULLIS_TASKS: 'poll,sweep' });
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test(
    'six reverts, a hardening, a birth, a poll and a sweep make the listed calls, each of them, and no other',
    async () => {
      await openTo(stack, '198.51.100.1/32');
      await revertNewest(stack, SEED_USERS.alice.id);
      // The group is known by now, so an edit is undone by giving the old values back.
      await editToWorld(stack);
      await revertNewest(stack, SEED_USERS.carol.id);
      expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
      const listId = await listInUse(stack);
      await modifyList(stack, listId, { add: ['198.51.100.0/24'] });
      await revertNewest(stack, SEED_USERS.carol.id);
      await letOut(stack, addClosedGroup(stack).groupId, '198.51.100.0/24');
      await revertNewest(stack, SEED_USERS.carol.id);
      const [host] = stack.aws.world.state.interfaces.values();
      const { networkInterfaceId = '', groupIds = [] } = host ?? {};
      await setGroups(stack, networkInterfaceId, ...groupIds, addOpenGroup(stack, 'jump-in'));
      await revertNewest(stack, SEED_USERS.carol.id);
      await associateVpc(stack, addOpenGroup(stack, 'win-wide'));
      await revertNewest(stack, SEED_USERS.carol.id);
      // Only a peer's group makes it ask which references are stale.
      const peering = peerWith(stack.aws, stack.group);
      const peer = { GroupId: PEER_GROUP, UserId: PEER_ACCOUNT };
      await openToGroup(stack.ec2, stack.group, peer);
      await stack.slack.waitFor(
        ({ messages }) => messages.find((each) => textOf(each).includes(peering.peeringId)),
        DEADLINE_MS,
      );
      stack.aws.advanceDirectory(await askForDirectory(stack));
      await liveAlert(stack, 'AWS is making directory');
      await harden(stack);
      expect(await stack.product.stop()).toBe(0);
      expect([...(await callsOfProduct(stack))].sort()).toEqual([...LISTED, NEEDS_NOTHING].sort());
    },
    REVERTS_MS,
  );

  test('no code asks EC2 or STS for anything else', () => {
    const unlisted = callsInCode().filter(
      (name) => ![NEEDS_NOTHING, FOR_MEMBERS, ...LISTED].includes(name),
    );
    expect(unlisted).toEqual([]);
  });
});

function callsInCode(): readonly string[] {
  const source = files('src/adapters/aws/*.ts').map(read).join('\n');
  const calls = [...source.matchAll(/new (\w+)Command\(/g), ...source.matchAll(/paginate(\w+)\(/g)];
  return calls.map(([, name = '']) => name);
}

async function revertNewest(stack: Stack, approverId: string): Promise<void> {
  const alert = await liveAlert(stack, OPEN);
  await approveRevert(stack, alert, approverId);
  for (const view of stack.slack.world.openViews.get(approverId) ?? []) {
    await stack.slack.closeView({ userId: approverId, viewId: view.id });
  }
  await stack.slack.waitFor(
    ({ messages }) => messages.find(({ ts, text }) => ts === alert.ts && text.includes('✅')),
    DEADLINE_MS,
  );
}

/** Narrows the group of a directory to a scenario. */
async function harden(stack: Stack): Promise<void> {
  const { vpcId } = stack.group;
  const { world } = stack.aws;
  const { directoryId, securityGroupId = '' } = world.addDirectory({
    vpcId,
    name: 'lab.example.com',
  });
  const group = world.state.groups.get(securityGroupId);
  if (group === undefined) throw new Error('The directory has no group');
  const tags = [{ key: 'team', value: 'identity' }];
  const tagged = { ...group, rules: group.rules.map((rule) => ({ ...rule, tags })) };
  world.alter((state) => withGroup(state, tagged));
  const message = await proposeHarden(stack, directoryId, vpcId);
  await approvePlan(stack, message);
  await stack.slack.waitFor(
    ({ messages }) => messages.find(({ ts, text }) => ts === message.ts && text.includes('✅')),
    DEADLINE_MS,
  );
}

/** Widens the approved rule of the stack's group, as an administrator would. */
async function editToWorld({ aws, ec2, group }: Stack): Promise<void> {
  const rules = aws.world.state.groups.get(group.groupId)?.rules ?? [];
  const rule = [...rules].find(({ direction }) => direction === 'ingress');
  const everybody = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv4: '0.0.0.0/0' };
  const update = { SecurityGroupRuleId: rule?.ruleId ?? '', SecurityGroupRule: everybody };
  await ec2.send(
    new ModifySecurityGroupRulesCommand({ GroupId: group.groupId, SecurityGroupRules: [update] }),
  );
}

/** The actions that reached AWS, without those of the administrator; a batch needs the permission of
 * the single call, and what is tagged as it is made that of tagging, too. */
async function callsOfProduct({ aws, ec2 }: Stack): Promise<ReadonlySet<string>> {
  const { accessKeyId } = await ec2.config.credentials();
  const calls = aws.calls.filter((call) => call.accessKeyId !== accessKeyId);
  const isTagging = calls.some(({ params }) => 'TagSpecification.1.ResourceType' in params);
  const actions = calls.map(({ action }) => action.replace(/Batch$/, ''));
  return new Set([...actions, ...(isTagging ? ['CreateTags'] : [])]);
}
