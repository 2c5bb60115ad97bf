import type {
  ListCall,
  PrefixLists,
  RuleSteps,
  SecurityGroups,
  StepAnswer,
} from '../../../src/app/ports.ts';
import type { Instant } from '../../../src/domain/instant.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import type { RulesPlan } from '../../../src/domain/plan/plan.ts';
import { plannedDoorKey } from '../../../src/domain/plan/planned-rule.ts';
import type { CloudHealth } from './cloud.ts';
import type { Random } from './random.ts';
import {
  type GroupId,
  groupOf,
  type ListId,
  listIdOf,
  type Scene,
  type SceneChange,
  withList,
  withRules,
} from './scene.ts';
import { listTold, rulesTold, type Told } from './told.ts';

/** A call of Portcullis that was to change something: as it arrived, and what it did. */
export interface OwnCall {
  readonly at: Instant;
  readonly target: GroupId | ListId;
  readonly kind: 'revoke' | 'restore' | 'add' | 'modifyList';
  readonly isDone: boolean;
  /** The doors of rules, or blocks, that went, and those that came. */
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

interface World {
  readonly now: () => Instant;
  readonly random: Random;
  readonly health: CloudHealth;
  scene(): Scene;
  /** Gives the id of the request. */
  happen(to: SceneChange, told: Told): string;
  note(call: OwnCall): void;
}

/** The calls of EC2 that change something, as Portcullis makes them. */
export function changingCalls(world: World): {
  readonly groups: Pick<SecurityGroups, 'revoke' | 'restore'>;
  readonly lists: Pick<PrefixLists, 'modify'>;
  readonly ruleSteps: RuleSteps;
} {
  let rulesMade = 0;

  /** A call is refused, done, or done without a word of it. */
  async function change(make: () => StepAnswer): Promise<StepAnswer> {
    const { random, health } = world;
    if (random.chance(health.throttled)) return BUSY;
    const isLost = random.chance(health.lost);
    // Of a call whose reply is lost nobody knows whether it arrived.
    if (isLost && random.chance(0.5)) return NO_ANSWER;
    const answer = make();
    return isLost ? NO_ANSWER : answer;
  }

  function revoke({ groupId: id, revoke: rules }: RulesPlan): StepAnswer {
    const groupId = groupOf(id);
    const live = world.scene().rules[groupId];
    const doors = new Set(rules.map(plannedDoorKey));
    const gone = live.filter((rule) => doors.has(plannedDoorKey(rule)));
    const isDone = gone.length > 0;
    const call = { target: groupId, kind: 'revoke', at: world.now(), isDone } as const;
    world.note({ ...call, gone: gone.map(plannedDoorKey), come: [] });
    if (!isDone) return { kind: 'notThere' };
    const left = live.filter((rule) => !gone.includes(rule));
    const to = withRules(world.scene(), groupId, left);
    return accepted(world.happen(to, rulesTold('rulesRemoved', groupId, gone)));
  }

  function restore({ groupId: id, restore: rules }: Pick<RulesPlan, 'groupId' | 'restore'>) {
    const groupId = groupOf(id);
    const live = world.scene().rules[groupId];
    const was = new Map(rules.map((each) => [each.now.ruleId, each.was]));
    const edited = live.filter(({ ruleId }) => was.has(ruleId));
    const come = edited.map((rule) => ({ ...rule, ...was.get(rule.ruleId) }));
    const isDone = edited.length === was.size;
    const call = { target: groupId, kind: 'restore', at: world.now(), isDone } as const;
    const doors = { gone: edited.map(plannedDoorKey), come: come.map(plannedDoorKey) };
    world.note({ ...call, ...(isDone ? doors : NOTHING) });
    if (!isDone) return refused('InvalidSecurityGroupRuleId.NotFound');
    const after = live.map((rule) => come.find(({ ruleId }) => ruleId === rule.ruleId) ?? rule);
    const to = withRules(world.scene(), groupId, after);
    return accepted(world.happen(to, rulesTold('rulesEdited', groupId, come)));
  }

  function add(id: string, rules: readonly KnownRule[]): StepAnswer {
    const groupId = groupOf(id);
    const live = world.scene().rules[groupId];
    const there = new Set(live.map(plannedDoorKey));
    const isDone = !rules.some((rule) => there.has(plannedDoorKey(rule)));
    const come = rules.map(plannedDoorKey);
    const call = { target: groupId, kind: 'add', at: world.now(), isDone, gone: [] } as const;
    world.note({ ...call, come: isDone ? come : [] });
    if (!isDone) return refused('InvalidPermission.Duplicate');
    const added = rules.map((rule) => ({ ...rule, ruleId: `sgr-back-${++rulesMade}` }));
    const to = withRules(world.scene(), groupId, [...live, ...added]);
    return accepted(world.happen(to, rulesTold('rulesAdded', groupId, added)));
  }

  function modify({ address, version, add: entries, remove }: ListCall): StepAnswer {
    const id = listIdOf(address.prefixListId);
    const list = world.scene().lists[id];
    const isDone = list.version === version;
    const come = entries.map(({ cidr }) => cidr);
    const call = { target: id, kind: 'modifyList', at: world.now(), isDone } as const;
    world.note({ ...call, ...(isDone ? { gone: remove, come } : NOTHING) });
    if (!isDone) return refused('PrefixListVersionMismatch');
    const after = [...list.entries.filter((each) => !remove.includes(each)), ...come];
    const told = listTold(id, { added: entries, removed: remove, version });
    return accepted(world.happen(withList(world.scene(), id, after), told));
  }

  return {
    groups: {
      revoke: (plan) => change(() => revoke(plan)),
      restore: (plan) => change(() => restore(plan)),
    },
    lists: { modify: (call) => change(() => modify(call)) },
    ruleSteps: {
      take: async ({ groupId }, { kind, rules }) => {
        if (kind === 'revoke') throw new TypeError('Nothing is hardened here');
        return change(() => add(groupId, rules));
      },
    },
  };
}

const NOTHING = { gone: [], come: [] } as const;
const BUSY: StepAnswer = {
  kind: 'refused',
  code: 'RequestLimitExceeded',
  advice: 'EC2 is busy',
  isBusy: true,
};
const NO_ANSWER: StepAnswer = { kind: 'noAnswer', reason: 'The reply was lost' };

function accepted(requestId: string): StepAnswer {
  return { kind: 'accepted', requestId };
}

function refused(code: string): StepAnswer {
  return { kind: 'refused', code, advice: 'Look again' };
}
