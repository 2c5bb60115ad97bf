import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DIRECTIONS, type Direction } from '../../../src/domain/change/exposure-change.ts';
import { isStillGood, stateAfter, surprises } from '../../../src/domain/harden/compare-rules.ts';
import { fewestRules } from '../../../src/domain/harden/fewest-rules.ts';
import type { HardenPlan } from '../../../src/domain/harden/harden-plan.ts';
import { planHarden } from '../../../src/domain/harden/plan-harden.ts';
import { planUndo } from '../../../src/domain/harden/plan-undo.ts';
import type { GroupState, KnownRule } from '../../../src/domain/inventory/group-state.ts';
import type { ExposureRow } from '../../../src/domain/net/exposure.ts';
import type { WantedRule } from '../../../src/domain/scenario/wanted-rule.ts';
import { Ec2Group } from './ec2-group.ts';
import {
  anyRows,
  GROUP_ID,
  groupOf,
  LISTS,
  lets,
  PACKETS,
  type Packet,
  passing,
  passingByName,
  requestOf,
  texts,
  wantedIn,
} from './harden-of.ts';

const SIZES = new Map([...LISTS.values()].map((list) => [list.prefixListId, list.maxEntries ?? 0]));

interface Case {
  readonly group: GroupState;
  readonly wanted: readonly WantedRule[];
  readonly rulesMax: number;
}

/** The quota is often just so large that there is no room to add everything first. */
const anyCase: fc.Arbitrary<Case> = fc
  .tuple(anyRows, anyRows, anyRows, anyRows, fc.constantFrom(4, 6, 8, 10, 12, 60))
  .map(([inbound, outbound, wantedInbound, wantedOutbound, rulesMax]) => ({
    group: groupOf(texts(inbound), texts(outbound)),
    wanted: [
      ...wantedInbound.map((each, i) => wantedIn(texts([each]).join(), { need: needAt(i) })),
      ...wantedOutbound.map((each) => wantedIn(texts([each]).join(), { direction: 'outbound' })),
    ],
    rulesMax,
  }));

function needAt(i: number): WantedRule['need'] {
  return i % 4 === 3 ? 'optional' : 'required';
}

function answerOf({ group, wanted, rulesMax }: Case) {
  return planHarden(requestOf(group, wanted, { lists: LISTS, rulesMax }));
}

function withPlans(check: (plan: HardenPlan, each: Case) => void): { planned: number } {
  const seen = { planned: 0 };
  fc.assert(
    fc.property(anyCase, (each) => {
      const answer = answerOf(each);
      if (answer.kind === 'refused') return;
      seen.planned += 1;
      check(answer.plan, each);
    }),
    { numRuns: 600 },
  );
  return seen;
}

function run(
  plan: HardenPlan,
  { group, rulesMax }: Case,
  after: (ec2: Ec2Group) => void,
): Ec2Group {
  const ec2 = new Ec2Group(group, rulesMax, SIZES);
  for (const step of plan.steps) {
    ec2.call(step);
    after(ec2);
  }
  return ec2;
}

function wantedRows({ wanted, group }: Case, direction: Direction): readonly ExposureRow[] {
  const own = group[direction].filter(({ source }) => source === GROUP_ID);
  return [...wanted.filter((each) => each.direction === direction), ...own];
}

function requiredRows({ wanted, group }: Case, direction: Direction): readonly ExposureRow[] {
  return wantedRows(
    { group, wanted: wanted.filter(({ need }) => need === 'required'), rulesMax: 0 },
    direction,
  );
}

/** What is required and open to the group itself, and of the rest what was open before. */
function expectedAtEnd(each: Case, direction: Direction): readonly Packet[] {
  const required = new Set(passing(requiredRows(each, direction)));
  const before = new Set(passing(each.group[direction]));
  const wanted = new Set(passing(wantedRows(each, direction)));
  return PACKETS.filter(
    (packet) => required.has(packet) || (wanted.has(packet) && before.has(packet)),
  );
}

function values(rules: readonly KnownRule[]): readonly string[] {
  return rules.map((each) => `${texts([each]).join()} ${each.description}`).sort();
}

