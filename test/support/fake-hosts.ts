import type { Hosts, ManagedInstances } from '../../src/app/ports.ts';
import type { InstanceListed, ManagedInstance } from '../../src/domain/guard/estate.ts';
import type { Known } from '../../src/domain/weight/known.ts';
import type { Scripted } from './fake-groups.ts';

/** EC2's far end of what stands in VPCs. */
export interface FakeHosts extends Hosts {
  /** The instances of every choice, all on one page. */
  listed: Known<readonly InstanceListed[]>;
}

export function fakeHosts(): FakeHosts {
  const hosts: FakeHosts = {
    listed: { kind: 'known', value: [] },
    instances: async () => {
      const { listed } = hosts;
      if (listed.kind === 'unknown') return listed;
      return { kind: 'known', value: { items: listed.value, nextPageToken: null } };
    },
    serviceInterfaces: async () => ({ kind: 'known', value: { items: [], nextPageToken: null } }),
    vpcBlocks: async () => ({ kind: 'notThere' }),
  };
  return hosts;
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
