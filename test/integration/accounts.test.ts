import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/sandbox/aws/identity/identity.ts';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import {
  answeredView,
  approveRevert,
  liveAlert,
  OPEN,
  openToWorld,
  textOf,
  threadOf,
} from '../support/acts.ts';
import { approvePlan, proposeHarden } from '../support/harden.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const HOME = '111122223333';
const MEMBER = '444455556666';
const EXTERNAL_ID = 'portcullis-of-home';
const POLICY = `version: 1
accounts:
  - id: "${HOME}"
  - id: "${MEMBER}"
    role: arn:aws:iam::${MEMBER}:role/security/portcullis
    externalId: ${EXTERNAL_ID}
networks:
  admin-bastion: [10.9.8.0/28]
guards:
  - name: windows-servers
    kind: windows
    match: [{ name: "win-*" }]
    approved:
      rdp: [admin-bastion]
approvers:
  users: [${SEED_USERS.carol.id}]
  groups: []
slack:
  channel: ${SEED_CHANNELS.alerts.id}
`;

/** A closed, guarded group in the member account, and its role with an external id. */
function seedMember({ aws }: Stack, externalId = EXTERNAL_ID): string {
  const role = { accountId: MEMBER, roleName: 'portcullis', path: 'security/', trusts: [HOME] };
  aws.addRole({ ...role, externalId });
  const world = aws.worldOf(aws.region, MEMBER);
  const { vpcId } = world.addVpc({ cidr: '10.4.0.0/16' });
  return world.addGroup({ vpcId, groupName: 'win-member', rules: [] }).groupId;
}

function asMember({ aws }: Stack, identity: Identity): EC2Client {
  const credentials = aws.addIdentity({ ...identity, accountId: MEMBER });
  return new EC2Client({ endpoint: aws.url, region: aws.region, credentials });
}

function open(ec2: EC2Client, groupId: string, cidr: string): Promise<unknown> {
  const ranges = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: cidr }] };
  return ec2.send(
    new AuthorizeSecurityGroupIngressCommand({ GroupId: groupId, IpPermissions: [ranges] }),
  );
}

function sourcesThere({ aws }: Stack, groupId: string): readonly string[] {
  const rules = aws.worldOf(aws.region, MEMBER).state.groups.get(groupId)?.rules ?? [];
  return rules
    .filter(({ direction }) => direction === 'ingress')
    .map(({ source }) => ('cidr' in source ? source.cidr : source.kind));
}

/** The records of a call in the member account. */
function recordsThere({ aws }: Stack, eventName: string): readonly object[] {
  return aws.records.filter(
    (record) =>
      'eventName' in record &&
      record.eventName === eventName &&
      'recipientAccountId' in record &&
      record.recipientAccountId === MEMBER,
  );
}

function topLevel({ slack }: Stack): readonly string[] {
  return slack.world.messages.filter(({ threadTs }) => threadTs === undefined).map(textOf);
}

const ANNA: Identity = { kind: 'iam-user', userName: 'anna' };

