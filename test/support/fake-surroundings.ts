import type { ListedGroup, Surroundings } from '../../src/app/ports.ts';
import type { Known } from '../../src/domain/weight/known.ts';
import type { SourceFacts } from '../../src/domain/weight/source-facts.ts';
import type { GroupSurroundings } from '../../src/domain/weight/surroundings.ts';
import { surroundingsOf } from '../domain/weight/surroundings-of.ts';
import type { Scripted } from './fake-groups.ts';

/** EC2's far end of what stands behind groups. */
export interface FakeSurroundings extends Surroundings {
  /** What is answered when no script is left: two Windows servers, one of which the internet reaches. */
  truth: GroupSurroundings;
  /** What is answered of groups that rules name. */
  named: Pick<SourceFacts, 'groups' | 'notKnown'>;
  /** The groups of every VPC. */
  inVpc: Known<readonly ListedGroup[]>;
  /** Answers of the next calls, in order. */
  readonly next: Scripted<GroupSurroundings>[];
  readonly calls: () => number;
}

export function fakeSurroundings(): FakeSurroundings {
  let calls = 0;
  const surroundings: FakeSurroundings = {
    truth: surroundingsOf(),
    named: { groups: [], notKnown: [] },
    inVpc: { kind: 'known', value: [] },
    next: [],
    calls: () => calls,
    groupsNamed: async () => surroundings.named,
    groupsIn: async () => surroundings.inVpc,
    hostsBehind: async () => {
      calls += 1;
      const scripted = surroundings.next.shift();
      if (scripted === undefined) return surroundings.truth;
      if (scripted instanceof Error) throw scripted;
      return typeof scripted === 'function' ? scripted() : scripted;
    },
  };
  return surroundings;
}
