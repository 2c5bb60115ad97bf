import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { audit } from '../../../src/domain/audit/audit.ts';
import type { Audit, Audited } from '../../../src/domain/audit/audited.ts';
import type { Direction } from '../../../src/domain/change/exposure-change.ts';
import { GUARDED_SERVICES, SERVICES } from '../../../src/domain/guard/services.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { sourceOf } from '../../../src/domain/plan/planned-rule.ts';
import { PORT_TABLE_NAMES } from '../../../src/domain/scenario/port-table.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import { chosenRows } from '../../../src/domain/scenario/wanted-rules.ts';
import {
  anyRules,
  GUARD,
  groupOf,
  isFrom,
  isOn,
  LIST_BLOCKS,
  PACKETS,
  type Packet,
  packetsOf,
  SELF,
  SOURCES,
} from './directory-universe.ts';

const LISTS = new Map([['pl-0123456789abcdef0', LIST_BLOCKS.map((text) => cidr(text))]]);

/** A choice, with its networks as texts, from which the expected answer is worked out. */
interface PlainChoice {
  readonly choice: ScenarioChoice;
  readonly networks: Readonly<Record<string, readonly string[]>>;
}

const BLOCKS = SOURCES.filter((source) => !source.startsWith('sg-'));
const anyNetwork = fc.uniqueArray(fc.constantFrom(...BLOCKS), { minLength: 1, maxLength: 2 });

const anyChoice: fc.Arbitrary<PlainChoice> = fc
  .record({
    name: fc.constantFrom(...PORT_TABLE_NAMES),
    onPremises: anyNetwork,
    clients: anyNetwork,
    isLdapsUsed: fc.boolean(),
    isTrustCreated: fc.boolean(),
  })
  .map(({ name, onPremises, clients, isLdapsUsed, isTrustCreated }) => ({
    networks: { onPremises, clients },
    choice: {
      name,
      networks: new Map([
        ['onPremises', sourceSet(onPremises.map(sourceOf))],
        ['clients', sourceSet(clients.map(sourceOf))],
      ]),
      isLdapsUsed,
      isTrustCreated,
    },
  }));

function isOpen(packet: Packet, rules: readonly KnownRule[]): boolean {
  return rules.some((rule) => isOn(packet, rule) && isFrom(packet, [rule.source]));
}

/** A group's members have addresses: every address is theirs, too. */
function isReached(packet: Packet, rules: readonly KnownRule[]): boolean {
  return (
    packet.peer.startsWith('sg-') &&
    rules.some((rule) => isOn(packet, rule) && rule.source === '0.0.0.0/0')
  );
}

function isNamed(
  packet: Packet,
  { choice, networks }: PlainChoice,
  direction: Direction,
  needs: readonly string[],
): boolean {
  if (packet.peer === SELF) return needs.includes('required');
  return chosenRows(choice, direction).some(
    ({ ranges, network, need }) =>
      needs.includes(need) &&
      ranges.some((range) => isOn(packet, range)) &&
      isFrom(packet, networks[network] ?? []),
  );
}

function directed(found: Audit, direction: Direction) {
  const ofDirection = <Row extends { direction: Direction }>(rows: readonly Row[]) =>
    rows.filter((row) => row.direction === direction);
  return {
    beyond: packetsOf(ofDirection(found.beyond).flatMap(({ excess }) => excess)),
    missing: packetsOf(ofDirection(found.missing).flatMap(({ rows }) => rows)),
    closable: packetsOf(ofDirection(found.closable).flatMap(({ rows }) => rows)),
  };
}

function audited(
  inbound: readonly KnownRule[],
  outbound: readonly KnownRule[],
  plain: PlainChoice,
) {
  return { group: groupOf(inbound, outbound), guard: GUARD, choice: plain.choice, lists: LISTS };
}

