import type { Hosts, InstanceChoice, ManagedInstances } from '../../src/app/ports.ts';
import type {
  InstanceListed,
  ManagedInstance,
  ServiceInterface,
} from '../../src/domain/guard/estate.ts';
import type { Known } from '../../src/domain/weight/known.ts';
import type { Scripted } from './fake-groups.ts';

/** EC2's far end of what stands in VPCs. */
export interface FakeHosts extends Hosts {
  /** The instances there are, all on one page. */
  listed: Known<readonly InstanceListed[]>;
  /** The interfaces of services, all on one page. */
  services: Known<readonly ServiceInterface[]>;
  /** The blocks of VPCs that are there. */
  readonly vpcs: Map<string, readonly string[]>;
  /** Kinds of choices and services that were asked for. */
  readonly asked: readonly string[];
}

export function fakeHosts(): FakeHosts {
  const asked: string[] = [];
  const hosts: FakeHosts = {
    listed: { kind: 'known', value: [] },
    services: { kind: 'known', value: [] },
    vpcs: new Map(),
    asked,
    instances: async ({ choice }) => {
      asked.push(choice.kind);
      const { listed } = hosts;
      if (listed.kind === 'unknown') return listed;
      const items = listed.value.filter((each) => isChosen(each, choice));
      return { kind: 'known', value: { items, nextPageToken: null } };
    },
    serviceInterfaces: async ({ service, groupIds }) => {
      asked.push(service);
      const { services } = hosts;
      if (services.kind === 'unknown') return services;
      const items = services.value.filter(
        (each) =>
          each.service === service &&
          (groupIds === undefined || each.groupIds.some((id) => groupIds.includes(id))),
      );
      return { kind: 'known', value: { items, nextPageToken: null } };
    },
    vpcBlocks: async ({ vpcId }) => {
      const blocks = hosts.vpcs.get(vpcId);
      return blocks === undefined ? { kind: 'notThere' } : { kind: 'found', value: blocks };
    },
  };
  return hosts;
}

function isChosen({ platform, tags, interfaces }: InstanceListed, choice: InstanceChoice): boolean {
  switch (choice.kind) {
    case 'windows':
      return platform === 'windows';
    case 'tagged': {
      const value = tags.get(choice.key);
      return value !== undefined && (choice.values?.includes(value) ?? true);
    }
    case 'withGroups':
      return interfaces.some(({ groupIds }) => groupIds.some((id) => choice.groupIds.includes(id)));
  }
}

/** Systems Manager's far end. */
export interface FakeManagedInstances extends ManagedInstances {
  /** What is answered when no script is left: none is managed. */
  truth: Known<ReadonlyMap<string, ManagedInstance>>;
  readonly next: Scripted<Known<ReadonlyMap<string, ManagedInstance>>>[];
  /** The ids that were asked about, by call. */
  readonly asked: readonly (readonly string[])[];
}

export function fakeManagedInstances(): FakeManagedInstances {
  const asked: (readonly string[])[] = [];
  const managed: FakeManagedInstances = {
    truth: { kind: 'known', value: new Map() },
    next: [],
    asked,
    find: async ({ instanceIds }) => {
      asked.push(instanceIds);
      const scripted = managed.next.shift();
      if (scripted === undefined) return managed.truth;
      if (scripted instanceof Error) throw scripted;
      return typeof scripted === 'function' ? scripted() : scripted;
    },
  };
  return managed;
}
