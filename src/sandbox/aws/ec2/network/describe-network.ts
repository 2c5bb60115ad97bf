import type { QueryParams } from '../../wire/query-params.ts';
import type { XmlObject } from '../../wire/xml.ts';
import type { Vpc, WorldState } from '../../world/model.ts';
import type { NetworkAcl, RouteTable, Subnet } from '../../world/network.ts';
import type { Tag } from '../../world/tag.ts';
import { type Ec2Action, type Ec2Call, type Ec2Command, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { named } from '../named.ts';
import { readPaging } from '../paging.ts';
import { networkAclXml, routeTableXml, subnetXml } from './network-xml.ts';
import { blocksOf, isIpv6, vpcXml } from './vpc-xml.ts';

/** What differs between the Describe calls of this file. */
interface Listing<Item> {
  readonly idParameter: string;
  readonly notFound: string;
  readonly answerField: string;
  readonly of: (state: WorldState) => ReadonlyMap<string, Item>;
  readonly filters: FilterTable<Item>;
  readonly xml: (call: Ec2Call, item: Item) => XmlObject;
}

function list<Item extends { readonly tags: readonly Tag[] }>(
  listing: Listing<Item>,
): (params: QueryParams) => Ec2Command {
  return (params) => {
    const ids = params.texts(listing.idParameter);
    const matches = readFilters(params, listing.filters);
    const page = readPaging(params);
    return (call) => {
      const found = named(listing.of(call.state), ids, listing.notFound).filter(matches);
      const { items, nextToken } = page(found);
      const answered = items.map((item) => listing.xml(call, item));
      return { body: { [listing.answerField]: answered, ...nextToken } };
    };
  };
}

/** The VPCs, without their DHCP options. */
export const describeVpcs: Ec2Action = {
  name: 'DescribeVpcs',
  trail: NOT_RECORDED,
  prepare: list<Vpc>({
    idParameter: 'VpcId',
    notFound: 'InvalidVpcID.NotFound',
    answerField: 'vpcSet',
    of: (state) => state.vpcs,
    filters: {
      'vpc-id': (vpc) => [vpc.vpcId],
      'is-default': (vpc) => [String(vpc.isDefault)],
      cidr: (vpc) => [vpc.cidr],
      'cidr-block-association.cidr-block': (vpc) =>
        blocksOf(vpc).flatMap(({ cidr }) => (isIpv6(cidr) ? [] : [cidr])),
    },
    xml: vpcXml,
  }),
};

export const describeSubnets: Ec2Action = {
  name: 'DescribeSubnets',
  trail: NOT_RECORDED,
  prepare: list<Subnet>({
    idParameter: 'SubnetId',
    notFound: 'InvalidSubnetID.NotFound',
    answerField: 'subnetSet',
    of: (state) => state.subnets,
    filters: {
      'subnet-id': (subnet) => [subnet.subnetId],
      'vpc-id': (subnet) => [subnet.vpcId],
      'availability-zone': (subnet) => [subnet.availabilityZone],
      'cidr-block': (subnet) => [subnet.cidr],
    },
    xml: subnetXml,
  }),
};

/** A subnet that no table names follows the VPC's main one, and no filter by the subnet finds that:
 * as in EC2. */
export const describeRouteTables: Ec2Action = {
  name: 'DescribeRouteTables',
  trail: NOT_RECORDED,
  prepare: list<RouteTable>({
    idParameter: 'RouteTableId',
    notFound: 'InvalidRouteTableID.NotFound',
    answerField: 'routeTableSet',
    of: (state) => state.routeTables,
    filters: {
      'route-table-id': (table) => [table.routeTableId],
      'vpc-id': (table) => [table.vpcId],
      'association.subnet-id': (table) => table.subnetIds,
      'association.main': (table) => associationKinds(table),
    },
    xml: routeTableXml,
  }),
};

/** `association.main` is tested on any of the table's associations. */
function associationKinds({ isMain, subnetIds }: RouteTable): readonly string[] {
  return [...(isMain ? ['true'] : []), ...(subnetIds.length > 0 ? ['false'] : [])];
}

export const describeNetworkAcls: Ec2Action = {
  name: 'DescribeNetworkAcls',
  trail: NOT_RECORDED,
  prepare: list<NetworkAcl>({
    idParameter: 'NetworkAclId',
    notFound: 'InvalidNetworkAclID.NotFound',
    answerField: 'networkAclSet',
    of: (state) => state.networkAcls,
    filters: {
      'network-acl-id': (acl) => [acl.networkAclId],
      'vpc-id': (acl) => [acl.vpcId],
      'association.subnet-id': (acl) => acl.subnetIds,
      default: (acl) => [String(acl.isDefault)],
    },
    xml: networkAclXml,
  }),
};
