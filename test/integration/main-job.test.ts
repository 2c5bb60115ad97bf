import { describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, openToWorld, textOf, threadOf } from '../support/acts.ts';
import { startStack } from '../support/stack.ts';

describe('the main job', () => {
  it('a door opens, Slack says so, one click closes it', async () => {
    await using stack = await startStack();
    const { ruleId } = await openToWorld(stack);

    const alert = await liveAlert(stack, 'RDP opened to any address on win-web');
    expect(textOf(alert)).toContain('0.0.0.0/0 less 10.9.8.0/28: 4,294,967,280 IPv4 addresses');
    expect(textOf(alert)).toContain('dana');

    const review = await approveRevert(stack, alert, SEED_USERS.alice.id);
    expect(review).toContain('RevokeSecurityGroupIngress');
    expect(review).toContain(`tcp 3389 from 0.0.0.0/0 (${ruleId})`);

    const closed = await liveAlert(stack, '✅');
    expect(closed.ts).toBe(alert.ts);
    expect(JSON.stringify(closed.blocks)).not.toContain('review_revert');
    expect(stack.ruleSources()).toEqual(['10.9.8.0/28']);
    expect(stack.revokes()).toHaveLength(1);
    const thread = await threadOf(stack, alert, 'The door is closed');
    expect(thread.join('\n')).toContain('Revert approved by');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });
});
