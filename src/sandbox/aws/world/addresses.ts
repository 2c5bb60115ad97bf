import type { WorldState } from './model.ts';
import type { Subnet } from './network.ts';

/** EC2 keeps a subnet's first four addresses and its last for itself (Amazon VPC guide). */
const RESERVED_FIRST = 4;

/** Where the emulator's public addresses come from: TEST-NET-3, routed nowhere. */
const PUBLIC_NETWORK = '203.0.113.0/24';

/** The first address of `subnet` that no interface has, or `undefined` when it is full. */
export function freePrivateIp(state: WorldState, subnet: Subnet): string | undefined {
  const taken = [...state.interfaces.values()]
    .filter(({ vpcId }) => vpcId === subnet.vpcId)
    .map(({ privateIp }) => privateIp);
  return firstFree(subnet.cidr, RESERVED_FIRST, new Set(taken));
}

/** The first public address that no interface has, or `undefined` when all are taken. */
export function freePublicIp(state: WorldState): string | undefined {
  const taken = [...state.interfaces.values()].flatMap(({ publicIp }) => publicIp ?? []);
  return firstFree(PUBLIC_NETWORK, 1, new Set(taken));
}

function firstFree(cidr: string, skipped: number, taken: ReadonlySet<string>): string | undefined {
  const [network = '', length = ''] = cidr.split('/');
  const start = network.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0);
  const size = 2 ** (32 - Number(length));
  for (let offset = skipped; offset < size - 1; offset += 1) {
    const address = dotted(start + offset);
    if (!taken.has(address)) return address;
  }
  return undefined;
}

function dotted(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
