import { describe, expect, it } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, OPEN, textOf } from '../support/acts.ts';
import {
  addClosedGroup,
  editTo,
  letOut,
  OUTBOUND_POLICY,
  rulesOf,
  takeBack,
} from '../support/outbound.ts';
import { type Stack, startStack } from '../support/stack.ts';

const { alice } = SEED_USERS;

function callsOf({ aws }: Stack, action: string): number {
  return aws.calls.filter((call) => call.action === action).length;
}

describe('outbound rules, where the policy guards them', () => {
  it('one that is added is told, and the revert takes it away and nothing else', async () => {
    await using stack = await startStack({ policy: OUTBOUND_POLICY });
    const { groupId, rules: before } = addClosedGroup(stack);
    const ruleId = await letOut(stack, groupId, '0.0.0.0/0');

    const alert = await liveAlert(stack, OPEN);
    const text = textOf(alert);
    expect(text).toContain('RDP on the internet opened to members of win-app');
    expect(text).toContain('Let out: RDP (TCP 3389) to 0.0.0.0/0 less 10.9.8.0/28');
    expect(text).toContain(`outbound rule ${ruleId} added`);
    expect(text).toContain('dana');

    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain(`RevokeSecurityGroupEgress ${groupId}`);
    expect(review).toContain(`tcp 3389 to 0.0.0.0/0 (${ruleId})`);
    const closed = await liveAlert(stack, '✅');
    expect(closed.ts).toBe(alert.ts);
    expect(rulesOf(stack, groupId)).toEqual(before);
    expect(callsOf(stack, 'RevokeSecurityGroupEgress')).toBe(1);
    expect(stack.revokes()).toEqual([]);
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 1 });
  });

  it('one that is edited gets its old values back, under its id', async () => {
    await using stack = await startStack({ policy: OUTBOUND_POLICY });
    const { groupId } = addClosedGroup(stack);
    // From this record on the group is known.
    await letOut(stack, groupId, '10.9.8.4/32');
    await stack.said('"kind":"permitted"');
    const before = rulesOf(stack, groupId);
    const ruleId = before[0]?.ruleId ?? '';
    await editTo(stack, groupId, { ruleId, cidr: '198.51.100.0/24' });

    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain(
      'RDP beyond the approved networks opened to members of win-app',
    );
    expect(textOf(alert)).toContain('Let out: RDP (TCP 3389) to 198.51.100.0/24: 256 IPv4');
    const review = await approveRevert(stack, alert, alice.id);
    expect(review).toContain('back to tcp 3389 to 10.9.8.0/28');
    expect(review).not.toContain('RevokeSecurityGroup');
    await liveAlert(stack, '✅');
    expect(rulesOf(stack, groupId)).toEqual(before);
    expect(callsOf(stack, 'RevokeSecurityGroupEgress')).toBe(0);
  });

  it('one that somebody takes back by hand closes its finding, and is said to be theirs', async () => {
    await using stack = await startStack({ policy: OUTBOUND_POLICY });
    const { groupId } = addClosedGroup(stack);
    await letOut(stack, groupId, '0.0.0.0/0');
    await liveAlert(stack, OPEN);
    await takeBack(stack, groupId, '0.0.0.0/0');
    expect(textOf(await liveAlert(stack, '✅'))).toContain('closed by dana, not by Portcullis');
  });

  it('one whose record is lost is found by the sweep', async () => {
    await using stack = await startStack({ isProductStarted: false, policy: OUTBOUND_POLICY });
    const { groupId } = addClosedGroup(stack);
    await stack.product.start({ PORTCULLIS_TASKS: 'sweep' });
    await stack.said('"progress":"done"');
    // EC2's own rule for everything is what the stack's group was born with.
    expect(textOf(await liveAlert(stack, '1 group was open'))).toContain('to 0.0.0.0/0 less');
    await stack.product.stop();
    const records = stack.aws.faults.delayRecords();
    await letOut(stack, groupId, '0.0.0.0/0');
    await stack.product.start({ PORTCULLIS_TASKS: 'sweep' });
    const alert = await liveAlert(stack, OPEN);
    expect(textOf(alert)).toContain('RDP on the internet opened to members of win-app');
    expect(textOf(alert)).toContain('By: not known yet. The sweep found it');
    records.release();
  });
});

describe('outbound rules, where the policy does not guard them', () => {
  it('the same call is ignored with the reason', async () => {
    await using stack = await startStack();
    const { groupId } = addClosedGroup(stack);
    await letOut(stack, groupId, '0.0.0.0/0');
    const line = await stack.said('The policy does not guard what the group may reach');
    expect(line).toContain('"eventName":"AuthorizeSecurityGroupEgress"');
    expect(line).toContain('"kind":"ignored"');
    expect(await stack.product.stop()).toBe(0);
    expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', findings: 0 });
  });
});
