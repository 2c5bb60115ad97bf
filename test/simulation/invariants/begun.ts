import type { Instant } from '../../../src/domain/instant.ts';
import type { Plan } from '../../../src/domain/plan/plan.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import type { OwnCall } from '../world/own-calls.ts';

/** An execution that was begun: its calls, each once, are backed by an approval. */
export interface Begun {
  readonly findingId: string;
  readonly plan: Plan;
  readonly at: Instant;
  endedAt: Instant | null;
  readonly called: OwnCall['kind'][];
}

/** What calls of a kind take, and what they give, by a plan: doors of rules, or blocks. Null where the plan
 * makes no such call on that group or list. */
export function namedBy(
  plan: Plan,
  { kind, target }: Pick<OwnCall, 'kind' | 'target'>,
): { readonly gone: ReadonlySet<string>; readonly come: ReadonlySet<string> } | null {
  if (targetOf(plan) !== target) return null;
  switch (plan.kind) {
    case 'rules':
      if (kind === 'revoke') return { gone: keysOf(plan.revoke), come: keysOf([]) };
      return kind === 'restore' ? restored(plan.restore) : null;
    case 'giveBack':
      if (kind === 'add') return { gone: keysOf([]), come: keysOf(plan.add) };
      return kind === 'restore' ? restored(plan.restore) : null;
    case 'list':
      if (kind !== 'modifyList') return null;
      return { gone: blocksOf(plan.remove), come: blocksOf(plan.giveBack) };
    default:
      return null;
  }
}

function targetOf(plan: Plan): string {
  return plan.kind === 'list' ? plan.prefixListId : plan.groupId;
}

type Rules = readonly Parameters<typeof plannedDoorKey>[0][];

function keysOf(rules: Rules): ReadonlySet<string> {
  return new Set(rules.map(plannedDoorKey));
}

function restored(
  restore: readonly { readonly now: Rules[number]; readonly was: Rules[number] }[],
) {
  return {
    gone: keysOf(restore.map(({ now }) => now)),
    come: keysOf(restore.map(({ was }) => was)),
  };
}

function blocksOf(entries: readonly { readonly cidr: string }[]): ReadonlySet<string> {
  return new Set(entries.map(({ cidr }) => cidr));
}
