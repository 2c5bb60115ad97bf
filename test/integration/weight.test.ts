import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WEIGHT_WAIT_MS } from '../../src/domain/finding/wanted.ts';
import type { SlackMessage } from '../../src/sandbox/slack/world.ts';
import { addHost, openTo, textOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

/** How long hearing and posting may take beside the wait for the weight, in ms: this machine is shared
 * with other tests. */
const AROUND_MS = 3_000;

describe('how bad it is', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
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
            textOf(each).includes(ruleId) &&
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

  it('the log of all of it verifies', async () => {
    await stack.product.stop();
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified' });
  });
});