describe('a hardening, carried out step by step,', () => {
  test('ends in exactly what is wanted, and the references of the group to itself', () => {
    const { planned } = withPlans((plan, each) => {
      const ec2 = run(plan, each, () => undefined);
      for (const direction of DIRECTIONS) {
        const required = requiredRows(each, direction);
        expect(passing(ec2.rules[direction])).toEqual(expectedAtEnd(each, direction));
        // Whatever lists hold tomorrow, what is wanted does not hang on one that is not named for it.
        const byName = passingByName(ec2.rules[direction]);
        expect(byName).toEqual(expect.arrayContaining([...passingByName(required)]));
      }
    });
    expect(planned).toBeGreaterThan(300);
  });

  test('never cuts on its way what is wanted and was open before', () => {
    let interleaved = 0;
    withPlans((plan, each) => {
      const kinds = plan.steps.map(({ kind }) => kind);
      if (kinds.lastIndexOf('add') > kinds.indexOf('revoke') && kinds.includes('revoke')) {
        interleaved += 1;
      }
      const mustStay = DIRECTIONS.map((direction) => {
        const open = new Set(passing(each.group[direction]));
        return passing(wantedRows(each, direction)).filter((packet) => open.has(packet));
      });
      run(plan, each, (ec2) => {
        DIRECTIONS.forEach((direction, i) => {
          const now = passing(ec2.rules[direction]);
          expect(now).toEqual(expect.arrayContaining([...(mustStay[i] ?? [])]));
        });
      });
    });
    // Else the order without room was never tried.
    expect(interleaved).toBeGreaterThan(20);
  });

  test('keeps the members of a wanted group in, even those that a block let in', () => {
    withPlans((plan, each) => {
      const ec2 = new Ec2Group(each.group, each.rulesMax, SIZES);
      const reached = membersLetIn(each, ec2);
      for (const step of plan.steps) {
        ec2.call(step);
        for (const { direction, packet, address } of reached) {
          const isOpen = letsMember(ec2.rules[direction], packet, address);
          expect(isOpen, `${step.kind} cut ${JSON.stringify(packet)}`).toBe(true);
        }
      }
    });
  });

  test('touches no rule that is wanted as it is', () => {
    withPlans((plan, each) => {
      for (const direction of DIRECTIONS) {
        const revoked = plan.steps
          .filter((step) => step.kind === 'revoke' && step.direction === direction)
          .flatMap(({ rules }) => texts(rules));
        const within = each.group[direction].filter((rule) =>
          wantedRows(each, direction).some((row) => isWithinRow(rule, row)),
        );
        expect(revoked.filter((text) => texts(within).includes(text))).toEqual([]);
      }
    });
  });

  test('is at its peak where it says, and in the state that it expects between any two steps', () => {
    withPlans((plan, each) => {
      let done = 0;
      const peaks = new Map<string, number>();
      run(plan, each, (ec2) => {
        done += 1;
        expect(surprises(plan, done, ec2.rules)).toEqual([]);
        expect(surprises(plan, done - 1, ec2.rules)).not.toEqual([]);
        for (const direction of DIRECTIONS) {
          const count = countOf(ec2.rules[direction]);
          peaks.set(direction, Math.max(peaks.get(direction) ?? 0, count));
        }
      });
      expect(values(stateAfter(plan, plan.steps.length).inbound)).toEqual(
        values(plan.after.inbound),
      );
      for (const direction of DIRECTIONS) {
        const told = plan.quota.find((row) => row.direction === direction && row.family === 'ipv4');
        expect(told?.before).toBe(countOf(each.group[direction]));
        expect(Math.max(peaks.get(direction) ?? 0, told?.before ?? 0)).toBe(told?.peak);
      }
    });
  });

  test('is undone to the same values, cutting nothing that is open and given back', () => {
    withPlans((plan, each) => {
      const ec2 = run(plan, each, () => undefined);
      const live = { ...each.group, ...ec2.rules };
      const answer = planUndo(plan, { group: live, lists: LISTS, rulesMax: each.rulesMax });
      if (answer.kind === 'refused') {
        expect(answer.reason.kind).toBe('overQuota');
        return;
      }
      const mustStay = passing(each.group.inbound).filter((packet) =>
        passing(live.inbound).includes(packet),
      );
      const undone = run(answer.plan, { ...each, group: live }, ({ rules }) => {
        expect(passing(rules.inbound)).toEqual(expect.arrayContaining(mustStay));
      });
      for (const direction of DIRECTIONS) {
        expect(values(undone.rules[direction])).toEqual(values(each.group[direction]));
      }
    });
  });

  test('is undone from wherever it stopped', () => {
    withPlans((plan, each) => {
      for (let done = 1; done < plan.steps.length; done += 1) {
        const stopped = run({ ...plan, steps: plan.steps.slice(0, done) }, each, () => undefined);
        const live = { ...each.group, ...stopped.rules };
        const answer = planUndo(plan, { group: live, lists: LISTS, rulesMax: 60 });
        if (answer.kind === 'refused') throw new Error('No undo');
        const undone = run(answer.plan, { ...each, group: live, rulesMax: 60 }, () => undefined);
        expect(values(undone.rules.inbound)).toEqual(values(each.group.inbound));
        expect(values(undone.rules.outbound)).toEqual(values(each.group.outbound));
      }
    });
  });

  test('leaves nothing to do', () => {
    withPlans((plan, each) => {
      const ec2 = run(plan, each, () => undefined);
      const again = answerOf({ ...each, group: { ...each.group, ...ec2.rules } });
      expect(again).toEqual({ kind: 'refused', reason: { kind: 'nothingToDo' } });
    });
  });

  test('is the same plan in whatever order the rules are listed, and good for that group alone', () => {
    withPlans((plan, each) => {
      const { group } = each;
      const turned = { ...group, inbound: [...group.inbound].reverse(), observedAt: 9 };
      expect(answerOf({ ...each, group: turned })).toEqual({ kind: 'plan', plan });
      expect(isStillGood(plan, turned, LISTS)).toEqual({ kind: 'same' });
      const [first, ...rest] = group.inbound;
      if (first === undefined) return;
      expect(isStillGood(plan, { ...group, inbound: rest }, LISTS).kind).toBe('changed');
    });
  });

  test('is refused for its quota only where all that is wanted does not fit first', () => {
    let refused = 0;
    fc.assert(
      fc.property(anyCase, (each) => {
        const answer = answerOf(each);
        if (answer.kind === 'plan' || answer.reason.kind === 'nothingToDo') return;
        if (answer.reason.kind !== 'overQuota') throw new Error(answer.reason.kind);
        refused += 1;
        const roomy = answerOf({ ...each, rulesMax: 1_000 });
        if (roomy.kind === 'refused') throw new Error('Refused with room');
        const { direction, family, needed } = answer.reason;
        expect(needed).toBeGreaterThan(each.rulesMax);
        const row = roomy.plan.quota.find(
          (one) => one.direction === direction && one.family === family,
        );
        expect(row?.peak).toBeGreaterThan(each.rulesMax);
        if (answer.reason.when === 'atTheEnd') expect(row?.after).toBe(needed);
        else expect(row?.after).toBeLessThanOrEqual(each.rulesMax);
      }),
      { numRuns: 600 },
    );
    expect(refused).toBeGreaterThan(10);
  });
});

