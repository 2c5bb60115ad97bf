import { GROUP_NAMES } from './seed-aws.ts';
import type { Stage, Story } from './story.ts';

const chapter = 'Make it hard';

/** EC2 calls that are throttled: more than one round of the SDK's own tries. */
const THROTTLED_CALLS = 4;
/** Reads that are stale: enough that the first readings after a revoke disagree. */
const STALE_READS = 2;

/** What goes wrong in real life. */
export const HARD_STORIES: readonly Story[] = [
  {
    id: 'kill-product',
    chapter,
    label: 'kill -9 Portcullis and start it again',
    expectation: 'It comes back and knows everything: no second alert, no second revert.',
    act: killAndRestart,
  },
  {
    id: 'deny-revoke',
    chapter,
    label: "Deny Portcullis's next revoke",
    expectation: 'The next approved revert says that AWS refused, why, and what to do.',
    act: async ({ aws }) => {
      aws.faults.deny({ action: 'RevokeSecurityGroupIngress' });
      return 'The next RevokeSecurityGroupIngress will be denied, whoever calls it.';
    },
  },
  {
    id: 'throttle',
    chapter,
    label: 'Throttle EC2',
    expectation: 'The next alert comes a little later; nothing is lost.',
    act: async ({ aws }) => {
      aws.faults.throttle({ action: 'DescribeSecurityGroups', times: THROTTLED_CALLS });
      aws.faults.throttle({ action: 'DescribeSecurityGroupRules', times: THROTTLED_CALLS });
      return `The next ${THROTTLED_CALLS} calls to describe groups, and rules, will be throttled.`;
    },
  },
  {
    id: 'stale-reads',
    chapter,
    label: 'Let EC2 answer stale reads',
    expectation: 'A revert is called done only once the readings agree.',
    act: async ({ aws }) => {
      aws.faults.stale({ action: 'DescribeSecurityGroupRules', times: STALE_READS });
      return `The next ${STALE_READS} reads of rules will show the state before the last change.`;
    },
  },
  {
    id: 'undecodable',
    chapter,
    label: 'Send a record that cannot be decoded',
    expectation: 'A notice in the channel: neither silence nor a crash.',
    act: sendUndecodable,
  },
  {
    id: 'clear-faults',
    chapter,
    label: 'Let AWS behave again',
    expectation: 'Forgets what was armed above and not used up.',
    act: async ({ aws }) => {
      aws.faults.clear();
      return 'AWS behaves again.';
    },
  },
];

async function killAndRestart({ product }: Stage): Promise<string> {
  await product.kill();
  await product.start();
  return 'Portcullis was killed with SIGKILL, and runs again.';
}

async function sendUndecodable({ aws, newId, now }: Stage): Promise<string> {
  aws.putRecord({
    eventVersion: '1.11',
    eventID: newId(''),
    eventTime: now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z'),
    eventSource: 'ec2.amazonaws.com',
    eventName: 'AuthorizeSecurityGroupIngress',
    awsRegion: aws.region,
    recipientAccountId: aws.accountId,
    sourceIPAddress: '198.51.100.7',
    userAgent: 'something new',
    userIdentity: { type: 'IAMUser', accountId: aws.accountId, userName: 'terraform-ci' },
    requestParameters: { groupName: GROUP_NAMES.web, ipPermissions: 'a shape nobody has seen' },
    responseElements: null,
  });
  return 'A CloudTrail record of an unknown shape is in the queue.';
}
