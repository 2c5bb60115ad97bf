import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { DIRECTIONS } from '../../../src/domain/change/exposure-change.ts';

import { planHarden } from '../../../src/domain/harden/plan-harden.ts';
import { planUndo } from '../../../src/domain/harden/plan-undo.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import {
  difference,
  exposureOf,
  intersection,
  NO_EXPOSURE,
} from '../../../src/domain/net/exposure.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { asAdmission, sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { SCENARIO_NAMES } from '../../../src/domain/scenario/port-table.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../src/domain/scenario/tables.ts';
import { wantedExposure, wantedRules } from '../../../src/domain/scenario/wanted-rules.ts';
import { Ec2Group } from './ec2-group.ts';
import { GROUP_ID, groupOf, requestOf, texts } from './harden-of.ts';

const PORTS = ['53', '88', '389', '445', '464', '636', '3268-3269', '49152-65535', '0-65535'];
const SOURCES = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '172.16.0.0/12', 'sg-9', GROUP_ID];

const anyRules = fc.uniqueArray(
  fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(
          fc.constantFrom('tcp', 'udp'),
          fc.constantFrom(...PORTS),
          fc.constantFrom(...SOURCES),
        )
        .map((parts) => parts.join(' ')),
    },
    { weight: 1, arbitrary: fc.constantFrom(...SOURCES).map((source) => `-1 ${source}`) },
  ),
  { maxLength: 30 },
);

const anySources = fc
  .uniqueArray(fc.constantFrom('10.0.0.0/8', '10.1.0.0/16', '172.16.0.0/12', '192.0.2.0/24'), {
    minLength: 1,
    maxLength: 2,
  })
  .map((each) => sourceSet(each.map(sourceOf)));

/** Everything of the table is asked for: what its notes call optional depends on the group. */
const anyChoice: fc.Arbitrary<ScenarioChoice> = fc.record({
  name: fc.constantFrom(...SCENARIO_NAMES),
  networks: fc
    .tuple(anySources, anySources)
    .map(
      ([onPremises, clients]) =>
        new Map([['onPremises', onPremises] as const, ['clients', clients] as const]),
    ),
  isLdapsUsed: fc.constant(true),
  isTrustCreated: fc.constant(false),
});

function reach(rules: readonly KnownRule[]) {
  return exposureOf(rules.map(asAdmission));
}

test('a hardening to any scenario ends in exactly its exposure, cuts nothing of it, and is undone', () => {
  let planned = 0;
  fc.assert(
    fc.property(
      anyRules,
      anyRules,
      anyChoice,
      fc.constantFrom(30, 40, 60),
      (inbound, outbound, choice, rulesMax) => {
        const group = groupOf(inbound, outbound);
        const wanted = wantedRules(choice, GROUP_ID);
        const directory = {
          directoryId: 'd-1234567890',
          type: 'microsoftAd',
          trusts: { kind: 'known', domains: [] },
        } as const;
        const table = PORT_TABLES[choice.name];
        const answer = planHarden(requestOf(group, wanted, { table, directory, rulesMax }));
        if (answer.kind === 'refused') {
          expect(['overQuota', 'nothingToDo']).toContain(answer.reason.kind);
          return;
        }
        planned += 1;
        const ec2 = new Ec2Group(group, rulesMax, new Map());
        const mustStay = DIRECTIONS.map((direction) =>
          intersection(reach(group[direction]), wantedExposure(wanted, direction)),
        );
        for (const step of answer.plan.steps) {
          ec2.call(step);
          DIRECTIONS.forEach((direction, i) => {
            const cut = difference(mustStay[i] ?? NO_EXPOSURE, reach(ec2.rules[direction]));
            expect(cut).toEqual(NO_EXPOSURE);
          });
        }
        for (const direction of DIRECTIONS) {
          expect(reach(ec2.rules[direction])).toEqual(wantedExposure(wanted, direction));
        }
        const live = { ...group, ...ec2.rules };
        const undo = planUndo(answer.plan, { group: live, lists: new Map(), rulesMax: 200 });
        if (undo.kind === 'refused') throw new Error('No undo');
        const back = new Ec2Group(live, 200, new Map());
        for (const step of undo.plan.steps) back.call(step);
        for (const direction of DIRECTIONS) {
          const values = (rules: readonly KnownRule[]) =>
            rules.map((rule) => `${texts([rule]).join()} ${rule.description}`).sort();
          expect(values(back.rules[direction])).toEqual(values(group[direction]));
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(planned).toBeGreaterThan(150);
});
