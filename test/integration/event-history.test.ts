import { describe, expect, it } from 'vitest';
import { liveAlert, OPEN, openTo, openToWorld, textOf } from '../support/acts.ts';
import { DEADLINE_MS, startStack } from '../support/stack.ts';

describe('CloudTrail’s event history', () => {
  it('without a queue it is enough: what was opened just before the start is an alert', async () => {
    await using stack = await startStack({ isProductStarted: false });
    const { ruleId } = await openToWorld(stack);
    await stack.product.start({ PORTCULLIS_QUEUE_URL: '', PORTCULLIS_TASKS: 'poll' });
    const alert = await liveAlert(stack, 'RDP opened to any address on win-web');
    expect(textOf(alert)).toContain(ruleId);
    expect(textOf(alert)).toContain('dana');
    expect(stack.aws.calls.filter(({ action }) => action === 'ReceiveMessage')).toEqual([]);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('what the queue lost while Portcullis was down is heard after the start, and once', async () => {
    await using stack = await startStack();
    await openTo(stack, '198.51.100.1/32');
    await liveAlert(stack, OPEN);
    await stack.product.stop();
    stack.aws.faults.delayRecords();
    const { ruleId } = await openTo(stack, '198.51.100.2/32');
    await stack.product.start({ PORTCULLIS_TASKS: 'poll' });
    const alert = await stack.slack.waitFor(
      ({ messages }) => messages.find((each) => textOf(each).includes(ruleId)),
      DEADLINE_MS,
    );
    expect(textOf(alert)).toContain('dana');
    await stack.said('"msg":"task ran"');
    const alerts = stack.slack.world.messages.filter(({ threadTs }) => threadTs === undefined);
    expect(alerts).toHaveLength(2);
  });
});
