import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cidr, parseCidr } from '../../../src/domain/net/cidr.ts';
import type { Admission, Exposure, ExposureRow } from '../../../src/domain/net/exposure.ts';
import * as exposure from '../../../src/domain/net/exposure.ts';
import { exposureOf } from '../../../src/domain/net/exposure.ts';
import type { Source } from '../../../src/domain/net/source.ts';
import * as sources from '../../../src/domain/net/source.ts';
import { traffic } from '../../../src/domain/net/traffic.ts';
import { anyAdmission, PACKETS, type Packet, packets } from './tiny-universe.ts';

const admissions = fc.array(anyAdmission, { maxLength: 6 });
type Admissions = readonly Admission[];

function forPairs(property: (a: Admissions, b: Admissions) => void): void {
  fc.assert(
    fc.property(admissions, admissions, (a, b) => void property(a, b)),
    { numRuns: 500 },
  );
}

function filtered(
  a: Admissions,
  b: Admissions,
  keep: (x: boolean, y: boolean) => boolean,
): Packet[] {
  const left = new Set(packets(exposureOf(a)));
  const right = new Set(packets(exposureOf(b)));
  return PACKETS.filter((packet) => keep(left.has(packet), right.has(packet)));
}

function admissionOf({ source, ...range }: ExposureRow): Admission {
  const block = parseCidr(source);
  if (block.kind !== 'problem') return { ...range, source: { kind: 'cidr', cidr: block } };
  return { ...range, source: sourceOfId(source) };
}

function sourceOfId(id: string): Source {
  return id.startsWith('pl-')
    ? { kind: 'prefixList', prefixListId: id }
    : { kind: 'referencedGroup', groupId: id };
}

describe('exposure, packet by packet in a tiny universe:', () => {
  test('exposureOf() admits what any admission admits', () => {
    forPairs((a) => {
      const each = new Set(a.flatMap((one) => packets(exposureOf([one]))));
      expect(packets(exposureOf(a))).toEqual(PACKETS.filter((packet) => each.has(packet)));
    });
  });

  test('union()', () => {
    forPairs((a, b) => {
      const both = exposure.union(exposureOf(a), exposureOf(b));
      expect(packets(both)).toEqual(filtered(a, b, (x, y) => x || y));
      expect(both).toEqual(exposureOf([...b, ...a]));
    });
  });

  test('intersection()', () => {
    forPairs((a, b) => {
      const shared = exposure.intersection(exposureOf(a), exposureOf(b));
      expect(packets(shared)).toEqual(filtered(a, b, (x, y) => x && y));
    });
  });

  test('difference()', () => {
    forPairs((a, b) => {
      const rest = exposure.difference(exposureOf(a), exposureOf(b));
      expect(packets(rest)).toEqual(filtered(a, b, (x, y) => x && !y));
    });
  });

  test('within() is the intersection with that traffic from whomever', () => {
    forPairs((a, b) => {
      const part = exposure.within(exposureOf(a), traffic(...b));
      const wanted = b.flatMap((range) => PACKETS.filter((packet) => packet.isIn(range)));
      const admitted = new Set(packets(exposureOf(a)));
      expect(packets(part)).toEqual(
        PACKETS.filter((packet) => admitted.has(packet) && wanted.includes(packet)),
      );
    });
  });

  test('isEmpty() where no packet is admitted', () => {
    forPairs((a, b) => {
      const rest = exposure.difference(exposureOf(a), exposureOf([...a, ...b]));
      expect(exposure.isEmpty(rest)).toBe(true);
      expect(exposure.isEmpty(exposureOf(a))).toBe(a.length === 0);
    });
  });

  test('allSources() is who is admitted on any traffic', () => {
    forPairs((a) => {
      expect(exposure.allSources(exposureOf(a))).toEqual(
        sources.sourceSet(a.map((admission) => admission.source)),
      );
    });
  });
});

describe('exposure has one form:', () => {
  test('stretches are sorted, disjoint and not empty; equal neighbours are joined', () => {
    forPairs((a, b) => {
      const results: readonly Exposure[] = [
        exposureOf(a),
        exposure.intersection(exposureOf(a), exposureOf(b)),
        exposure.difference(exposureOf(a), exposureOf(b)),
        exposure.within(exposureOf(a), traffic(...b)),
      ];
      for (const result of results) expectCanonical(result);
    });
  });

  test('the same packets in any order and cut in any way are the same list', () => {
    forPairs((a, b) => {
      const whole = exposureOf([...a, ...b]);
      const left = exposure.difference(whole, exposureOf(b));
      const right = exposure.intersection(whole, exposureOf(b));
      expect(exposure.union(left, right)).toEqual(whole);
      expect(exposureOf([...b, ...a, ...a])).toEqual(whole);
    });
  });
});

function expectCanonical(result: Exposure): void {
  for (const [i, stretch] of result.entries()) {
    expect(stretch.start).toBeLessThan(stretch.end);
    expect(sources.isEmpty(stretch.sources)).toBe(false);
    const next = result[i + 1];
    if (next === undefined) continue;
    expect(next.start).toBeGreaterThanOrEqual(stretch.end);
    const isJoinable = next.start === stretch.end && sources.equals(next.sources, stretch.sources);
    expect(isJoinable).toBe(false);
  }
}

describe('toRows()', () => {
  test('loses nothing and adds nothing', () => {
    forPairs((a, b) => {
      const rest = exposure.difference(exposureOf(a), exposureOf(b));
      expect(exposureOf(exposure.toRows(rest).map(admissionOf))).toEqual(rest);
    });
  });

  test('no row can be left out', () => {
    forPairs((a, b) => {
      const rest = exposure.difference(exposureOf(a), exposureOf(b));
      const rows = exposure.toRows(rest);
      // Leaving out each of n rows costs n²; everything less a few blocks has hundreds.
      if (rows.length > 40) return;
      for (const row of rows) {
        const others = rows.filter((other) => other !== row);
        expect(exposureOf(others.map(admissionOf))).not.toEqual(rest);
      }
    });
  });

  test('says one rule as one row, and touching rules of one source as one', () => {
    const open = (fromPort: number, toPort: number, text: string): Admission => ({
      protocol: 'tcp',
      fromPort,
      toPort,
      source: { kind: 'cidr', cidr: cidr(text) },
    });
    expect(exposure.toRows(exposureOf([open(3389, 3389, '0.0.0.0/0')]))).toEqual([
      { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '0.0.0.0/0' },
    ]);
    const touching = [open(3390, 3400, '10.0.0.0/8'), open(3380, 3389, '10.0.0.0/8')];
    expect(exposure.toRows(exposureOf(touching))).toEqual([
      { protocol: 'tcp', fromPort: 3380, toPort: 3400, source: '10.0.0.0/8' },
    ]);
    const halves = [open(3389, 3389, '10.0.0.0/9'), open(3389, 3389, '10.128.0.0/9')];
    expect(exposure.toRows(exposureOf(halves))).toEqual([
      { protocol: 'tcp', fromPort: 3389, toPort: 3389, source: '10.0.0.0/8' },
    ]);
  });
});
