import type { Policy } from './policy.ts';

/** The prefix lists that a policy approves anywhere, by id. */
export function listsApproved({ guards }: Policy): ReadonlySet<string> {
  const sets = guards.flatMap(({ approved, outbound }) => [
    ...approved.values(),
    ...(outbound?.values() ?? []),
  ]);
  return new Set(sets.flatMap(({ ids }) => ids).filter((id) => id.startsWith('pl-')));
}
