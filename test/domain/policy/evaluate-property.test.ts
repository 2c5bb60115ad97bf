import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../src/domain/change/exposure-change.ts';
import {
  GUARD_KINDS,
  GUARDED_SERVICES,
  guardedTraffic,
  SERVICES,
} from '../../../src/domain/guard/services.ts';
import {
  expanded,
  type KnownLists,
  type ListsAtHand,
} from '../../../src/domain/inventory/known-lists.ts';
import { addresses, covers } from '../../../src/domain/net/address-set.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import type { Admission, Exposure } from '../../../src/domain/net/exposure.ts';
import {
  difference,
  exposureOf,
  isEmpty,
  NO_EXPOSURE,
  within,
} from '../../../src/domain/net/exposure.ts';
import {
  intersection,
  difference as trafficDifference,
} from '../../../src/domain/net/intervals.ts';
import { type Source, sourceSet, sourceText } from '../../../src/domain/net/source.ts';
import { type TrafficRange, traffic } from '../../../src/domain/net/traffic.ts';
import {
  approvedExposure,
  evaluate,
  excessOf as excessOfRules,
  isOnGuardedTraffic,
  RESTRICTED_MAX,
} from '../../../src/domain/policy/evaluate.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import {
  anyAdmission,
  anyRange,
  anySource,
  PACKETS,
  type Packet,
  packets,
} from '../net/tiny-universe.ts';
import { changeOf, OWN_GROUP } from './change-of.ts';

/** A guard as the sources that are approved per service, from which the expected answer is worked
 * out without the algebra. */
interface PlainGuard {
  readonly guard: Guard;
  readonly approved: readonly {
    readonly ranges: readonly TrafficRange[];
    readonly from: readonly Source[];
  }[];
}

const anyGuard: fc.Arbitrary<PlainGuard> = fc.constantFrom(...GUARD_KINDS).chain((kind) =>
  fc
    .array(
      fc.tuple(fc.constantFrom(...GUARDED_SERVICES[kind]), fc.array(anySource, { maxLength: 3 })),
      {
        maxLength: 4,
      },
    )
    .map((entries) => {
      const byService = new Map(entries);
      const approved = new Map([...byService].map(([name, from]) => [name, sourceSet(from)]));
      return {
        guard: { name: 'any', kind, match: [], approved },
        approved: [...byService].map(([name, from]) => ({ ranges: SERVICES[name].ranges, from })),
      };
    }),
);
const admissions = fc.array(anyAdmission, { maxLength: 5 });

function isIn(packet: Packet, ranges: readonly TrafficRange[]): boolean {
  return ranges.some((range) => packet.isIn(range));
}

function comesFrom(packet: Packet, from: readonly Source[]): boolean {
  const texts = new Set(from.map(sourceText));
  const isOpenToAll =
    texts.has('::/0') &&
    (texts.has('0.0.0.0/0') || (texts.has('0.0.0.0/1') && texts.has('128.0.0.0/1')));
  if (isOpenToAll) return true;
  const all = { protocol: '-1', fromPort: -1, toPort: -1 } as const;
  return packets(exposureOf(from.map((source) => ({ ...all, source })))).includes(packet);
}

/** opened ∩ guarded − approved, asked of every packet by itself. */
function expectedExcess(rules: readonly Admission[], { guard, approved }: PlainGuard): Packet[] {
  const guarded = GUARDED_SERVICES[guard.kind].flatMap((name) => SERVICES[name].ranges);
  const opened = new Set(rules.flatMap((rule) => packets(exposureOf([rule]))));
  return PACKETS.filter((packet) => {
    if (!opened.has(packet) || !isIn(packet, guarded) || packet.from === OWN_GROUP) return false;
    return !approved.some(({ ranges, from }) => isIn(packet, ranges) && comesFrom(packet, from));
  });
}

function excessOf(rules: readonly Admission[], guard: Guard) {
  const judged = evaluate(changeOf(rules), guard);
  return judged.kind === 'violates' ? judged.excess : NO_EXPOSURE;
}

describe('evaluate(), for any rules and any guard of a tiny universe:', () => {
  test('the excess is opened ∩ guarded − approved', () => {
    fc.assert(
      fc.property(admissions, anyGuard, (rules, plain) => {
        expect(packets(excessOf(rules, plain.guard))).toEqual(expectedExcess(rules, plain));
      }),
      { numRuns: 500 },
    );
  });

  test('outbound it is the same by what is approved outbound, whatever is approved inbound', () => {
    fc.assert(
      fc.property(admissions, anyGuard, anyGuard, (rules, plain, other) => {
        const outbound = plain.guard.approved;
        const guard = { ...plain.guard, approved: other.guard.approved, outbound };
        const judged = evaluate({ ...changeOf(rules), direction: 'outbound' }, guard);
        const excess = judged.kind === 'violates' ? judged.excess : NO_EXPOSURE;
        expect(packets(excess)).toEqual(expectedExcess(rules, plain));
      }),
      { numRuns: 500 },
    );
  });

  test('inbound it is the same whatever is approved outbound', () => {
    fc.assert(
      fc.property(admissions, anyGuard, anyGuard, (rules, plain, other) => {
        const guard = { ...plain.guard, outbound: other.guard.approved };
        expect(packets(excessOf(rules, guard))).toEqual(expectedExcess(rules, plain));
      }),
      { numRuns: 300 },
    );
  });

  test('it violates exactly when there is an excess, and blames exactly the rules that bring some', () => {
    fc.assert(
      fc.property(admissions, anyGuard, (rules, { guard }) => {
        const judged = evaluate(changeOf(rules), guard);
        const bad = rules.filter((rule) => !isEmpty(excessOf([rule], guard)));
        expect(judged.kind).toBe(bad.length > 0 ? 'violates' : 'permitted');
        if (judged.kind === 'permitted') return;
        expect(isEmpty(judged.excess)).toBe(false);
        expect(judged.offending).toHaveLength(bad.length);
        expect(judged.offending).toMatchObject(bad);
      }),
      { numRuns: 500 },
    );
  });

  test('more rules never make the excess smaller', () => {
    fc.assert(
      fc.property(admissions, admissions, anyGuard, (some, more, { guard }) => {
        const small = excessOf(some, guard);
        const large = excessOf([...some, ...more], guard);
        expect(difference(small, large)).toEqual(NO_EXPOSURE);
      }),
      { numRuns: 500 },
    );
  });

  test('the order of the rules does not matter', () => {
    fc.assert(
      fc.property(admissions, anyGuard, (rules, { guard }) => {
        expect(excessOf(rules.toReversed(), guard)).toEqual(excessOf(rules, guard));
      }),
      { numRuns: 300 },
    );
  });
});

