import { describe, expect, it } from 'vitest';
import { membersOf } from '../../../src/domain/policy/members.ts';
import type { NamedAccount, Policy } from '../../../src/domain/policy/policy.ts';

const HOME = '111122223333';
const roleArn = 'arn:aws:iam::444455556666:role/portcullis';
const MEMBER = { accountId: '444455556666', roleArn, externalId: 'of-home' };

function members(...accounts: readonly NamedAccount[]): ReturnType<typeof membersOf> {
  const approvers = { userIds: [], userGroupIds: [] };
  const policy: Policy = { guards: [], approvers, channelId: 'C1', accounts };
  return membersOf(policy, HOME);
}

describe('membersOf()', () => {
  it('leaves home out, whether it is named or not', () => {
    expect(members(MEMBER)).toEqual({ kind: 'members', members: [MEMBER] });
    const named = members({ accountId: HOME, roleArn: null }, MEMBER);
    expect(named).toEqual({ kind: 'members', members: [MEMBER] });
    expect(members()).toEqual({ kind: 'members', members: [] });
  });

  it('is a problem where an account without a role is not home, or home has one', () => {
    const without = members({ accountId: '444455556666', roleArn: null });
    const message = expect.stringContaining('444455556666 has no role');
    expect(without).toEqual({ kind: 'problem', message });
    const homeRole = { accountId: HOME, roleArn: `arn:aws:iam::${HOME}:role/portcullis` };
    expect(members(homeRole)).toMatchObject({ kind: 'problem' });
  });
});
