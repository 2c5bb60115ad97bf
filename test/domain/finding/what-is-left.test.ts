import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ListUse } from '../../../src/domain/finding/door.ts';
import { entriesLeft, excessOfUses } from '../../../src/domain/finding/what-is-left.ts';
import { type ExposureRow, exposureOf } from '../../../src/domain/net/exposure.ts';
import { asAdmission } from '../../../src/domain/plan/planned-rule.ts';
import { entriesOf, listDoor } from '../../app/doors/list-door.ts';
import { packets } from '../net/tiny-universe.ts';

const RDP = { protocol: 'tcp', fromPort: 3389, toPort: 3389 } as const;
const SMB = { protocol: 'tcp', fromPort: 445, toPort: 445 } as const;

/** A use of the list by which a group opens this. */
function use(groupId: string, excess: readonly ExposureRow[], direction = 'inbound'): ListUse {
  const guard = { guardName: 'hosts', guardKind: 'windows' } as const;
  const way = direction === 'inbound' ? 'inbound' : 'outbound';
  return { groupId, groupName: null, ...guard, direction: way, rules: [], excess };
}

describe('entriesLeft()', () => {
  const DOOR = listDoor(
    ['10.0.0.0/31', '10.0.0.2/31'],
    [
      use('sg-1', [{ ...RDP, source: '10.0.0.0/30' }]),
      use('sg-2', [{ ...RDP, source: '10.0.0.3/32' }], 'outbound'),
    ],
  );

  it('of all entries is the door itself, whatever else the list holds', () => {
    expect(entriesLeft(DOOR, entriesOf(['10.0.0.2/31', '0.0.0.0/0', '10.0.0.0/31']))).toBe(DOOR);
  });

  it('of none is nothing, also where another entry covers them', () => {
    expect(entriesLeft(DOOR, [])).toBeNull();
    expect(entriesLeft(DOOR, entriesOf(['0.0.0.0/0']))).toBeNull();
  });

  it('of some are those, with what they open in each use; a use without any is left out', () => {
    const left = entriesLeft(DOOR, entriesOf(['10.0.0.0/31', '192.0.2.0/24']));
    expect(left?.entries.map(({ cidr }) => cidr)).toEqual(['10.0.0.0/31']);
    expect(left?.uses).toEqual([use('sg-1', [{ ...RDP, source: '10.0.0.0/31' }])]);
    const other = entriesLeft(DOOR, entriesOf(['10.0.0.2/31']));
    expect(other?.uses).toEqual([
      use('sg-1', [{ ...RDP, source: '10.0.0.2/31' }]),
      use('sg-2', [{ ...RDP, source: '10.0.0.3/32' }], 'outbound'),
    ]);
  });

  it('gives the entries back as they were told, not as the list has them now', () => {
    const live = [{ cidr: '10.0.0.0/31', description: 'another description' }];
    expect(entriesLeft(DOOR, live)?.entries).toEqual(DOOR.entries.slice(0, 1));
  });

  it('opens exactly what the door opened and the entries left still cover', () => {
    const cidr = fc.constantFrom(
      ...['10.0.0.0/32', '10.0.0.1/32', '10.0.0.2/32', '10.0.0.0/31', '10.0.0.2/31', '0.0.0.0/0'],
      ...['::/127', '::2/128', '::/0'],
    );
    const row = fc
      .tuple(fc.constantFrom(RDP, { protocol: '-1', fromPort: -1, toPort: -1 } as const), cidr)
      .map(([range, source]): ExposureRow => ({ ...range, source }));
    const anyUse = fc
      .array(row, { minLength: 1, maxLength: 3 })
      .map((excess) => use('sg-1', excess));
    const entries = fc.uniqueArray(cidr, { minLength: 1, maxLength: 4 });
    const uses = fc.array(anyUse, { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(
        entries,
        uses,
        fc.subarray(['10.0.0.0/32', '::/0', '10.0.0.2/31', '10.0.0.0/31', '0.0.0.0/0']),
        (cidrs, all, live) => {
          const left = entriesLeft(listDoor(cidrs, all), entriesOf(live));
          const kept = cidrs.filter((each) => live.includes(each));
          expect(left?.entries.map((entry) => entry.cidr) ?? []).toEqual(kept);
          const opened = packetsOf(excessOfUses(all));
          const reach = packetsOf(
            kept.map((source) => ({ protocol: '-1', fromPort: -1, toPort: -1, source })),
          );
          // All of the entries left is all of the door, told as it was.
          const expected = kept.length === cidrs.length ? opened : both(opened, reach);
          expect(packetsOf(excessOfUses(left?.uses ?? []))).toEqual(expected);
          for (const { excess } of left?.uses ?? []) expect(excess).not.toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

function packetsOf(rows: readonly ExposureRow[]): readonly unknown[] {
  return packets(exposureOf(rows.map(asAdmission)));
}

function both(some: readonly unknown[], others: readonly unknown[]): readonly unknown[] {
  return some.filter((packet) => others.includes(packet));
}

describe('excessOfUses()', () => {
  it('joins what uses open, and tells nothing twice', () => {
    const rows = excessOfUses([
      use('sg-1', [{ ...RDP, source: '10.0.0.0/9' }]),
      use('sg-2', [
        { ...RDP, source: '10.128.0.0/9' },
        { ...SMB, source: '10.0.0.0/8' },
      ]),
    ]);
    expect(rows).toEqual([
      { ...SMB, source: '10.0.0.0/8' },
      { ...RDP, source: '10.0.0.0/8' },
    ]);
    expect(excessOfUses([])).toEqual([]);
  });
});