/** What is asked of a guard: for which of its groups, which way, and with which blocks of the list
 * pl-1, where they are known. */
interface Question {
  readonly groupId: string;
  readonly direction: Direction;
  readonly lists: ListsAtHand;
}

const anyBlocks = fc
  .array(anySource, { maxLength: 3 })
  .map((sources) => sources.flatMap((source) => (source.kind === 'cidr' ? [source.cidr] : [])));
const anyLists: fc.Arbitrary<KnownLists> = fc
  .option(anyBlocks)
  .map((blocks) => new Map(blocks === null ? [] : [['pl-1', blocks]]));
const anyQuestion: fc.Arbitrary<Question> = fc.record({
  groupId: fc.constantFrom('sg-1', 'sg-2', 'sg-3'),
  direction: fc.constantFrom('inbound', 'outbound'),
  lists: fc.record({ rules: anyLists, approved: anyLists }),
});
const anyTwoWayGuard = fc
  .tuple(anyGuard, anyGuard)
  .map(([{ guard }, other]): Guard => ({ ...guard, outbound: other.guard.approved }));

/** The definition, in the algebra's own words: opened ∩ guarded − approved, and nothing where every
 * address is approved. */
function definedExcess(
  rules: readonly Admission[],
  guard: Guard,
  { groupId, direction, lists }: Question,
): Exposure {
  const asked = { ownGroupId: groupId, direction, lists: lists.approved };
  const approved = approvedExposure(guard, asked);
  const everybody = addresses('0.0.0.0/0', '::/0');
  const openToAll = approved.filter(({ sources }) => covers(sources.addresses, everybody));
  const restricted = trafficDifference(guardedTraffic(guard.kind), openToAll);
  const opened = rules.flatMap((rule) =>
    expanded(rule.source, lists.rules).map((source) => ({ ...rule, source })),
  );
  return difference(within(exposureOf(opened), restricted), approved);
}

describe('excessOf(), for any rules, any guard and any group of it:', () => {
  test('the excess is as defined, list for list, whatever was asked before', () => {
    const questions = fc.array(anyQuestion, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(admissions, anyTwoWayGuard, questions, (rules, guard, all) => {
        for (const question of all) {
          const { excess } = excessOfRules(rules, guard, question.groupId, question);
          expect(excess).toEqual(definedExcess(rules, guard, question));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('it blames exactly the rules that bring some by themselves', () => {
    fc.assert(
      fc.property(admissions, anyTwoWayGuard, anyQuestion, (rules, guard, question) => {
        const bad = rules.filter((rule) => !isEmpty(definedExcess([rule], guard, question)));
        const { offending } = excessOfRules(rules, guard, question.groupId, question);
        expect(offending).toEqual(bad);
      }),
      { numRuns: 500 },
    );
  });

  test('a guard is right after more states of its lists than it remembers', () => {
    const guard: Guard = {
      name: 'any',
      kind: 'windows',
      match: [],
      approved: new Map([['rdp', sourceSet([{ kind: 'prefixList', prefixListId: 'pl-1' }])]]),
    };
    const rdp = { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const;
    const blocks = Array.from({ length: RESTRICTED_MAX * 2 }, (_, i) => cidr(`10.0.${i}.0/24`));
    for (const block of [...blocks, ...blocks]) {
      const known = new Map([['pl-1', [block]]]);
      const rules = blocks.map((each) => ({
        ...rdp,
        source: { kind: 'cidr' as const, cidr: each },
      }));
      const lists = { rules: known, approved: known };
      const { offending } = excessOfRules(rules, guard, null, { lists });
      expect(offending).toEqual(rules.filter(({ source }) => source.cidr !== block));
    }
  });

  test('a rule is on guarded traffic exactly when a part of it is', () => {
    const ports = fc.integer({ min: -2, max: 65_540 });
    const anyTcp = fc
      .tuple(ports, ports)
      .map(([fromPort, toPort]) => ({ protocol: 'tcp' as const, fromPort, toPort }));
    fc.assert(
      fc.property(fc.oneof(anyRange, anyTcp), fc.constantFrom(...GUARD_KINDS), (range, kind) => {
        const guard: Guard = { name: 'any', kind, match: [], approved: new Map() };
        const shared = intersection(traffic(range), guardedTraffic(kind));
        expect(isOnGuardedTraffic(range, guard)).toBe(shared.length > 0);
      }),
      { numRuns: 1000 },
    );
  });
});
