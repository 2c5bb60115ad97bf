import type { Answer } from '../weight/known.ts';

/** Whether AWS keeps track of a flow. A tracked one lives on when the rules that let it in are gone; an
 * untracked one is cut at once. */
export type Tracking = 'tracked' | 'untracked' | 'notKnown';

/** What decides whether a flow is tracked, over all rules of all groups on its interface. */
export interface FlowFacts {
  readonly protocol: 'tcp' | 'udp' | 'icmp' | 'other';
  /** It comes by something whose connections AWS tracks whatever the rules say. */
  readonly isByTrackedWay: boolean;
  /** A rule of the flow's own direction names all addresses of its family. */
  readonly isOpenToAll: Answer;
  /** A rule of the other direction names all addresses of that family, on all ports of the protocol. */
  readonly isAnsweredToAll: Answer;
}

interface Row {
  readonly name: string;
  readonly when: (facts: FlowFacts) => boolean;
  readonly tracking: Tracking;
}

/** Which flows are tracked: the first row that fits counts, and the last one always does. It is a rule
 * that has to name all addresses, or all ports: two that do so together are none.
 * Source: EC2 User Guide, Security group connection tracking; see docs/decisions/0024. */
export const TRACKING_TABLE: readonly Row[] = [
  { name: 'ICMP', when: ({ protocol }) => protocol === 'icmp', tracking: 'tracked' },
  {
    name: 'by address and protocol number alone',
    when: ({ protocol }) => protocol === 'other',
    tracking: 'tracked',
  },
  {
    name: 'by a way that is always tracked',
    when: ({ isByTrackedWay }) => isByTrackedWay,
    tracking: 'tracked',
  },
  {
    name: 'not open to all addresses',
    when: ({ isOpenToAll }) => isOpenToAll === 'no',
    tracking: 'tracked',
  },
  {
    name: 'not answered to all addresses on all ports',
    when: ({ isAnsweredToAll }) => isAnsweredToAll === 'no',
    tracking: 'tracked',
  },
  {
    name: 'all addresses both ways, and all ports back',
    when: ({ isOpenToAll, isAnsweredToAll }) => isOpenToAll === 'yes' && isAnsweredToAll === 'yes',
    tracking: 'untracked',
  },
  { name: 'it hangs on what is not known', when: () => true, tracking: 'notKnown' },
];

/** Whether a flow is tracked. Pure, total. */
export function trackingOf(facts: FlowFacts): Tracking {
  return TRACKING_TABLE.find(({ when }) => when(facts))?.tracking ?? 'notKnown';
}

/** Types of interface whose connections AWS always tracks. Source: the same page, and the types of
 * EC2 API `NetworkInterface.InterfaceType`. */
const TRACKED_INTERFACES: ReadonlySet<string> = new Set([
  'gateway_load_balancer',
  'gateway_load_balancer_endpoint',
  'global_accelerator_managed',
  'nat_gateway',
  'network_load_balancer',
  'transit_gateway',
  'vpc_endpoint',
]);

/** Whether connections to an interface are tracked whatever the rules say: `managedBy` is the service
 * that runs it. */
export function isTrackedWay(managedBy: string | null): boolean {
  return managedBy !== null && TRACKED_INTERFACES.has(managedBy);
}
