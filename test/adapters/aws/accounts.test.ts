import { describe, expect, it } from 'vitest';
import { awsAccounts } from '../../../src/adapters/aws/accounts.ts';
import { ROLE_REFRESH_MS } from '../../../src/adapters/aws/assumed-role.ts';
import { ec2RuleSteps } from '../../../src/adapters/aws/rule-steps.ts';
import { ec2SecurityGroups } from '../../../src/adapters/aws/security-groups.ts';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import { STARTED_AT } from '../../sandbox/aws/support/emulated-aws.ts';
import {
  type AdapterOnEmulator,
  ANOTHER_ACCOUNT,
  adapterOnEmulator,
} from './adapter-on-emulator.ts';

const MEMBER = {
  accountId: '444455556666',
  roleArn: 'arn:aws:iam::444455556666:role/portcullis',
  externalId: 'of-home',
};

function withMember({ place }: AdapterOnEmulator) {
  let now = STARTED_AT.getTime();
  const clock = { now: () => now };
  const accounts = awsAccounts(place.accountId, [MEMBER], { region: place.region, clock });
  const toTime = (at: number) => {
    now = at;
  };
  return { accounts, toTime };
}

function addRole({ aws, place }: AdapterOnEmulator, externalId = 'of-home'): void {
  const { accountId } = MEMBER;
  aws.addRole({ accountId, roleName: 'portcullis', trusts: [place.accountId], externalId });
}

/** A group of the member account. */
function groupThere({ aws, place }: AdapterOnEmulator) {
  const world = aws.worldOf(place.region, MEMBER.accountId);
  const { vpcId } = world.addVpc({ cidr: '10.4.0.0/16' });
  const { groupId } = world.addGroup({ vpcId, groupName: 'there' });
  return { accountId: MEMBER.accountId, region: place.region, groupId };
}

describe('awsAccounts()', () => {
  it('lets a member be read with the credentials of its role, and home with its own', async () => {
    const on = await adapterOnEmulator();
    addRole(on);
    const groups = ec2SecurityGroups(withMember(on).accounts);
    const address = groupThere(on);
    expect(await groups.describeGroup(address)).toMatchObject({ kind: 'found' });
    const atHome = { ...address, accountId: on.place.accountId };
    expect(await groups.describeGroup(atHome)).toEqual({ kind: 'notThere' });
  });

  it('assumes a role once for all, and again before its credentials end', async () => {
    const on = await adapterOnEmulator();
    addRole(on);
    const { accounts, toTime } = withMember(on);
    const check = () => accounts.check(MEMBER.accountId);
    await Promise.all([check(), check(), check()]);
    toTime(STARTED_AT.getTime() + HOUR_MS - ROLE_REFRESH_MS);
    await check();
    expect(on.callsOf('AssumeRole')).toBe(1);
    toTime(STARTED_AT.getTime() + HOUR_MS - ROLE_REFRESH_MS + 1);
    await Promise.all([check(), check(), check()]);
    expect(on.callsOf('AssumeRole')).toBe(2);
  });

  it('cannot look where the role is refused, says what to do, and asks again', async () => {
    const on = await adapterOnEmulator();
    addRole(on, 'of-somebody-else');
    const { accounts } = withMember(on);
    const groups = ec2SecurityGroups(accounts);
    const address = groupThere(on);
    const reason = expect.stringContaining(`Portcullis may not assume ${MEMBER.roleArn}: see that`);
    expect(await groups.describeGroup(address)).toEqual({ kind: 'couldNotLook', reason });
    expect(await accounts.check(MEMBER.accountId)).toEqual({ kind: 'unknown', reason });
    const step = { kind: 'add', direction: 'inbound', rules: [] } as const;
    expect(await ec2RuleSteps(accounts).take(address, step)).toEqual({
      kind: 'refused',
      code: 'aws_denied',
      advice: reason,
    });
    addRole(on);
    expect(await accounts.check(MEMBER.accountId)).toEqual({ kind: 'known', value: null });
    expect(await groups.describeGroup(address)).toMatchObject({ kind: 'found' });
  });

  it('rejects, to be tried again, where STS is busy', async () => {
    const on = await adapterOnEmulator();
    addRole(on);
    on.aws.faults.throttle({ action: 'AssumeRole', times: 10 });
    const checked = withMember(on).accounts.check(MEMBER.accountId);
    await expect(checked).rejects.toMatchObject({ code: 'aws_throttled', isRetryable: true });
  });

  it('makes no call for an account that is not configured', async () => {
    const on = await adapterOnEmulator();
    const { accounts } = withMember(on);
    const plan = { ...on.plan('sg-1', []), accountId: ANOTHER_ACCOUNT };
    const reason = expect.stringContaining(`account ${ANOTHER_ACCOUNT} is not configured`);
    expect(await accounts.check(ANOTHER_ACCOUNT)).toEqual({ kind: 'unknown', reason });
    await expect(ec2SecurityGroups(accounts).revoke(plan)).rejects.toMatchObject({
      code: 'aws_denied',
      isRetryable: false,
    });
    expect(on.aws.calls).toEqual([]);
  });
});
