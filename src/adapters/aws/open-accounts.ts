import { memberSessionArn } from '../../domain/change/own-role.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { membersOf } from '../../domain/policy/members.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import { type AwsAccounts, awsAccounts } from './accounts.ts';
import type { StsNeeds } from './assumed-role.ts';
import { homeAccount } from './home-account.ts';

/** The accounts that Portcullis works in. */
export interface OpenAccounts {
  readonly homeAccountId: string;
  readonly accounts: AwsAccounts;
  /** Who Portcullis is in each of them. */
  readonly ownArns: readonly string[];
}

/** Asks AWS whose the credentials are, and gets ready to assume the roles that the policy names: none is assumed yet,
 * and one that cannot be takes nothing from the other accounts.
 * @throws OutsideError when AWS cannot be asked or refuses, or the policy's accounts do not go with home. */
export async function openAccounts(policy: Policy, sts: StsNeeds): Promise<OpenAccounts> {
  const { accountId: homeAccountId, ownArn } = await homeAccount(sts.region);
  const named = membersOf(policy, homeAccountId);
  if (named.kind === 'problem') {
    throw new OutsideError('aws_denied', named.message, { isRetryable: false });
  }
  const { members } = named;
  const ownArns = [ownArn, ...members.map(({ roleArn }) => memberSessionArn(roleArn))];
  return { homeAccountId, accounts: awsAccounts(homeAccountId, members, sts), ownArns };
}
