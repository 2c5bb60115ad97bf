import {
  type RuleValues,
  type SecurityGroup,
  type SecurityGroupRule,
  type Vpc,
  withEntry,
  withGroup,
} from './model.ts';
import type { PrefixList, PrefixListEntry } from './prefix-list.ts';
import { assertCanonical, requireVpc, type Seeded, type Seeding } from './seeding.ts';
import type { Tag } from './tag.ts';

/** The rule that EC2 puts into every new group of a VPC. */
export const ALLOW_ALL_EGRESS: RuleValues & { readonly direction: 'egress' } = {
  direction: 'egress',
  protocol: '-1',
  fromPort: -1,
  toPort: -1,
  source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
};

/** `hasDefaultGroup`: also adds the VPC's group `default`, as EC2 does, with its two rules. */
export type SeedVpc = Pick<Vpc, 'cidr'> & Partial<Vpc> & { readonly hasDefaultGroup?: boolean };

export function seedVpc(seeding: Seeding, seed: SeedVpc): Seeded<Vpc> {
  const { hasDefaultGroup = false, ...given } = seed;
  const made = { vpcId: seeding.newId('vpc'), isDefault: false, furtherBlocks: [], tags: [] };
  const vpc: Vpc = { ...made, ...given };
  for (const { cidr } of [vpc, ...vpc.furtherBlocks]) assertCanonical(cidr);
  const state = { ...seeding.state, vpcs: withEntry(seeding.state.vpcs, vpc.vpcId, vpc) };
  if (!hasDefaultGroup) return { item: vpc, state };
  return { item: vpc, state: seedDefaultGroup({ ...seeding, state }, vpc.vpcId).state };
}

function seedDefaultGroup(seeding: Seeding, vpcId: string): Seeded<SecurityGroup> {
  const groupId = seeding.newId('sg');
  const source = { kind: 'group', groupId, userId: seeding.accountId } as const;
  const description = 'default VPC security group';
  const rules = [{ ...ALLOW_ALL_EGRESS, direction: 'ingress', source } as const];
  return seedGroup(seeding, { groupId, groupName: 'default', description, vpcId, rules });
}

/** A seeded rule: its values and direction; the id and tags are made when left out. */
export interface SeedRule extends RuleValues {
  readonly direction: SecurityGroupRule['direction'];
  readonly ruleId?: string;
  readonly tags?: readonly Tag[];
}

/** `rules` are added as they are; the "everything out" rule that EC2 gives each new group is added
 * too, unless `defaultEgress` is false. */
export type SeedGroup = Pick<SecurityGroup, 'groupName' | 'vpcId'> &
  Partial<Omit<SecurityGroup, 'rules'>> & {
    readonly rules?: readonly SeedRule[];
    readonly defaultEgress?: boolean;
  };

export function seedGroup(seeding: Seeding, seed: SeedGroup): Seeded<SecurityGroup> {
  requireVpc(seeding.state, seed.vpcId);
  const { defaultEgress = true, rules: seeded = [], ...given } = seed;
  const rules = defaultEgress ? [...seeded, ALLOW_ALL_EGRESS] : seeded;
  const group: SecurityGroup = {
    groupId: seeding.newId('sg'),
    description: seed.groupName,
    ownerId: seeding.accountId,
    tags: [],
    ...given,
    rules: rules.map((rule) => ruleFrom(seeding, rule)),
  };
  return { item: group, state: withGroup(seeding.state, group) };
}

function ruleFrom(seeding: Seeding, seed: SeedRule): SecurityGroupRule {
  if (seed.source.kind === 'ipv4' || seed.source.kind === 'ipv6') assertCanonical(seed.source.cidr);
  return { ruleId: seeding.newId('sgr'), tags: [], ...seed };
}

/** A complete list at version 1 holding `entries`. `ownerId`: this account unless another is named
 * (a list that it shares) or `AWS`. */
export type SeedPrefixList = Pick<PrefixList, 'name' | 'family' | 'maxEntries'> &
  Partial<Omit<PrefixList, 'version' | 'versions' | 'pending'>> & {
    readonly entries?: readonly PrefixListEntry[];
  };

export function seedPrefixList(seeding: Seeding, seed: SeedPrefixList): Seeded<PrefixList> {
  const { entries = [], ...given } = seed;
  for (const { cidr } of entries) assertCanonical(cidr);
  const list: PrefixList = {
    prefixListId: seeding.newId('pl'),
    ownerId: seeding.accountId,
    state: 'create-complete',
    version: 1,
    versions: new Map([[1, entries]]),
    foreignAssociations: [],
    tags: [],
    ...given,
  };
  const prefixLists = withEntry(seeding.state.prefixLists, list.prefixListId, list);
  return { item: list, state: { ...seeding.state, prefixLists } };
}