describe('a member account', () => {
  it('is swept; a door there is told of, reverted there, and the revert known as its own', async () => {
    await using stack = await startStack({ isProductStarted: false, policy: POLICY });
    const groupId = seedMember(stack);
    await stack.product.start({ PORTCULLIS_TASKS: 'sweep' });
    for (const accountId of [HOME, MEMBER]) {
      await stack.said(`"task":"sweep/${accountId}/${stack.aws.region}","progress":"done"`);
    }
    await open(asMember(stack, ANNA), groupId, '0.0.0.0/0');
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(MEMBER);
    // Its answer is lost: by what it did alone is the call known, and by whose role made it.
    stack.aws.faults.drop({ action: 'RevokeSecurityGroupIngress' });
    await approveRevert(stack, alert, SEED_USERS.carol.id);
    await threadOf(stack, alert, 'The door is closed');
    expect(sourcesThere(stack, groupId)).toEqual([]);
    const arn = `arn:aws:sts::${MEMBER}:assumed-role/portcullis/portcullis`;
    expect(recordsThere(stack, 'RevokeSecurityGroupIngress')).toMatchObject([
      { userIdentity: { arn } },
    ]);
    await stack.said('"eventName":"RevokeSecurityGroupIngress"');
    await open(asMember(stack, ANNA), groupId, '203.0.113.0/24');
    await liveAlert(stack, OPEN);
    expect(topLevel(stack).filter((text) => text.includes('own role'))).toEqual([]);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 2 });
  });

  it('is known to be in other hands by what its role does there', async () => {
    await using stack = await startStack({ isProductStarted: false, policy: POLICY });
    const groupId = seedMember(stack);
    await stack.product.start();
    const thief = { kind: 'assumed-role', roleName: 'portcullis', sessionName: 'x' } as const;
    await open(asMember(stack, { ...thief, path: 'security/' }), groupId, '10.1.2.3/32');
    const alert = await liveAlert(stack, '🔴 Critical: RDP');
    expect(textOf(alert)).toContain("Made with Portcullis's own role, but not by Portcullis");
  });

  it('is polled: without a queue a record there is heard all the same', async () => {
    await using stack = await startStack({ isProductStarted: false, policy: POLICY });
    const groupId = seedMember(stack);
    await open(asMember(stack, ANNA), groupId, '0.0.0.0/0');
    await stack.product.start({ PORTCULLIS_TASKS: 'poll', PORTCULLIS_QUEUE_URL: '' });
    expect(textOf(await liveAlert(stack, OPEN))).toContain(MEMBER);
  });

  it('whose role cannot be assumed is told once, with what to do; home goes on', async () => {
    await using stack = await startStack({ isProductStarted: false, policy: POLICY });
    const groupId = seedMember(stack, 'another-external-id');
    await stack.product.start({ PORTCULLIS_TASKS: 'poll,sweep', PORTCULLIS_REGIONS: 'eu-west-1' });
    const notice = await liveAlert(stack, `Portcullis cannot look at account ${MEMBER}`);
    expect(textOf(notice)).toContain('its trust policy names the role that Portcullis runs as');
    expect(textOf(notice)).toContain('with the external id of the policy');
    for (const region of [stack.aws.region, 'eu-west-1']) {
      await stack.said(`"task":"sweep/${HOME}/${region}","progress":"done"`);
    }
    await openToWorld(stack);
    const atHome = await liveAlert(stack, OPEN);
    await approveRevert(stack, atHome, SEED_USERS.carol.id);
    await threadOf(stack, atHome, 'The door is closed');
    // What a record tells is told all the same, with what could not be looked at.
    await open(asMember(stack, ANNA), groupId, '0.0.0.0/0');
    const there = await liveAlert(stack, OPEN);
    expect(there.ts).not.toBe(atHome.ts);
    expect(textOf(there)).toContain(groupId);
    expect(textOf(there)).toContain(`Portcullis may not assume arn:aws:iam::${MEMBER}`);
    const { id: viewId } = await answeredView(stack.slack, SEED_USERS.carol.id);
    await stack.slack.closeView({ userId: SEED_USERS.carol.id, viewId });
    await approveRevert(stack, there, SEED_USERS.carol.id);
    const refused = await threadOf(stack, there, 'may not assume');
    expect(refused.join('\n')).not.toContain('The door is closed');
    const told = topLevel(stack).filter((text) => text.includes('cannot look at account'));
    expect(told).toHaveLength(1);
    expect(sourcesThere(stack, groupId)).toEqual(['0.0.0.0/0']);
  });
});

describe('a directory that a member shares with home', () => {
  it(
    "is audited and hardened in its owner's account, under the id that it has there",
    async () => {
      await using stack = await startStack({ isProductStarted: false, policy: POLICY });
      seedMember(stack);
      const there = stack.aws.worldOf(stack.aws.region, MEMBER);
      const { vpcId } = there.addVpc({ cidr: '10.5.0.0/16' });
      const owned = there.addDirectory({ vpcId, name: 'corp.example.com' });
      const shared = stack.aws.world.addDirectory({
        vpcId: stack.group.vpcId,
        directoryId: 'd-926714e2b0',
        type: 'SharedMicrosoftAD',
        ownerAccountId: MEMBER,
        ownerDirectoryId: owned.directoryId,
      });
      await stack.product.start();
      const before = stack.slack.world.ephemerals.length;
      await stack.slack.command({
        userId: SEED_USERS.carol.id,
        channelId: SEED_CHANNELS.alerts.id,
        command: '/portcullis',
        text: `audit ${shared.directoryId}`,
      });
      const audited = await stack.slack.waitFor(
        ({ ephemerals }) => ephemerals[before],
        DEADLINE_MS,
      );
      expect(textOf(audited)).toContain(`${owned.directoryId}_controllers`);
      const message = await proposeHarden(stack, shared.directoryId);
      expect(textOf(message)).toContain(MEMBER);
      await approvePlan(stack, message);
      await stack.slack.waitFor(
        ({ messages }) => messages.find(({ ts, text }) => ts === message.ts && text.includes('✅')),
        DEADLINE_MS,
      );
      expect(sourcesThere(stack, owned.securityGroupId ?? '')).not.toContain('0.0.0.0/0');
    },
    3 * DEADLINE_MS,
  );
});

describe('an account without a role', () => {
  it('that is not home keeps the service from starting, with the reason', async () => {
    const policy = POLICY.replace(/ {4}role: .*\n {4}externalId: .*\n/, '');
    await using stack = await startStack({ isProductStarted: false, policy });
    await expect(stack.product.start()).rejects.toThrow();
    await stack.said(`${MEMBER} has no role, and the credentials are of ${HOME}`);
  });
});
