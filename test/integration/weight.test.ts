import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WEIGHT_WAIT_MS } from '../../src/domain/finding/wanted.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { addHost, openTo, textOf } from '../support/acts.ts';
import { openToGroup, PEER_ACCOUNT, PEER_GROUP, peerWith } from '../support/peers.ts';
import { DEADLINE_MS, policyWith, type Stack, startStack } from '../support/stack.ts';

/** How long hearing and posting may take beside the wait for the weight, in ms: this machine is shared
 * with other tests. */
const AROUND_MS = 3_000;

const WITH_GATEWAYS = policyWith().replace(
  'approvers:',
  `  - name: gateways
    kind: gateway
    match: [{ name: "rd-gateway" }]
    approved:
      rdGatewayHttps: [admin-bastion]
approvers:`,
);

describe('how bad it is', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack({ policy: WITH_GATEWAYS });
    addHost(stack);
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  /** The alert about a rule, once it says something. */
  function alertSaying(ruleId: string, part: string): Promise<SlackMessage> {
    return stack.slack.waitFor(
      ({ messages }) =>
        messages.find(
          (each) =>
            each.threadTs === undefined &&
            // Other alerts may name the rule as one that leaves their door open too.
            textOf(each).includes(`rule ${ruleId} added`) &&
            textOf(each).includes(part),
        ),
      DEADLINE_MS,
    );
  }

  function threadOf({ ts }: SlackMessage): readonly SlackMessage[] {
    return stack.slack.world.messages.filter(({ threadTs }) => threadTs === ts);
  }

  it('is told with the hosts by name', async () => {
    const { ruleId } = await openTo(stack, '0.0.0.0/0');
    const alert = await alertSaying(ruleId, 'Behind it');
    expect(textOf(alert)).toContain('🔴 Critical: RDP opened to the internet on win-web');
    expect(textOf(alert)).toContain(
      'Behind it: 1 Windows server: web-1. web-1 has a public address and a route to the internet.',
    );
    expect(threadOf(alert)).toEqual([]);
  });

  it('does not hold up the alert when EC2 is slow, and is edited in', async () => {
    const slow = stack.aws.faults.hold({ action: 'DescribeNetworkAcls', when: 'before' });
    const openedAt = Date.now();
    const { ruleId } = await openTo(stack, '8.8.8.0/24');
    const early = await alertSaying(ruleId, 'is being looked up');
    expect(Date.now() - openedAt).toBeLessThan(WEIGHT_WAIT_MS + AROUND_MS);
    expect(textOf(early)).toContain('🔴 High: ');
    await slow.reached;
    slow.release();
    const edited = await alertSaying(ruleId, 'web-1');
    expect(edited.ts).toBe(early.ts);
    expect(textOf(edited)).not.toContain('is being looked up');
    expect(threadOf(edited)).toEqual([]);
  });

  it('says what may not be looked up, and all the rest', async () => {
    stack.aws.faults.deny({ action: 'DescribeRouteTables', times: 2 });
    const { ruleId } = await openTo(stack, '8.8.4.0/24');
    const text = textOf(await alertSaying(ruleId, 'Not looked up'));
    expect(text).toContain('AWS refused ec2:DescribeRouteTables');
    expect(text).toContain('as far as is known');
    expect(text).toContain('web-1');
  });

  it('names a better way in: the command for a managed host, and the RD Gateway of the VPC', async () => {
    manage(stack);
    seedGateway(stack);
    const { ruleId } = await openTo(stack, '8.8.0.0/24');
    const text = textOf(await alertSaying(ruleId, 'Better way in'));
    const [host] = stack.aws.world.state.instances.values();
    expect(text).toContain('web-1 answers Systems Manager');
    expect(text).toContain(
      `aws ssm start-session --target ${host?.instanceId} --document-name ` +
        'AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13389" ' +
        `--region ${stack.aws.region}`,
    );
    expect(text).toContain('RD Gateway rdgw-1 (group rd-gateway sg-');
  });

  it('says once that Systems Manager may not be asked, and all the rest as ever', async () => {
    stack.aws.faults.deny({ action: 'DescribeInstanceInformation', times: 2 });
    for (const block of ['8.9.0.0/24', '8.9.1.0/24']) {
      const text = textOf(
        await alertSaying((await openTo(stack, block)).ruleId, 'RD Gateway rdgw-1'),
      );
      expect(text).toContain('Behind it: 1 Windows server');
      expect(text).not.toContain('answers Systems Manager');
    }
    const isNotice = ({ text }: SlackMessage) => text.includes('Systems Manager may not be asked');
    await stack.slack.waitFor(({ messages }) => messages.find(isNotice), DEADLINE_MS);
    const [notice, ...more] = stack.slack.world.messages.filter(isNotice).map(textOf);
    expect(notice).toContain('AWS refused ssm:DescribeInstanceInformation');
    expect(notice).toContain('Seen: once');
    expect(more).toEqual([]);
  });

  it('tells what a group is that is let in, and that a reference to a peer is stale', async () => {
    const { world } = stack.aws;
    const { vpcId } = stack.group;
    const bastions = world.addGroup({ groupName: 'bastion-hosts', vpcId, rules: [] });
    const own = await openToGroup(stack.ec2, stack.group, { GroupId: bastions.groupId });
    expect(textOf(await alertSaying(own, 'From: group'))).toContain(
      `From: group ${bastions.groupId} bastion-hosts of this VPC, nothing stands on it`,
    );
    const peering = peerWith(stack.aws, stack.group);
    const peer = { GroupId: PEER_GROUP, UserId: PEER_ACCOUNT };
    const ruleId = await openToGroup(stack.ec2, stack.group, peer);
    peering.end();
    const text = textOf(await alertSaying(ruleId, 'From: group'));
    expect(text).toContain(`account ${PEER_ACCOUNT} by peering ${peering.peeringId}`);
    expect(text).toContain('the reference is stale: the peering is gone, and it lets nobody in');
    expect(text).toContain('Severity: low. Every source is a stale reference');
  });

  it('tells while it is open which other rule lets the same in', async () => {
    const PrefixListIds = [{ PrefixListId: wideList(stack) }];
    const IpPermissions = [{ IpProtocol: 'tcp', FromPort: 3000, ToPort: 4000, PrefixListIds }];
    const GroupId = stack.group.groupId;
    await stack.ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
    const { ruleId } = await openTo(stack, '9.9.9.0/25');
    const text = textOf(await alertSaying(ruleId, 'Also let in by'));
    expect(text).toMatch(
      /Also let in by: .*\(tcp 3000-4000 from pl-\w+\).*: reverting this alone leaves that open/,
    );
  });

  it('the log of all of it verifies', async () => {
    await stack.product.stop();
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified' });
  });
});

/** Puts the stack's host under Systems Manager. */
function manage({ aws: { world } }: Stack): void {
  const agent = { pingStatus: 'Online', lastPingAt: new Date() } as const;
  world.alter((state) => ({
    ...state,
    instances: new Map([...state.instances].map(([id, each]) => [id, { ...each, agent }])),
  }));
}

/** An RD Gateway in the VPC of the stack's group. */
function seedGateway({ aws: { world }, group: { vpcId } }: Stack): void {
  const { groupId } = world.addGroup({ groupName: 'rd-gateway', vpcId, rules: [] });
  const tags = [{ key: 'Name', value: 'rdgw-1' }];
  const launchedAt = new Date();
  const { instanceId } = world.addInstance({ vpcId, platform: 'windows', launchedAt, tags });
  world.addInterface({ vpcId, instanceId, groupIds: [groupId], privateIp: '10.0.1.99' });
}

/** A prefix list of 9.9.9.0/24. */
function wideList({ aws }: Stack): string {
  const { prefixListId } = aws.world.addPrefixList({
    name: 'partners',
    family: 'ipv4',
    maxEntries: 10,
    entries: [{ cidr: '9.9.9.0/24' }],
  });
  return prefixListId;
}
