import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { endedStanding, exempt, exemptionsOf } from '../../../src/domain/exemption/let-through.ts';
import type { StandingExemption } from '../../../src/domain/exemption/standing-exemption.ts';
import type { FindingState } from '../../../src/domain/finding/finding.ts';
import { type Admission, exposureOf, toRows } from '../../../src/domain/net/exposure.ts';
import { anyAdmission, packets } from '../net/tiny-universe.ts';

const UNTIL = 1_000;
const DIRECTIONS = ['inbound', 'outbound'] as const;

interface Drawn {
  readonly groupId: string;
  readonly direction: (typeof DIRECTIONS)[number];
  readonly until: number;
  readonly admissions: readonly Admission[];
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  groupId: fc.constantFrom('sg-7', 'sg-8'),
  direction: fc.constantFrom(...DIRECTIONS),
  until: fc.constantFrom(UNTIL - 1, UNTIL, UNTIL + 1),
  admissions: fc.array(anyAdmission, { minLength: 1, maxLength: 3 }),
});

function standing({ admissions, ...its }: Drawn): StandingExemption {
  return { ...its, rows: toRows(exposureOf(admissions)), reason: 'r' };
}

function exemptedFinding({ groupId, direction, until, admissions }: Drawn, index: number) {
  const excess = toRows(exposureOf(admissions));
  const wanted = { reason: 'r', ticket: null, until, atEnd: 'revert' } as const;
  const scope = [{ groupId, direction, excess }];
  const exemption = { ...wanted, scope, requestedBy: 'U1', approvedBy: ['U2'], at: 0 };
  const state: FindingState = { kind: 'exempted', exemption, shut: null, announced: [] };
  return { id: `f-${index}`, state };
}

describe('what is left of an opening once exemptions are counted', () => {
  it('is every packet that no exemption of its group, direction and time lets through', () => {
    fc.assert(
      fc.property(
        fc.array(anyAdmission, { maxLength: 4 }),
        fc.array(drawn, { maxLength: 3 }),
        fc.array(drawn, { maxLength: 3 }),
        (opened, ofFindings, ofPolicy) => {
          const way = { groupId: 'sg-7', direction: 'inbound', at: UNTIL } as const;
          const exemptions = exemptionsOf(way, {
            findings: ofFindings.map(exemptedFinding),
            standing: ofPolicy.map(standing),
          });
          const excess = exposureOf(opened);
          const holds = [...ofFindings, ...ofPolicy].filter(
            ({ groupId, direction, until }) =>
              groupId === 'sg-7' && direction === 'inbound' && UNTIL < until,
          );
          const through = new Set(
            holds.flatMap(({ admissions }) => packets(exposureOf(admissions))),
          );
          const left = packets(excess).filter((packet) => !through.has(packet));
          expect(packets(exempt(excess, exemptions).left)).toEqual(left);
        },
      ),
    );
  });

  it('names the exemptions that let any of it through, and no others', () => {
    const all = exposureOf([]);
    expect(exempt(all, [])).toEqual({ left: [], used: [] });
  });

  test('trap 15: an exemption that is over protects nothing, and stands in what has to be told', () => {
    fc.assert(
      fc.property(drawn, (each) => {
        const way = { groupId: each.groupId, direction: each.direction, at: each.until };
        const kept = { findings: [exemptedFinding(each, 0)], standing: [standing(each)] };
        expect(exemptionsOf(way, kept)).toEqual([]);
        const over = endedStanding(way, kept.standing);
        expect(packets(over)).toEqual(packets(exposureOf(each.admissions)));
        expect(endedStanding({ ...way, at: each.until - 1 }, kept.standing)).toEqual([]);
      }),
    );
  });

  it('a group that is not known by id has no exemption', () => {
    const each = {
      groupId: 'sg-7',
      direction: 'inbound',
      until: UNTIL + 1,
      admissions: [],
    } as const;
    const way = { groupId: null, direction: 'inbound', at: UNTIL } as const;
    const kept = { findings: [exemptedFinding(each, 0)], standing: [standing(each)] };
    expect(exemptionsOf(way, kept)).toEqual([]);
  });
});
