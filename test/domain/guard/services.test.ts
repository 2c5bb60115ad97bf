import { describe, expect, test } from 'vitest';
import {
  GUARD_KINDS,
  type GuardKind,
  guardedTraffic,
  SERVICE_NAMES,
  serviceTraffic,
} from '../../../src/domain/guard/services.ts';
import { union } from '../../../src/domain/net/intervals.ts';
import { type TrafficRange, toRanges, traffic } from '../../../src/domain/net/traffic.ts';

function ports(
  protocol: 'tcp' | 'udp',
  ...list: readonly (number | readonly [number, number])[]
): readonly TrafficRange[] {
  return list.map((one) => {
    const [fromPort, toPort] = typeof one === 'number' ? [one, one] : one;
    return { protocol, fromPort, toPort };
  });
}

/** The closed lists of the design, port by port, apart from the table of services. */
const AD = [
  ...ports('tcp', 53, 88, 389, 445, 464, 135, 139, 636, [3268, 3269], 9389, [49152, 65535]),
  ...ports('udp', 53, 88, 389, 445, 464, 123, [137, 138]),
  ...ports('tcp', 3389, [5985, 5986]),
  ...ports('udp', 3389),
];
const WINDOWS = [
  ...ports('tcp', 3389, [5985, 5986], 445, 135, [49152, 65535], 139),
  ...ports('udp', 3389, 445, [137, 138]),
];
const EXPECTED: Readonly<Record<GuardKind, readonly TrafficRange[]>> = {
  directory: AD,
  domainController: AD,
  windows: WINDOWS,
  gateway: [...WINDOWS, ...ports('tcp', 443), ...ports('udp', 3391)],
};

describe('guardedTraffic()', () => {
  test.each(GUARD_KINDS)('%s guards its closed list', (kind) => {
    expect(guardedTraffic(kind).flatMap(toRanges)).toEqual(
      traffic(...EXPECTED[kind]).flatMap(toRanges),
    );
  });
});

test('no two services share a port, so that approving one never approves another', () => {
  const counts = SERVICE_NAMES.map((name) => lengthOf(serviceTraffic(name)));
  const all = SERVICE_NAMES.map(serviceTraffic).reduce(union);
  expect(lengthOf(all)).toBe(counts.reduce((sum, count) => sum + count, 0));
});

function lengthOf(of: ReturnType<typeof serviceTraffic>): number {
  return of.reduce((sum, { start, end }) => sum + end - start, 0);
}
