import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type IpProtocol,
  PROTOCOL_COUNT,
  protocolOfNumber,
} from '../../../src/domain/net/protocol.ts';
import {
  PORT_COUNT,
  type TrafficRange,
  toRanges,
  traffic,
  trafficInterval,
} from '../../../src/domain/net/traffic.ts';

const ALL: TrafficRange = { protocol: '-1', fromPort: -1, toPort: -1 };

function range(protocol: IpProtocol, fromPort: number, toPort: number): TrafficRange {
  return { protocol, fromPort, toPort };
}

const port = fc.nat(PORT_COUNT - 1);
const portRange = fc
  .tuple(fc.constantFrom<IpProtocol>('tcp', 'udp'), port, port)
  .map(([protocol, a, b]) => range(protocol, Math.min(a, b), Math.max(a, b)));
const icmpRange = fc
  .tuple(
    fc.constantFrom<IpProtocol>('icmp', 'icmpv6'),
    fc.nat(255),
    fc.integer({ min: -1, max: 255 }),
  )
  .map(([protocol, type, code]) => range(protocol, type, code));
const wholeProtocol = fc
  .nat(PROTOCOL_COUNT - 1)
  .filter((number) => number !== 6 && number !== 17)
  .map((number) => range(protocolOfNumber(number), -1, -1));
const anyRange = fc.oneof(portRange, icmpRange, wholeProtocol, fc.constant(ALL));

/** Any numbers at all, as a record that is not what it should be may hold them. */
const anyPort = fc.oneof(fc.integer({ min: -3, max: 70_000 }), fc.integer());
const wildRange = fc
  .tuple(fc.integer({ min: -1, max: 255 }), anyPort, anyPort)
  .map(([number, from, to]) => range(number < 0 ? '-1' : protocolOfNumber(number), from, to));

describe('trafficInterval()', () => {
  test('protocol -1 is everything whatever its ports say', () => {
    const everything = { start: 0, end: PROTOCOL_COUNT * PORT_COUNT };
    expect(trafficInterval(ALL)).toEqual(everything);
    expect(trafficInterval(range('-1', 0, 0))).toEqual(everything);
    expect(trafficInterval(range('-1', 3389, 3389))).toEqual(everything);
    expect(trafficInterval(range('-1', 0, 65535))).toEqual(everything);
  });

  test('TCP and UDP without ports are all ports', () => {
    for (const protocol of ['tcp', 'udp'] as const) {
      const all = trafficInterval(range(protocol, 0, 65535));
      expect(trafficInterval(range(protocol, -1, -1))).toEqual(all);
      expect(trafficInterval(range(protocol, 0, -1))).toEqual(all);
    }
  });

  test('a protocol without ports is its whole stretch, whatever its ports say', () => {
    const whole = { start: 47 * PORT_COUNT, end: 48 * PORT_COUNT };
    expect(trafficInterval(range('47', -1, -1))).toEqual(whole);
    expect(trafficInterval(range('47', 80, 80))).toEqual(whole);
  });

  test('ICMP: all types, all codes of a type, one code', () => {
    const base = PORT_COUNT;
    expect(trafficInterval(range('icmp', -1, -1))).toEqual({ start: base, end: 2 * base });
    expect(trafficInterval(range('icmp', 8, -1))).toEqual({
      start: base + 8 * 256,
      end: base + 9 * 256,
    });
    expect(trafficInterval(range('icmp', 3, 4))).toEqual({
      start: base + 3 * 256 + 4,
      end: base + 3 * 256 + 5,
    });
    expect(trafficInterval(range('icmpv6', 255, 255))).toEqual({
      start: 59 * PORT_COUNT - 1,
      end: 59 * PORT_COUNT,
    });
  });

  test('stays within its own protocol, whatever the ports', () => {
    fc.assert(
      fc.property(wildRange, (wild) => {
        const { start, end } = trafficInterval(wild);
        if (start >= end) return;
        const first = Math.floor(start / PORT_COUNT);
        const last = Math.floor((end - 1) / PORT_COUNT);
        if (wild.protocol === '-1') expect([first, last]).toEqual([0, 255]);
        else
          expect([protocolOfNumber(first), protocolOfNumber(last)]).toEqual([
            wild.protocol,
            wild.protocol,
          ]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('trap 3, ports in a wider range:', () => {
  test.each([
    range('tcp', 3000, 4000),
    range('tcp', 0, 65535),
    range('tcp', -1, -1),
    range('tcp', 3389, 3389),
    ALL,
    range('-1', 0, 0),
  ])('%j contains TCP 3389', (wide) => {
    const rdp = trafficInterval(range('tcp', 3389, 3389));
    const { start, end } = trafficInterval(wide);
    expect(start <= rdp.start && rdp.end <= end).toBe(true);
  });

  test.each([range('udp', 3000, 4000), range('tcp', 3390, 4000), range('icmp', -1, -1)])(
    '%j does not',
    (other) => {
      const rdp = trafficInterval(range('tcp', 3389, 3389));
      const { start, end } = trafficInterval(other);
      expect(end <= rdp.start || rdp.end <= start).toBe(true);
    },
  );
});

describe('toRanges()', () => {
  test('gives back the range that a stretch came from', () => {
    fc.assert(
      fc.property(anyRange, (one) => {
        expect(toRanges(trafficInterval(one))).toEqual([one]);
      }),
      { numRuns: 1000 },
    );
  });

  test('loses nothing of any set of ranges, and adds nothing', () => {
    fc.assert(
      fc.property(fc.array(anyRange, { maxLength: 6 }), (ranges) => {
        const set = traffic(...ranges);
        expect(traffic(...set.flatMap(toRanges))).toEqual(set);
      }),
      { numRuns: 500 },
    );
  });

  test('a stretch over several protocols comes out protocol by protocol', () => {
    const stretch = { start: 6 * PORT_COUNT + 65_000, end: 8 * PORT_COUNT };
    expect(toRanges(stretch)).toEqual([range('tcp', 65_000, 65_535), range('7', -1, -1)]);
  });

  test('ICMP comes out in whole types where it can', () => {
    const start = PORT_COUNT + 3 * 256 + 255;
    expect(toRanges({ start, end: start + 1 + 256 + 1 })).toEqual([
      range('icmp', 3, 255),
      range('icmp', 4, -1),
      range('icmp', 5, 0),
    ]);
  });
});