describe('fewestRules()', () => {
  test('covers what is wanted with rules within it, none superfluous, never more than asked for', () => {
    fc.assert(
      fc.property(anyRows, anyRows, (wanted, others) => {
        const open = new Set(passing(wanted));
        const kept = others.filter((each) => passing([each]).every((packet) => open.has(packet)));
        const added = fewestRules(wanted, kept);
        const all = [...kept, ...added];
        expect(passing(all)).toEqual(passing(wanted));
        expect(added.length).toBeLessThanOrEqual(wanted.length);
        for (const each of added) {
          const rest = all.filter((other) => other !== each);
          expect(passingByName(rest).length).toBeLessThan(passingByName(all).length);
        }
      }),
      { numRuns: 600 },
    );
  });
});

function isWithinRow(rule: ExposureRow, row: ExposureRow): boolean {
  const isTraffic =
    row.protocol === '-1' ||
    (row.protocol === rule.protocol && row.fromPort <= rule.fromPort && rule.toPort <= row.toPort);
  const isSource =
    row.source === rule.source || (row.source === '10.0.0.0/30' && rule.source === 'pl-2');
  return isTraffic && isSource;
}

function countOf(rules: readonly KnownRule[]): number {
  return rules.reduce((sum, { source }) => {
    if (source.startsWith('pl-')) return sum + (SIZES.get(source) ?? 0);
    return source.includes(':') ? sum : sum + 1;
  }, 0);
}

interface MemberPacket {
  readonly direction: Direction;
  readonly packet: {
    readonly protocol: 'tcp' | 'udp';
    readonly port: number;
    readonly peer: string;
  };
  /** The address that the member of the wanted group has. */
  readonly address: string;
}

/** Members of sg-2 that are wanted, and whose address, which nobody knows, a block let in before. */
function membersLetIn(each: Case, ec2: Ec2Group): readonly MemberPacket[] {
  return DIRECTIONS.flatMap((direction) =>
    PACKETS.filter(({ peer }) => peer === 'sg-2').flatMap((packet) => {
      const isWanted = requiredRows(each, direction).some((row) => lets(row, packet));
      if (!isWanted) return [];
      return ['10.0.0.1', '10.0.0.2', '192.0.2.1']
        .filter((address) => letsMember(ec2.rules[direction], packet, address))
        .map((address) => ({ direction, packet, address }));
    }),
  );
}

function letsMember(
  rules: readonly KnownRule[],
  packet: MemberPacket['packet'],
  address: string,
): boolean {
  return rules.some((rule) => lets(rule, packet) || lets(rule, { ...packet, peer: address }));
}
