import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GUARD_KINDS, GUARDED_SERVICES, SERVICES } from '../../../src/domain/guard/services.ts';
import type { Admission } from '../../../src/domain/net/exposure.ts';
import { difference, exposureOf, isEmpty, NO_EXPOSURE } from '../../../src/domain/net/exposure.ts';
import { type Source, sourceSet, sourceText } from '../../../src/domain/net/source.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';
import { evaluate } from '../../../src/domain/policy/evaluate.ts';
import type { Guard } from '../../../src/domain/policy/policy.ts';
import { anyAdmission, anySource, PACKETS, type Packet, packets } from '../net/tiny-universe.ts';
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
