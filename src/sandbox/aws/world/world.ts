import type { NewId } from '../ids.ts';
import type { Directory } from './directory.ts';
import {
  EMPTY_WORLD,
  type Instance,
  type NetworkInterface,
  type SecurityGroup,
  type Vpc,
  type WorldState,
} from './model.ts';
import type { Image, NetworkAcl, RouteTable, Subnet, VpcPeering } from './network.ts';
import type { PrefixList } from './prefix-list.ts';
import { type SeedDirectory, seedDirectory } from './seed-directories.ts';
import {
  type SeedGroup,
  type SeedPrefixList,
  type SeedVpc,
  seedGroup,
  seedPrefixList,
  seedVpc,
} from './seed-groups.ts';
import {
  type SeedImage,
  type SeedInstance,
  type SeedInterface,
  seedImage,
  seedInstance,
  seedInterface,
} from './seed-hosts.ts';
import {
  type SeedNetworkAcl,
  type SeedPeering,
  type SeedRouteTable,
  type SeedSubnet,
  seedNetworkAcl,
  seedPeering,
  seedRouteTable,
  seedSubnet,
} from './seed-network.ts';
import type { Seeded, Seeding } from './seeding.ts';

/** What exists in the emulated account: read by the sandbox's page, seeded by its stories, changed by
 * EC2 calls. The seeding functions make no CloudTrail record and throw a plain `Error` on a mistake of
 * the story (an unknown VPC, a CIDR that EC2 would not store as written). */
export interface World {
  /** An immutable snapshot: keep it, compare it, it will not change under you. */
  readonly state: WorldState;
  addVpc(seed: SeedVpc): Vpc;
  addGroup(seed: SeedGroup): SecurityGroup;
  addPrefixList(seed: SeedPrefixList): PrefixList;
  addImage(seed: SeedImage): Image;
  addInstance(seed: SeedInstance): Instance;
  addInterface(seed: SeedInterface): NetworkInterface;
  addSubnet(seed: SeedSubnet): Subnet;
  addRouteTable(seed: SeedRouteTable): RouteTable;
  addNetworkAcl(seed: SeedNetworkAcl): NetworkAcl;
  addPeering(seed: SeedPeering): VpcPeering;
  addDirectory(seed: SeedDirectory): Directory;
  /** Changes anything behind CloudTrail's back: what is left of a record that was lost. A stale read
   * still shows the state before. */
  alter(change: (state: WorldState) => WorldState): void;
}

export interface WorldOptions {
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  readonly now: () => Date;
  readonly changed: () => void;
}

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

  alter(change: (state: WorldState) => WorldState): void {
    this.replace(change(this.#state));
  }

  addVpc(seed: SeedVpc): Vpc {
    return this.#seed(seedVpc(this.#seeding(), seed));
  }

  addGroup(seed: SeedGroup): SecurityGroup {
    return this.#seed(seedGroup(this.#seeding(), seed));
  }

  addPrefixList(seed: SeedPrefixList): PrefixList {
    return this.#seed(seedPrefixList(this.#seeding(), seed));
  }

  addImage(seed: SeedImage): Image {
    return this.#seed(seedImage(this.#seeding(), seed));
  }

  addInstance(seed: SeedInstance): Instance {
    return this.#seed(seedInstance(this.#seeding(), seed));
  }

  addInterface(seed: SeedInterface): NetworkInterface {
    return this.#seed(seedInterface(this.#seeding(), seed));
  }

  addSubnet(seed: SeedSubnet): Subnet {
    return this.#seed(seedSubnet(this.#seeding(), seed));
  }

  addRouteTable(seed: SeedRouteTable): RouteTable {
    return this.#seed(seedRouteTable(this.#seeding(), seed));
  }

  addNetworkAcl(seed: SeedNetworkAcl): NetworkAcl {
    return this.#seed(seedNetworkAcl(this.#seeding(), seed));
  }

  addPeering(seed: SeedPeering): VpcPeering {
    return this.#seed(seedPeering(this.#seeding(), seed));
  }

  addDirectory(seed: SeedDirectory): Directory {
    return this.#seed(seedDirectory(this.#seeding(), seed));
  }

  #seeding(): Seeding {
    const { newId, accountId, region, now } = this.#options;
    return { state: this.#state, newId, accountId, region, at: now() };
  }

  #seed<Item>({ item, state }: Seeded<Item>): Item {
    this.#state = state;
    this.#beforeLastChange = state;
    this.#options.changed();
    return item;
  }
}
