import type { NamedAccount, Policy } from '../domain/policy/policy.ts';
import type { Complaint } from './policy-problem.ts';
import type { PolicyShape } from './policy-schema.ts';
import { quoted } from './safe-text.ts';

/** The accounts that a file names. */
export function resolveAccounts({ accounts }: PolicyShape): Pick<Policy, 'accounts'> {
  if (accounts.length === 0) return {};
  return { accounts: accounts.map(resolveAccount) };
}

function resolveAccount({ id, role, externalId }: PolicyShape['accounts'][number]): NamedAccount {
  const given = externalId === undefined ? {} : { externalId };
  return { accountId: id, roleArn: role ?? null, ...given };
}

/** What is wrong with accounts that the shape of each does not show: one that stands twice, or a role that is in
 * another account. Takes any value. */
export function accountComplaints(value: unknown): readonly Complaint[] {
  const accounts: readonly unknown[] = Array.isArray(value) ? value : [];
  const ids = accounts.map((each) => fieldOf(each, 'id'));
  return ids.flatMap((id, i) => {
    if (id === undefined) return [];
    return [...repeated(ids, id, i), ...roleElsewhere(id, fieldOf(accounts[i], 'role'), i)];
  });
}

function repeated(
  ids: readonly (string | undefined)[],
  id: string,
  i: number,
): readonly Complaint[] {
  const first = ids.indexOf(id);
  if (first === i) return [];
  const message = `Account ${quoted(id)} stands twice (also accounts[${first}]): give each once`;
  return [{ path: ['accounts', i, 'id'], message }];
}

/** Calls would be made in an account that is taken for another. */
function roleElsewhere(id: string, role: string | undefined, i: number): readonly Complaint[] {
  const [, , , , accountId] = role?.split(':') ?? [];
  if (accountId === undefined || accountId === id) return [];
  const message = `The role ${quoted(role ?? '')} is not in account ${quoted(id)}: expected one of its own`;
  return [{ path: ['accounts', i, 'role'], message }];
}

function fieldOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const field: unknown = Reflect.get(value, key);
  return typeof field === 'string' ? field : undefined;
}
