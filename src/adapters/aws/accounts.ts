import type { Accounts } from '../../app/ports.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { MemberAccount } from '../../domain/policy/policy.ts';
import type { AssumedRole, AwsAccounts } from './account-credentials.ts';
import { assumedRole, type StsNeeds } from './assumed-role.ts';

export type { AwsAccounts, ClientPlace } from './account-credentials.ts';

/** Home, by the credentials that Portcullis has, and the members that policy names, by their roles. What is not here
 * is alert-only. */
export function awsAccounts(
  homeAccountId: string,
  members: readonly MemberAccount[],
  sts: StsNeeds,
): AwsAccounts {
  const roles = new Map(members.map((each) => [each.accountId, assumedRole(each, sts)]));
  const ids: ReadonlySet<string> = new Set([homeAccountId, ...roles.keys()]);
  const whyNotConfigured = (accountId: string): string | null => {
    if (ids.has(accountId)) return null;
    return `account ${accountId} is not configured; those that are: ${[...ids].join(', ')}`;
  };
  return {
    ids,
    whyNotConfigured,
    check: async (accountId) => {
      const reason = whyNotConfigured(accountId);
      if (reason !== null) return { kind: 'unknown', reason };
      return await checked(roles.get(accountId));
    },
    clientPlace: (place) => {
      const reason = whyNotConfigured(place.accountId);
      if (reason !== null) throw new OutsideError('aws_denied', reason, { isRetryable: false });
      const credentials = roles.get(place.accountId);
      return { region: place.region, ...(credentials === undefined ? {} : { credentials }) };
    },
  };
}

async function checked(role: AssumedRole | undefined): ReturnType<Accounts['check']> {
  try {
    await role?.();
    return { kind: 'known', value: null };
  } catch (error) {
    if (!(error instanceof OutsideError) || error.isRetryable) throw error;
    return { kind: 'unknown', reason: error.message };
  }
}
