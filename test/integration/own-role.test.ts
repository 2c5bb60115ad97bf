import { AuthorizeSecurityGroupIngressCommand, EC2Client } from '@aws-sdk/client-ec2';
import { describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, openToWorld, textOf, threadOf } from '../support/acts.ts';
import { type Stack, startStack } from '../support/stack.ts';

/** EC2 as somebody uses it who got hold of the role of Portcullis: in a session of their own. */
function thief({ aws }: Stack): EC2Client {
  const credentials = aws.addIdentity({
    kind: 'assumed-role',
    roleName: 'portcullis',
    sessionName: 'somebody',
  });
  return new EC2Client({ endpoint: aws.url, region: aws.region, credentials });
}

function allow(stack: Stack, ec2: EC2Client, cidr: string): Promise<unknown> {
  return ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: stack.group.groupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: cidr }] },
      ],
    }),
  );
}

describe('a change with the role of Portcullis', () => {
  it('that it did not make is told first thing in the alert', async () => {
    await using stack = await startStack();
    // To a private address, which would be of low severity otherwise.
    await allow(stack, thief(stack), '10.1.2.3/32');
    const alert = await liveAlert(stack, '🔴 Critical: RDP');
    expect(textOf(alert)).toContain("Made with Portcullis's own role, but not by Portcullis");
    expect(textOf(alert)).toContain('By: somebody, session of role portcullis,');
  });

  it('that opens nothing is a notice; its own revert is none', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    await approveRevert(stack, alert, SEED_USERS.carol.id);
    await threadOf(stack, alert, 'The door is closed');
    await allow(stack, thief(stack), '10.9.8.3/32');
    const notice = await liveAlert(stack, 'A change was made with Portcullis');
    expect(textOf(notice)).toContain('Its credentials may be in other hands');
    const topLevel = stack.slack.world.messages.filter(({ threadTs }) => threadTs === undefined);
    expect(topLevel).toHaveLength(2);
    expect(textOf(notice)).toContain('Seen: once');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('whose answer was lost is known by what it did', async () => {
    await using stack = await startStack();
    await openToWorld(stack);
    const alert = await liveAlert(stack, OPEN);
    stack.aws.faults.drop({ action: 'RevokeSecurityGroupIngress' });
    await approveRevert(stack, alert, SEED_USERS.carol.id);
    await threadOf(stack, alert, 'The door is closed');
    await stack.said('"eventName":"RevokeSecurityGroupIngress"');
    // A notice of it would be posted before the alert of what comes after it.
    await allow(stack, stack.ec2, '203.0.113.0/24');
    await liveAlert(stack, 'RDP opened beyond');
    const texts = stack.slack.world.messages.map(({ text }) => text);
    expect(texts.filter((text) => text.includes('own role'))).toEqual([]);
  });
});
