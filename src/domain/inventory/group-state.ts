import type { Instant } from '../instant.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';

/** A rule as it is remembered: its values, and the description, which a restore gives back. */
export interface KnownRule extends PlannedRule {
  readonly description: string | null;
  /** When the call was made that gave it these values; absent where no record told. */
  readonly since?: Instant;
}

/** Rules as they were read, with since when they are so, as far as that was known of the same rules. */
export function withSince(
  read: readonly KnownRule[],
  known: readonly KnownRule[],
): readonly KnownRule[] {
  const sinceById = new Map(
    known.flatMap(({ ruleId, since }) =>
      ruleId === null || since === undefined ? [] : [[ruleId, since]],
    ),
  );
  return read.map((rule) => {
    const since = sinceById.get(rule.ruleId ?? '');
    return since === undefined ? rule : { ...rule, since };
  });
}

/** Whether a rule of a group, of either direction, names a prefix list. */
export function namesList(
  { inbound, outbound }: Pick<GroupState, 'inbound' | 'outbound'>,
  prefixListId: string,
): boolean {
  return [...inbound, ...outbound].some(({ source }) => source === prefixListId);
}

/** The prefix lists that rules of a group name. */
export function listsNamed({
  inbound,
  outbound,
}: Pick<GroupState, 'inbound' | 'outbound'>): readonly string[] {
  const sources = [...inbound, ...outbound].map(({ source }) => source);
  return [...new Set(sources.filter((source) => source.startsWith('pl-')))];
}

/** What is known of a security group, and since when. Plain data; survives JSON unchanged.
 *
 * `observedAt` is the moment at which the group was so: the time of the record that made it so, or
 * of the read that saw it. A row is never moved to an earlier moment: an older record explains it
 * and does not change it. */
export interface GroupState {
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly vpcId: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly inbound: readonly KnownRule[];
  readonly outbound: readonly KnownRule[];
  readonly observedAt: Instant;
}
