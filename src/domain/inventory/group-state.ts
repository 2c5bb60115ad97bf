import type { Direction } from '../change/exposure-change.ts';
import type { GroupFacts } from '../guard/group-facts.ts';
import type { Instant } from '../instant.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';

/** A rule as it is remembered: its values, and the description, which a restore gives back. */
export interface KnownRule extends PlannedRule {
  readonly description: string | null;
  /** As EC2 tells of them; absent where it has none, and where only a record told of it. Text from outside. */
  readonly tags?: Readonly<Record<string, string>>;
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
  if (sinceById.size === 0) return read;
  return read.map((rule) => {
    const since = sinceById.get(rule.ruleId ?? '');
    return since === undefined ? rule : { ...rule, since };
  });
}

/** A rule that another one took the place of, and when it was removed. */
export interface ReplacedRule extends KnownRule {
  readonly removedAt: Instant;
}

/** A rule that was removed a moment ago: one that is added now may take its place. */
export interface RemovedRule extends ReplacedRule {
  readonly direction: Direction;
  readonly by: string;
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
  /** What records told to be removed a moment ago; a sweep in between forgets it. */
  readonly removed?: readonly RemovedRule[];
  readonly observedAt: Instant;
}

/** What is known of a group besides its rules. */
export function factsOf({ groupName, vpcId, tags }: GroupState): GroupFacts {
  return { groupName, vpcId, tags: new Map(Object.entries(tags)) };
}
