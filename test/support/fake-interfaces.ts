import type { Looked, NetworkInterfaces, StepAnswer } from '../../src/app/ports.ts';
import type { InterfaceState } from '../../src/domain/inventory/interface-state.ts';

/** EC2's far end: network interfaces, which a test changes. */
export interface FakeInterfaces extends NetworkInterfaces {
  /** The interfaces as they really are, by id. */
  readonly known: Map<string, InterfaceState>;
  /** Further VPCs by group id. */
  readonly vpcs: Map<string, readonly string[]>;
  /** When an answer is given. */
  now: () => number;
  /** Answers of the next reads of one interface, in order; when there are none left the truth is. */
  readonly nextReads: Looked<InterfaceState>[];
  /** Answers of the next calls that change something; else they are done. */
  readonly nextCalls: StepAnswer[];
  /** `eni-1: sg-1, sg-2` and `sg-1 leaves vpc-2`, in the order in which calls arrived. */
  readonly calls: readonly string[];
}

export function fakeInterfaces(...interfaces: readonly InterfaceState[]): FakeInterfaces {
  const calls: string[] = [];
  const seen = (state: InterfaceState): InterfaceState => ({ ...state, observedAt: fake.now() });
  const all = (): readonly InterfaceState[] => [...fake.known.values()].map(seen);
  const fake: FakeInterfaces = {
    known: new Map(interfaces.map((each) => [each.interfaceId, each])),
    vpcs: new Map(),
    now: () => 0,
    nextReads: [],
    nextCalls: [],
    calls,
    describe: async ({ interfaceId }) => {
      const next = fake.nextReads.shift();
      if (next !== undefined) return next;
      const value = fake.known.get(interfaceId);
      return value === undefined ? { kind: 'notThere' } : { kind: 'found', value: seen(value) };
    },
    ofInstance: async ({ instanceId }) => {
      const value = all().filter((each) => each.instanceId === instanceId);
      return value.length === 0 ? { kind: 'notThere' } : { kind: 'found', value };
    },
    withGroups: async ({ groupIds }) => ({
      items: all().filter((each) => each.groupIds.some((id) => groupIds.includes(id))),
      nextPageToken: null,
    }),
    onInstances: async ({ instanceIds }) => ({
      items: all().filter((each) => instanceIds.includes(each.instanceId ?? '')),
      nextPageToken: null,
    }),
    setGroups: async ({ interfaceId }, groupIds) => {
      calls.push(`${interfaceId}: ${groupIds.join(', ')}`);
      const next = fake.nextCalls.shift();
      if (next !== undefined) return next;
      const known = fake.known.get(interfaceId);
      if (known === undefined) return { kind: 'notThere' };
      fake.known.set(interfaceId, { ...known, groupIds });
      return { kind: 'accepted', requestId: `request-interface-${calls.length}` };
    },
    vpcsOf: async ({ groupId }) => ({ kind: 'found', value: fake.vpcs.get(groupId) ?? [] }),
    leaveVpc: async ({ groupId }, vpcId) => {
      calls.push(`${groupId} leaves ${vpcId}`);
      const next = fake.nextCalls.shift();
      if (next !== undefined) return next;
      const rest = (fake.vpcs.get(groupId) ?? []).filter((id) => id !== vpcId);
      fake.vpcs.set(groupId, rest);
      return { kind: 'accepted', requestId: `request-vpc-${calls.length}` };
    },
  };
  return fake;
}
