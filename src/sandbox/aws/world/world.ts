import type { NewId } from '../ids.ts';
import { canonicalCidr } from './canonical-cidr.ts';
import {
  EMPTY_WORLD,
  type Instance,
  type NetworkInterface,
  type RuleValues,
  type SecurityGroup,
  type SecurityGroupRule,
  type Tag,
  type Vpc,
  type WorldState,
  withEntry,
  withGroup,
} from './model.ts';
import type { PrefixList, PrefixListEntry } from './prefix-list.ts';

/** A seeded rule: its values and direction; the id and tags are made when left out. */
export interface SeedRule extends RuleValues {
  readonly direction: SecurityGroupRule['direction'];
  readonly ruleId?: string;
  readonly tags?: readonly Tag[];
}

export type SeedVpc = Pick<Vpc, 'cidr'> & Partial<Vpc>;

/** `rules` are added as they are; the "everything out" rule that EC2 gives each new group is added
 * too, unless `defaultEgress` is false. */
export type SeedGroup = Pick<SecurityGroup, 'groupName' | 'vpcId'> &
  Partial<Omit<SecurityGroup, 'rules'>> & {
    readonly rules?: readonly SeedRule[];
    readonly defaultEgress?: boolean;
  };

export type SeedInstance = Pick<Instance, 'platform' | 'vpcId' | 'launchedAt'> & Partial<Instance>;

export type SeedInterface = Pick<NetworkInterface, 'vpcId' | 'groupIds' | 'privateIp'> &
  Partial<NetworkInterface>;

/** A complete list at version 1 holding `entries`. `ownerId`: this account unless another is named
 * (a list that it shares) or `AWS`. */
export type SeedPrefixList = Pick<PrefixList, 'name' | 'family' | 'maxEntries'> &
  Partial<Omit<PrefixList, 'version' | 'versions' | 'pending'>> & {
    readonly entries?: readonly PrefixListEntry[];
  };

/** What exists in the emulated account: read by the sandbox's page, seeded by its stories, changed by
 * EC2 calls. The seeding functions make no CloudTrail record and throw a plain `Error` on a mistake of
 * the story (an unknown VPC, a CIDR that EC2 would not store as written). */
export interface World {
  /** An immutable snapshot: keep it, compare it, it will not change under you. */
  readonly state: WorldState;
  addVpc(seed: SeedVpc): Vpc;
  addGroup(seed: SeedGroup): SecurityGroup;
  addPrefixList(seed: SeedPrefixList): PrefixList;
  addInstance(seed: SeedInstance): Instance;
  addInterface(seed: SeedInterface): NetworkInterface;
}

export interface WorldOptions {
  readonly newId: NewId;
  readonly accountId: string;
  readonly changed: () => void;
}

/** The rule that EC2 puts into every new group of a VPC. */
export const ALLOW_ALL_EGRESS: RuleValues & { readonly direction: 'egress' } = {
  direction: 'egress',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
};

/** `World` as the emulator holds it: it also keeps the state before the last call that changed
 * anything, which is what a stale read answers from. */
export class LiveWorld implements World {
  readonly #options: WorldOptions;
  #state = EMPTY_WORLD;
  #beforeLastChange = EMPTY_WORLD;

  constructor(options: WorldOptions) {
    this.#options = options;
  }

  get state(): WorldState {
    return this.#state;
  }

  get staleState(): WorldState {
    return this.#beforeLastChange;
  }

  /** Takes over the outcome of a mutating call. */
  replace(next: WorldState): void {
    this.#beforeLastChange = this.#state;
    this.#state = next;
    this.#options.changed();
  }

  /** Takes over what a read moved on by itself, which stale reads do not go back behind. */
  settle(next: (live: WorldState) => WorldState): void {
    this.#state = next(this.#state);
  }

  addVpc(seed: SeedVpc): Vpc {
    const made = { vpcId: this.#options.newId('vpc'), isDefault: false, tags: [] };
    const vpc: Vpc = { ...made, ...seed };
    assertCanonical(vpc.cidr);
    this.#seed({ ...this.#state, vpcs: withEntry(this.#state.vpcs, vpc.vpcId, vpc) });
    return vpc;
  }

  addGroup(seed: SeedGroup): SecurityGroup {
    this.#vpc(seed.vpcId);
    const { defaultEgress = true, rules: seeded = [], ...given } = seed;
    const rules = defaultEgress ? [...seeded, ALLOW_ALL_EGRESS] : seeded;
    const group: SecurityGroup = {
      groupId: this.#options.newId('sg'),
      description: seed.groupName,
      ownerId: this.#options.accountId,
      tags: [],
      ...given,
      rules: rules.map((rule) => this.#rule(rule)),
    };
    this.#seed(withGroup(this.#state, group));
    return group;
  }

  addPrefixList(seed: SeedPrefixList): PrefixList {
    const { entries = [], ...given } = seed;
    for (const { cidr } of entries) assertCanonical(cidr);
    const list: PrefixList = {
      prefixListId: this.#options.newId('pl'),
      ownerId: this.#options.accountId,
      state: 'create-complete',
      version: 1,
      versions: new Map([[1, entries]]),
      foreignAssociations: [],
      tags: [],
      ...given,
    };
    const prefixLists = withEntry(this.#state.prefixLists, list.prefixListId, list);
    this.#seed({ ...this.#state, prefixLists });
    return list;
  }

  addInstance(seed: SeedInstance): Instance {
    this.#vpc(seed.vpcId);
    const made = { instanceId: this.#options.newId('i'), state: 'running', tags: [] } as const;
    const instance: Instance = { ...made, ...seed };
    const instances = withEntry(this.#state.instances, instance.instanceId, instance);
    this.#seed({ ...this.#state, instances });
    return instance;
  }

  addInterface(seed: SeedInterface): NetworkInterface {
    this.#vpc(seed.vpcId);
    for (const groupId of seed.groupIds) {
      if (!this.#state.groups.has(groupId))
        throw new Error(`Seed an existing group, not ${groupId}`);
    }
    const made = { networkInterfaceId: this.#options.newId('eni'), description: '', tags: [] };
    const added: NetworkInterface = { ...made, ...seed };
    const interfaces = withEntry(this.#state.interfaces, added.networkInterfaceId, added);
    this.#seed({ ...this.#state, interfaces });
    return added;
  }

  #rule(seed: SeedRule): SecurityGroupRule {
    if (seed.source.kind === 'ipv4' || seed.source.kind === 'ipv6')
      assertCanonical(seed.source.cidr);
    return { ruleId: this.#options.newId('sgr'), tags: [], ...seed };
  }

  #vpc(vpcId: string): void {
    if (!this.#state.vpcs.has(vpcId)) throw new Error(`Seed the VPC ${vpcId} before what is in it`);
  }

  #seed(next: WorldState): void {
    this.#state = next;
    this.#beforeLastChange = next;
    this.#options.changed();
  }
}

function assertCanonical(cidr: string): void {
  const stored = canonicalCidr(cidr)?.cidr;
  if (stored !== cidr) {
    throw new Error(`Seed CIDRs as EC2 stores them: expected ${stored ?? 'a CIDR'}, got ${cidr}`);
  }
}
