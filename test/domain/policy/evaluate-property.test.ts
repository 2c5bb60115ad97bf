import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  GUARD_KINDS,
  GUARDED_SERVICES,
  guardedTraffic,
  SERVICES,
} from '../../../src/domain/guard/services.ts';
import { addresses, covers } from '../../../src/domain/net/address-set.ts';
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

/** The definition, in the algebra's own words: opened ∩ guarded − approved, and nothing where every
 * address is approved. */
function definedExcess(rules: readonly Admission[], guard: Guard, ownGroupId: string): Exposure {
  const approved = approvedExposure(guard, ownGroupId);
  const everybody = addresses('0.0.0.0/0', '::/0');
  const openToAll = approved.filter(({ sources }) => covers(sources.addresses, everybody));
  const restricted = trafficDifference(guardedTraffic(guard.kind), openToAll);
  return difference(within(exposureOf(rules), restricted), approved);
}

describe('excessOf(), for any rules, any guard and any group of it:', () => {
  test('the excess is as defined, list for list, whichever group was asked for before', () => {
    const groupIds = fc.array(fc.constantFrom('sg-1', 'sg-2', 'sg-3'), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(admissions, anyGuard, groupIds, (rules, { guard }, groups) => {
        for (const groupId of groups) {
          const { excess } = excessOfRules(rules, guard, groupId);
          expect(excess).toEqual(definedExcess(rules, guard, groupId));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('it blames exactly the rules that bring some by themselves', () => {
    fc.assert(
      fc.property(admissions, anyGuard, (rules, { guard }) => {
        const bad = rules.filter((rule) => !isEmpty(definedExcess([rule], guard, OWN_GROUP)));
        expect(excessOfRules(rules, guard, OWN_GROUP).offending).toEqual(bad);
      }),
      { numRuns: 500 },
    );
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
