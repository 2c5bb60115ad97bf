import type { MemberAccount, Policy } from './policy.ts';

/** The accounts of a policy besides home, or what is not right with them now that home is known. */
export type Members =
  | { readonly kind: 'members'; readonly members: readonly MemberAccount[] }
  | { readonly kind: 'problem'; readonly message: string };

/** The member accounts of a policy. An account without a role has to be home, and home takes none. Pure, total. */
export function membersOf({ accounts = [] }: Policy, homeAccountId: string): Members {
  const members: MemberAccount[] = [];
  for (const { roleArn, ...account } of accounts) {
    const isHome = account.accountId === homeAccountId;
    if (isHome && roleArn === null) continue;
    if (isHome)
      return problem(`${homeAccountId} is the account of the credentials: leave its role out`);
    if (roleArn === null) {
      return problem(
        `${account.accountId} has no role, and the credentials are of ${homeAccountId}: give it the role that is to be assumed there`,
      );
    }
    members.push({ ...account, roleArn });
  }
  return { kind: 'members', members };
}

function problem(text: string): Members {
  return { kind: 'problem', message: `accounts in the policy: ${text}` };
}