describe('audit(), for any rules and any choice of a tiny world, packet by packet:', () => {
  test('beyond is what is open and not in the table, missing what it requires and is not open', () => {
    fc.assert(
      fc.property(anyRules, anyRules, anyChoice, (inbound, outbound, plain) => {
        const found = audit(audited(inbound, outbound, plain));
        for (const [direction, rules] of [
          ['inbound', inbound],
          ['outbound', outbound],
        ] as const) {
          const { beyond, missing } = directed(found, direction);
          expect(beyond).toEqual(
            PACKETS.filter(
              (packet) =>
                isOpen(packet, rules) &&
                !isNamed(packet, plain, direction, ['required', 'optional']),
            ),
          );
          expect(missing).toEqual(
            PACKETS.filter(
              (packet) =>
                isNamed(packet, plain, direction, ['required']) &&
                !isOpen(packet, rules) &&
                !isReached(packet, rules),
            ),
          );
        }
      }),
      { numRuns: 200 },
    );
  });

  test('what may be closed is open, in the table, and required by none of its rows', () => {
    fc.assert(
      fc.property(anyRules, anyRules, anyChoice, (inbound, outbound, plain) => {
        const { closable } = directed(audit(audited(inbound, outbound, plain)), 'inbound');
        expect(closable).toEqual(
          PACKETS.filter(
            (packet) =>
              isOpen(packet, inbound) &&
              packet.peer !== SELF &&
              isNamed(packet, plain, 'inbound', ['optional']) &&
              !isNamed(packet, plain, 'inbound', ['required']),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('without a table: what is open on guarded traffic and not approved, and nothing is required', () => {
    fc.assert(
      fc.property(anyRules, anyNetwork, (inbound, clients) => {
        const approved = new Map([['dns' as const, sourceSet(clients.map(sourceOf))]]);
        const asked: Audited = {
          group: groupOf(inbound, []),
          guard: { ...GUARD, approved },
          choice: null,
          lists: LISTS,
        };
        const found = audit(asked);
        expect(found.missing).toEqual([]);
        expect(found.closable).toEqual([]);
        const guarded = GUARDED_SERVICES.directory.flatMap((name) => SERVICES[name].ranges);
        expect(directed(found, 'inbound').beyond).toEqual(
          PACKETS.filter(
            (packet) =>
              isOpen(packet, inbound) &&
              packet.peer !== SELF &&
              guarded.some((range) => isOn(packet, range)) &&
              !(
                SERVICES.dns.ranges.some((range) => isOn(packet, range)) && isFrom(packet, clients)
              ),
          ),
        );
      }),
      { numRuns: 200 },
    );
  });

  test('a matrix says of every cell how much of it is open, beyond and missing', () => {
    fc.assert(
      fc.property(anyRules, anyChoice, (inbound, plain) => {
        const found = audit(audited(inbound, [], plain));
        const { beyond, missing } = directed(found, 'inbound');
        const matrix = found.matrices.find(({ direction }) => direction === 'inbound');
        for (const { service, cells } of matrix?.rows ?? []) {
          if (service === null) continue;
          cells.forEach((cell, i) => {
            const column = matrix?.columns[i];
            if (column?.kind !== 'role') return;
            const inCell = (packet: Packet) =>
              SERVICES[service].ranges.some((range) => isOn(packet, range)) &&
              isFrom(packet, plain.networks[column.role] ?? []);
            const whole = PACKETS.filter(inCell);
            const open = whole.filter((packet) => isOpen(packet, inbound));
            if (open.length > 0) expect(cell.open).not.toBe('none');
            if (open.length < whole.length) expect(cell.open).not.toBe('all');
            if (beyond.some(inCell)) expect(cell.beyond).not.toBe('none');
            if (cell.beyond === 'all')
              expect(open.every((packet) => beyond.includes(packet))).toBe(true);
            if (missing.some(inCell)) expect(cell.isMissing).toBe(true);
          });
        }
      }),
      { numRuns: 100 },
    );
  });
});
