import { cidr } from '../../../src/domain/net/cidr.ts';
import type { TrafficRange } from '../../../src/domain/net/traffic.ts';
import type { Route } from '../../../src/domain/weight/internet-routes.ts';
import type { Known } from '../../../src/domain/weight/known.ts';
import type { NetworkAclEntry } from '../../../src/domain/weight/network-acl.ts';
import type {
  GroupSurroundings,
  InstanceFacts,
  InterfaceBehind,
} from '../../../src/domain/weight/surroundings.ts';

export function known<T>(value: T): Known<T> {
  return { kind: 'known', value };
}

export function unknown(reason = 'AWS refused it'): Known<never> {
  return { kind: 'unknown', reason };
}

export const ALL_TRAFFIC: TrafficRange = { protocol: '-1', fromPort: -1, toPort: -1 };

export function entry(
  ruleNumber: number,
  action: 'allow' | 'deny',
  source: string,
  range: TrafficRange = ALL_TRAFFIC,
): NetworkAclEntry {
  return { ruleNumber, action, ...range, source: { kind: 'cidr', cidr: cidr(source) } };
}

export function route(destination: string, target: Route['target']): Route {
  return destination.startsWith('pl-')
    ? { destination: { kind: 'list', prefixListId: destination }, target }
    : { destination: { kind: 'block', block: cidr(destination) }, target };
}

/** An interface of the instance `i-N` in `subnet-1`, without a public address. */
export function hostOf(number: number, overrides: Partial<InterfaceBehind> = {}): InterfaceBehind {
  return {
    interfaceId: `eni-${number}`,
    instanceId: `i-${number}`,
    subnetId: 'subnet-1',
    publicIp: null,
    ipv6: [],
    managedBy: null,
    description: '',
    ...overrides,
  };
}

/** A Windows server by the name of `web-N`. */
export function windows(number: number): readonly [string, InstanceFacts] {
  return [`i-${number}`, { name: `web-${number}`, platform: 'windows' }];
}

/** Two Windows servers in a subnet that is open to the internet; `web-1` has a public address. */
export function surroundingsOf(overrides: Partial<GroupSurroundings> = {}): GroupSurroundings {
  return {
    interfaces: known({
      items: [hostOf(1, { publicIp: '192.0.2.10' }), hostOf(2)],
      isWhole: true,
    }),
    instances: known(new Map([windows(1), windows(2)])),
    routes: known(
      new Map([['subnet-1', [route('10.0.0.0/16', 'elsewhere'), route('0.0.0.0/0', 'internet')]]]),
    ),
    networkAcls: known(
      new Map([
        [
          'subnet-1',
          {
            networkAclId: 'acl-1',
            inbound: [entry(100, 'allow', '0.0.0.0/0'), entry(101, 'allow', '::/0')],
          },
        ],
      ]),
    ),
    ...overrides,
  };
}

/** What stands behind a group on which there are just these. */
export function withInterfaces(...items: readonly InterfaceBehind[]): GroupSurroundings {
  return surroundingsOf({ interfaces: known({ items, isWhole: true }) });
}
