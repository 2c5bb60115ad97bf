import {
  AuthorizeSecurityGroupIngressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Directory } from '../../src/sandbox/aws/world/directory.ts';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { approveRevert, liveAlert, OPEN, textOf, threadOf } from '../support/acts.ts';
import { addRoutes, askForDirectory, controllersOf } from '../support/directories.ts';
import { DEADLINE_MS, POLICY_WITH_SCENARIO, type Stack, startStack } from '../support/stack.ts';

const OWN = '10.9.8.0/28';

/** A directory whose group an administrator has narrowed to LDAP from the bastion. */
async function narrowedDirectory(stack: Stack): Promise<Directory> {
  const directory = stack.aws.world.addDirectory({ vpcId: stack.group.vpcId });
  const { groupId, rules } = controllersOf(stack, directory);
  const open = rules.filter(({ direction, source }) => direction === 'ingress' && 'cidr' in source);
  await stack.ec2.send(
    new RevokeSecurityGroupIngressCommand({
      GroupId: groupId,
      SecurityGroupRuleIds: open.map(({ ruleId }) => ruleId),
    }),
  );
  await allow(stack, groupId, OWN);
  await stack.said('"kind":"permitted","reason":"It opens guarded ports to approved sources only"');
  return directory;
}

function allow({ ec2 }: Stack, GroupId: string, CidrIp: string): Promise<unknown> {
  const ldap = { IpProtocol: 'tcp', FromPort: 389, ToPort: 389 };
  const IpPermissions = [{ ...ldap, IpRanges: [{ CidrIp }] }];
  return ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}

function inbound(stack: Stack, directory: Directory): readonly string[] {
  return controllersOf(stack, directory)
    .rules.filter(({ direction }) => direction === 'ingress')
    .map(({ protocol, fromPort, toPort, source }) => {
      const from = 'cidr' in source ? source.cidr : source.kind;
      return `${protocol} ${fromPort}-${toPort} ${from}`;
    });
}

function topLevel({ slack }: Stack): readonly SlackMessage[] {
  return slack.world.messages.filter(({ threadTs }) => threadTs === undefined);
}

describe('AddIpRoutes that rewrites the group of a directory', () => {
  it('is an alert that names who probably caused it; the revert takes out what AWS wrote', async () => {
    await using stack = await startStack();
    const directory = await narrowedDirectory(stack);
    expect(inbound(stack, directory)).toEqual(['-1 -1--1 group', `tcp 389-389 ${OWN}`]);
    stack.aws.behave({ addIpRoutesSource: 'anywhere' });
    await addRoutes(stack, directory.directoryId);

    const alert = await liveAlert(stack, OPEN);
    const probably = `Probably because: dana from 198.51.100.7 called AddIpRoutes on ${directory.directoryId}`;
    const traced = await stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.ts === alert.ts && textOf(each).includes(probably)),
      DEADLINE_MS,
    );
    expect(textOf(traced)).toContain('Routes added: to 203.0.113.0/24');
    expect(textOf(traced)).toContain('By: ds.amazonaws.com');
    expect(textOf(traced)).toContain(
      `In place of: LDAP (TCP 389) from ${OWN}, removed by the same`,
    );
    const review = await approveRevert(stack, alert, SEED_USERS.carol.id);
    expect(review).toContain('A revert does not give back what was there in its place before');
    await threadOf(stack, alert, 'The door is closed');
    // What AWS took away stays away: the group is left with its own reference to itself, and with what
    // AWS opened on ports that a directory's group does not guard.
    expect(inbound(stack, directory)).toEqual(['-1 -1--1 group', 'icmp -1--1 0.0.0.0/0']);
    expect(topLevel(stack)).toHaveLength(1);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('says where the routes lead, and what a revert would cut of what the scenario requires', async () => {
    await using stack = await startStack({ policy: POLICY_WITH_SCENARIO });
    const directory = await narrowedDirectory(stack);
    stack.aws.behave({ addIpRoutesSource: 'anywhere' });
    await addRoutes(stack, directory.directoryId);
    const alert = await liveAlert(stack, OPEN);
    const routes = 'Routes added: to 203.0.113.0/24';
    const cut = /A revert: would cut .*, which the scenario requires/;
    const told = await stack.slack.waitFor(({ messages }) => {
      const text = messages.filter(({ ts }) => ts === alert.ts).map(textOf)[0] ?? '';
      return text.includes(routes) && cut.test(text) ? text : undefined;
    }, DEADLINE_MS);
    expect(told).toContain('Probably because: dana');
  });

  it('names who called also where AWS acts for its caller', async () => {
    await using stack = await startStack();
    const directory = await narrowedDirectory(stack);
    stack.aws.behave({ addIpRoutesSource: 'anywhere', directoryActsAs: 'caller' });
    await addRoutes(stack, directory.directoryId);
    const alert = await liveAlert(stack, OPEN);
    const traced = await stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.ts === alert.ts && textOf(each).includes('Probably because')),
      DEADLINE_MS,
    );
    expect(textOf(traced)).toContain('By: dana via ds.amazonaws.com');
  });
});

describe('a directory that AWS is making', () => {
  it('gives one notice and no alert, but for what anybody else opens', async () => {
    await using stack = await startStack();
    const directoryId = await askForDirectory(stack);
    const creating = stack.aws.advanceDirectory(directoryId);
    const notice = await liveAlert(stack, `AWS is making directory ${directoryId}`);
    expect(textOf(notice)).toContain('RDP');
    expect(textOf(notice)).toContain('0.0.0.0/0');
    expect(topLevel(stack)).toHaveLength(1);

    const { groupId } = controllersOf(stack, creating);
    const rdp = { IpProtocol: 'udp', FromPort: 3389, ToPort: 3389 };
    const IpPermissions = [{ ...rdp, IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];
    await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }),
    );
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain('By: dana');
    expect(topLevel(stack)).toHaveLength(2);

    stack.aws.advanceDirectory(directoryId);
    await approveRevert(stack, alert, SEED_USERS.carol.id);
    await threadOf(stack, alert, 'The door is closed');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('is told as an alert in doubt where its stage may not be asked for', async () => {
    await using stack = await startStack();
    stack.aws.faults.deny({ action: 'DescribeDirectories', times: 10 });
    const directoryId = await askForDirectory(stack);
    stack.aws.advanceDirectory(directoryId);
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(`Could not look whether AWS is still making ${directoryId}`);
    expect(textOf(alert)).toContain('ds:DescribeDirectories');
  });
});

describe('a group that a service runs', () => {
  it('is alert-only, and its alert names the service', async () => {
    await using stack = await startStack();
    const { groupId } = stack.aws.world.addGroup({
      groupName: 'win-nodes',
      vpcId: stack.group.vpcId,
      tags: [{ key: 'aws:eks:cluster-name', value: 'prod' }],
    });
    const IpPermissions = [
      { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
    ];
    await stack.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions }),
    );
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(
      'It cannot be reverted from here: Amazon EKS, cluster prod runs it. Change it there.',
    );
    expect(JSON.stringify(alert.blocks)).not.toContain('Approve revert');
  });
});
