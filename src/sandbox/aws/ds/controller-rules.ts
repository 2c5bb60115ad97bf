import type { RuleSource, RuleValues } from '../world/model.ts';

/** From and to, both inclusive. */
type Ports = readonly [number, number];

/** What AWS itself opens on the controllers of a directory (a real directory's group, and the API
 * reference of AddIpRoutes; read in 2026-11). 1024-65535 takes in RDP. */
const TCP: readonly Ports[] = [
  [53, 53],
  [88, 88],
  [135, 135],
  [389, 389],
  [445, 445],
  [464, 464],
  [636, 636],
  [1_024, 65_535],
  [3_268, 3_269],
];

const UDP: readonly Ports[] = [
  [53, 53],
  [88, 88],
  [123, 123],
  [138, 138],
  [389, 389],
  [445, 445],
  [464, 464],
];

const ALL_ICMP: Ports = [-1, -1];

/** AWS's inbound rules for `cidr`, without the group's reference to itself. */
export function controllerRules(cidr: string): readonly RuleValues[] {
  const source: RuleSource = { kind: 'ipv4', cidr };
  const rules = (protocol: string, ranges: readonly Ports[]) =>
    ranges.map(([fromPort, toPort]) => ({ protocol, fromPort, toPort, source }));
  return [...rules('tcp', TCP), ...rules('udp', UDP), ...rules('icmp', [ALL_ICMP])];
}

/** The name that AWS gives the group of a directory's controllers. */
export function controllersGroupName(directoryId: string): string {
  return `${directoryId}_controllers`;
}

/** The description that AWS gives it, by which AddIpRoutes finds it again. */
export function controllersGroupDescription(directoryId: string): string {
  return `AWS created security group for ${directoryId} directory controllers`;
}
