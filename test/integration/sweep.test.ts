import { describe, expect, it } from 'vitest';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { liveAlert, OPEN, openToWorld, textOf, threadOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const SWEEP = { PORTCULLIS_TASKS: 'sweep' };

/** Starts the product and waits until its sweep has ended. */
async function sweptStart(stack: Stack): Promise<void> {
  await stack.product.start(SWEEP);
  await stack.said('"progress":"done"');
}

/** Starts the product again, which sweeps anew; nothing has to be awaited that an alert tells. */
async function restart(stack: Stack): Promise<void> {
  await stack.product.stop();
  await stack.product.start(SWEEP);
}

function topLevel({ slack }: Stack): readonly SlackMessage[] {
  return slack.world.messages.filter(({ threadTs }) => threadTs === undefined);
}

function addOpenGroup({ aws, group }: Stack, groupName: string): void {
  aws.world.addGroup({
    groupName,
    vpcId: group.vpcId,
    rules: [
      {
        direction: 'ingress',
        protocol: 'tcp',
        fromPort: 3389,
        toPort: 3389,
        source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
      },
    ],
  });
}

describe('the sweep', () => {
  it('a change whose record is lost is an alert by nobody known; the late record names who it was', async () => {
    await using stack = await startStack({ isProductStarted: false });
    await sweptStart(stack);
    await stack.product.stop();
    const records = stack.aws.faults.delayRecords();
    const { ruleId } = await openToWorld(stack);
    await restart(stack);

    const alert = await liveAlert(stack, 'RDP opened to any address on win-web');
    expect(textOf(alert)).toContain(ruleId);
    expect(textOf(alert)).toContain('By: not known yet. The sweep found it');

    records.release();
    const explained = await stack.slack.waitFor(
      ({ messages }) =>
        messages.find((each) => each.ts === alert.ts && textOf(each).includes('By: dana')),
      DEADLINE_MS,
    );
    expect(textOf(explained)).toContain('seen by the sweep');
    const thread = await threadOf(stack, alert, 'CloudTrail has told who it was: dana');
    expect(thread).toHaveLength(1);
    expect(topLevel(stack)).toHaveLength(1);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('groups that were born open give one notice and no alert', async () => {
    await using stack = await startStack({ isProductStarted: false });
    for (const name of ['win-a', 'win-b', 'linux-c']) addOpenGroup(stack, name);
    await sweptStart(stack);
    const notice = await liveAlert(
      stack,
      '2 groups were open beyond policy before Portcullis came',
    );
    expect(textOf(notice)).toContain('win-a');
    expect(textOf(notice)).not.toContain('linux-c');
    await restart(stack);
    await openToWorld(stack);
    await liveAlert(stack, OPEN);
    expect(topLevel(stack)).toHaveLength(2);
  });

  it('throttled, goes on and finds what it was to find', async () => {
    await using stack = await startStack({ isProductStarted: false });
    addOpenGroup(stack, 'win-a');
    // More often than the SDK tries by itself.
    stack.aws.faults.throttle({ action: 'DescribeSecurityGroupRules', times: 4 });
    await stack.product.start(SWEEP);
    await stack.said('"msg":"job failed"');
    await liveAlert(stack, '1 group was open beyond policy before Portcullis came');
  });

  it('what it may not read is a notice that names the permission', async () => {
    await using stack = await startStack({ isProductStarted: false });
    stack.aws.faults.deny({ action: 'DescribeSecurityGroups' });
    await stack.product.start(SWEEP);
    const notice = await liveAlert(stack, 'Portcullis may not sweep');
    expect(textOf(notice)).toContain('ec2:DescribeSecurityGroups');
  });
});
