import type { LiveRules, Looked, SecurityGroups, StepAnswer } from '../../src/app/ports.ts';
import type { KnownRule } from '../../src/domain/inventory/group-state.ts';
import { OutsideError } from '../../src/domain/outside-error.ts';
import type { RulesPlan } from '../../src/domain/plan/plan.ts';
import { type PlannedRule, plannedDoorKey } from '../../src/domain/plan/planned-rule.ts';

/** What one call is answered with instead of the truth. */
export type Scripted<T> = T | Error | (() => Promise<T>);

/** EC2's far end: one group, whose rules a test changes and whose answers it can script. */
export interface FakeGroups extends SecurityGroups {
  /** The group's inbound rules as they really are. */
  rules: readonly PlannedRule[];
  /** Its outbound rules. */
  outbound: readonly PlannedRule[];
  /** Answers of the next reads, in order; when there are none left the truth is answered. */
  readonly nextReads: Scripted<Looked<LiveRules>>[];
  /** Answers of the next calls to revoke. The rules stay as they are, unless the script does it. */
  readonly nextRevokes: Scripted<StepAnswer>[];
  readonly reads: () => number;
  /** The plans of all calls to revoke that arrived, and of those to restore. */
  readonly revoked: readonly RulesPlan[];
  readonly restored: readonly RulesPlan[];
  /** Removes what a plan names, as a call does whose reply is scripted. */
  remove(plan: RulesPlan): void;
}

/** More calls than any test makes: a job that repeats itself without a pause is stopped here, where
 * it would otherwise never let the test fail. */
const CALLS_MAX = 2_000;

export function fakeGroups(rules: readonly PlannedRule[]): FakeGroups {
  const revoked: RulesPlan[] = [];
  const restored: RulesPlan[] = [];
  let reads = 0;
  const groups: FakeGroups = {
    rules,
    outbound: [],
    nextReads: [],
    nextRevokes: [],
    reads: () => reads,
    revoked,
    restored,
    remove: (plan) => {
      const doors = new Set(plan.revoke.map(plannedDoorKey));
      const key = keyOf(plan);
      groups[key] = groups[key].filter((rule) => !doors.has(plannedDoorKey(rule)));
    },
    describeGroup: () => Promise.resolve({ kind: 'notThere' }),
    describeRules: async () => {
      reads += 1;
      if (reads > CALLS_MAX) return new Promise(() => undefined);
      const scripted = groups.nextReads.shift();
      return scripted === undefined ? found(groups.rules, groups.outbound) : play(scripted);
    },
    restore: async (plan) => {
      restored.push(plan);
      const was = new Map(plan.restore.map((each) => [each.now.ruleId, each.was]));
      const key = keyOf(plan);
      groups[key] = groups[key].map((rule) => was.get(rule.ruleId) ?? rule);
      return { kind: 'accepted', requestId: `request-restore-${restored.length}` };
    },
    revoke: async (plan) => {
      revoked.push(plan);
      const scripted = groups.nextRevokes.shift();
      if (scripted !== undefined) return play(scripted);
      const before = groups[keyOf(plan)].length;
      groups.remove(plan);
      if (groups[keyOf(plan)].length === before) return { kind: 'notThere' };
      return { kind: 'accepted', requestId: `request-${revoked.length}` };
    },
  };
  return groups;
}

function keyOf({ direction }: RulesPlan): 'rules' | 'outbound' {
  return direction === 'inbound' ? 'rules' : 'outbound';
}

/** An answer that shows these rules. */
export function found(
  inbound: readonly PlannedRule[],
  outbound: readonly PlannedRule[] = [],
): Looked<LiveRules> {
  const described = (rule: PlannedRule): KnownRule => ({ description: null, ...rule });
  return {
    kind: 'found',
    value: { inbound: inbound.map(described), outbound: outbound.map(described) },
  };
}

/** EC2 is too busy to answer. */
export function throttled(): OutsideError {
  return new OutsideError('aws_throttled', 'EC2 throttled the call', { isRetryable: true });
}

async function play<T>(scripted: Scripted<T>): Promise<T> {
  if (scripted instanceof Error) throw scripted;
  // A script that is a function does the call's work; T is plain data, never callable.
  return typeof scripted === 'function' ? (scripted as () => Promise<T>)() : scripted;
}
