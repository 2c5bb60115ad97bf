import { describe, expect, test } from 'vitest';
import {
  GUARD_KINDS,
  GUARDED_SERVICES,
  type GuardKind,
  guardedTraffic,
  SERVICE_NAMES,
  SERVICES,
  type Service,
  type ServiceName,
  serviceTraffic,
} from '../../../src/domain/guard/services.ts';
import { describeUsage } from '../../../src/domain/guard/usage.ts';
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

test.each(GUARD_KINDS)(
  'no two services of %s share a port, so that approving one never approves another',
  (kind) => {
    const names = GUARDED_SERVICES[kind];
    const counts = names.map((name) => lengthOf(serviceTraffic(name)));
    const all = names.map(serviceTraffic).reduce(union);
    expect(lengthOf(all)).toBe(counts.reduce((sum, count) => sum + count, 0));
  },
);

/** What the issue that asked for the catalogue lists, port by port, apart from the catalogue. */
const ASKED_FOR: Readonly<Partial<Record<ServiceName, readonly TrafficRange[]>>> = {
  dns: [...ports('tcp', 53), ...ports('udp', 53)],
  kerberos: [...ports('tcp', 88), ...ports('udp', 88)],
  kpasswd: [...ports('tcp', 464), ...ports('udp', 464)],
  ldap: [...ports('tcp', 389), ...ports('udp', 389)],
  ldaps: ports('tcp', 636),
  globalCatalog: ports('tcp', [3268, 3269]),
  smb: [...ports('tcp', 445), ...ports('udp', 445)],
  rpcEndpointMapper: ports('tcp', 135),
  rpcDynamic: ports('tcp', [49152, 65535]),
  adws: ports('tcp', 9389),
  time: ports('udp', 123),
  netbiosSession: ports('tcp', 139),
  netbiosDatagram: ports('udp', [137, 138]),
  rdp: [...ports('tcp', 3389), ...ports('udp', 3389)],
  winrm: ports('tcp', [5985, 5986]),
  rdGatewayHttps: ports('tcp', 443),
  rdGatewayUdp: ports('udp', 3391),
};

test('the catalogue has every service that was asked for, with its ports', () => {
  const catalogue = Object.fromEntries(
    Object.keys(ASKED_FOR).map((name) => [name, serviceOf(name)?.ranges]),
  );
  expect(catalogue).toEqual(ASKED_FOR);
});

test.each(SERVICE_NAMES)('%s says what it is for, and by which document', (name) => {
  expect(describeUsage(SERVICES[name].usage)).not.toBe('');
  expect(SERVICES[name].source).toMatch(/^(?:AWS|Microsoft)/);
});

function serviceOf(name: string): Service | undefined {
  return Object.entries(SERVICES).find(([each]) => each === name)?.[1];
}

function lengthOf(of: ReturnType<typeof serviceTraffic>): number {
  return of.reduce((sum, { start, end }) => sum + end - start, 0);
}
