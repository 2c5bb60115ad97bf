import { withEntry } from './model.ts';
import type { NetworkAcl, RouteTable, Subnet, VpcPeering } from './network.ts';
import { assertCanonical, requireVpc, type Seeded, type Seeding } from './seeding.ts';

export type SeedSubnet = Pick<Subnet, 'vpcId' | 'cidr'> & Partial<Subnet>;

export function seedSubnet(seeding: Seeding, seed: SeedSubnet): Seeded<Subnet> {
  requireVpc(seeding.state, seed.vpcId);
  assertCanonical(seed.cidr);
  const subnet: Subnet = {
    subnetId: seeding.newId('subnet'),
    availabilityZone: `${seeding.region}a`,
    mapsPublicIp: false,
    tags: [],
    ...seed,
  };
  const subnets = withEntry(seeding.state.subnets, subnet.subnetId, subnet);
  return { item: subnet, state: { ...seeding.state, subnets } };
}

/** The route to the VPC itself is added. */
export type SeedRouteTable = Pick<RouteTable, 'vpcId'> & Partial<RouteTable>;

export function seedRouteTable(seeding: Seeding, seed: SeedRouteTable): Seeded<RouteTable> {
  const { cidr } = requireVpc(seeding.state, seed.vpcId);
  const table: RouteTable = {
    routeTableId: seeding.newId('rtb'),
    isMain: false,
    subnetIds: [],
    tags: [],
    ...seed,
    routes: [{ destination: cidr, target: 'local' }, ...(seed.routes ?? [])],
  };
  const routeTables = withEntry(seeding.state.routeTables, table.routeTableId, table);
  return { item: table, state: { ...seeding.state, routeTables } };
}

export type SeedNetworkAcl = Pick<NetworkAcl, 'vpcId' | 'entries'> & Partial<NetworkAcl>;

export function seedNetworkAcl(seeding: Seeding, seed: SeedNetworkAcl): Seeded<NetworkAcl> {
  requireVpc(seeding.state, seed.vpcId);
  for (const { cidr } of seed.entries) assertCanonical(cidr);
  const made = { networkAclId: seeding.newId('acl'), isDefault: false, subnetIds: [], tags: [] };
  const acl: NetworkAcl = { ...made, ...seed };
  const networkAcls = withEntry(seeding.state.networkAcls, acl.networkAclId, acl);
  return { item: acl, state: { ...seeding.state, networkAcls } };
}

export type SeedPeering = Pick<VpcPeering, 'requester' | 'accepter'> & Partial<VpcPeering>;

/** Either side may be a VPC that is not in this world. */
export function seedPeering(seeding: Seeding, seed: SeedPeering): Seeded<VpcPeering> {
  const made = { peeringId: seeding.newId('pcx'), status: 'active', tags: [] } as const;
  const peering: VpcPeering = { ...made, ...seed };
  const peerings = withEntry(seeding.state.peerings, peering.peeringId, peering);
  return { item: peering, state: { ...seeding.state, peerings } };
}
