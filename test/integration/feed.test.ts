import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';
import { liveAlert, OPEN, openTo, textOf } from '../support/acts.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

describe('what comes through the queue', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  function recordOf(eventId: string, requestParameters: unknown): object {
    return {
      eventVersion: '1.11',
      userIdentity: { type: 'IAMUser', userName: 'dana', accountId: stack.aws.accountId },
      eventTime: '2026-11-21T12:00:00Z',
      eventSource: 'ec2.amazonaws.com',
      eventName: 'AuthorizeSecurityGroupIngress',
      awsRegion: stack.aws.region,
      requestParameters,
      responseElements: null,
      eventID: eventId,
      recipientAccountId: stack.aws.accountId,
    };
  }

  function groupNamed(groupName: string): SecurityGroup {
    const [vpc] = stack.aws.world.state.vpcs.values();
    return stack.aws.world.addGroup({ groupName, vpcId: vpc?.vpcId ?? '' });
  }

  it('a watched record that cannot be decoded is a notice, once for the hour, with a count', async () => {
    stack.aws.putRecord(recordOf('undecodable-1', 'HIDDEN_DUE_TO_SECURITY_REASONS'));
    const notice = await liveAlert(stack, 'could not be read: count what it changed as open');
    expect(textOf(notice)).toContain('undecodable-1');
    stack.aws.putRecord(recordOf('undecodable-2', { groupId: stack.group.groupId }));
    const edited = await stack.slack.waitFor(
      ({ messages }) => messages.find((each) => textOf(each).includes('2 times within the hour')),
      DEADLINE_MS,
    );
    expect(edited.ts).toBe(notice.ts);
  });

  it('a message that is no JSON is reported and stays in the queue, and others go on', async () => {
    stack.aws.putMessage('{"detail":');
    const notice = await liveAlert(stack, 'A queue message could not be read');
    expect(textOf(notice)).toContain('dead-letter queue');
    await openTo(stack, '198.51.100.9/32');
    await liveAlert(stack, OPEN);
    // Two undecodable records and the opening were heard; the message that is no JSON was not.
    const deleted = stack.aws.calls.filter(({ action }) => action === 'DeleteMessage');
    expect(deleted).toHaveLength(3);
  });

  it('a record delivered twice has one outcome and one alert', async () => {
    stack.aws.faults.duplicateRecords();
    const { ruleId } = await openTo(stack, '198.51.100.10/32');
    await stack.said('"isKnown":true');
    await stack.slack.waitFor(
      ({ messages }) => messages.find((each) => textOf(each).includes(ruleId)),
      DEADLINE_MS,
    );
    const alerts = stack.slack.world.messages.filter((each) => textOf(each).includes(ruleId));
    expect(alerts).toHaveLength(1);
  });

  it('when AWS refuses to say what a group is, it counts as guarded, and the alert says so', async () => {
    const group = groupNamed('win-new');
    stack.aws.faults.deny({ action: 'DescribeSecurityGroups' });
    const { ruleId } = await openTo({ ...stack, group }, '198.51.100.11/32');
    const alert = await stack.slack.waitFor(
      ({ messages }) => messages.find((each) => textOf(each).includes(ruleId)),
      DEADLINE_MS,
    );
    expect(textOf(alert)).toContain('Not known');
    expect(textOf(alert)).toContain('ec2:DescribeSecurityGroups');
  });

  it('a name that tries to mention everyone is text', async () => {
    const group = groupNamed('win-<!channel> *bold* <https://evil.example|click>');
    await openTo({ ...stack, group }, '198.51.100.12/32');
    const alert = await stack.slack.waitFor(
      ({ messages }) => messages.find((each) => textOf(each).includes(group.groupId)),
      DEADLINE_MS,
    );
    expect(alert.text).not.toContain('<!channel>');
    expect(alert.text).toContain('&lt;!channel&gt;');
    expect(JSON.stringify(alert.blocks)).not.toContain('"mrkdwn"');
  });
});
