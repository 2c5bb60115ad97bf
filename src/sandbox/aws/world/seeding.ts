import type { NewId } from '../ids.ts';
import { canonicalCidr } from './canonical-cidr.ts';
import type { Vpc, WorldState } from './model.ts';

/** What a seed is planted into. */
export interface Seeding {
  readonly state: WorldState;
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  readonly at: Date;
}

/** What was added, and the world with it. */
export interface Seeded<Item> {
  readonly item: Item;
  readonly state: WorldState;
}

/** Throws a plain `Error`: the mistake is the story's. */
export function requireVpc(state: WorldState, vpcId: string): Vpc {
  const vpc = state.vpcs.get(vpcId);
  if (vpc) return vpc;
  throw new Error(`Seed the VPC ${vpcId} before what is in it`);
}

/** Throws a plain `Error` unless EC2 would store `cidr` as it is written. */
export function assertCanonical(cidr: string): void {
  const stored = canonicalCidr(cidr)?.cidr;
  if (stored !== cidr) {
    throw new Error(`Seed CIDRs as EC2 stores them: expected ${stored ?? 'a CIDR'}, got ${cidr}`);
  }
}
