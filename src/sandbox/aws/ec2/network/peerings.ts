import type { XmlObject } from '../../wire/xml.ts';
import { groupById } from '../../world/lookup.ts';
import type {
  RuleDirection,
  SecurityGroup,
  SecurityGroupRule,
  WorldState,
} from '../../world/model.ts';
import type { PeeringSide, VpcPeering } from '../../world/network.ts';
import { type Ec2Action, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { named } from '../named.ts';
import { readPaging } from '../paging.ts';
import { permissionsXml } from '../rule-xml.ts';
import { tagSetXml } from '../tag-params.ts';

export const describeVpcPeeringConnections: Ec2Action = {
  name: 'DescribeVpcPeeringConnections',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('VpcPeeringConnectionId');
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params);
    return (call) => {
      const all = named(call.state.peerings, ids, 'InvalidVpcPeeringConnectionID.NotFound');
      const { items, nextToken } = page(all.filter(matches));
      return { body: { vpcPeeringConnectionSet: items.map(peeringXml), ...nextToken } };
    };
  },
};

const FILTERS: FilterTable<VpcPeering> = {
  'vpc-peering-connection-id': ({ peeringId }) => [peeringId],
  'status-code': ({ status }) => [status],
  'requester-vpc-info.vpc-id': ({ requester }) => [requester.vpcId],
  'accepter-vpc-info.vpc-id': ({ accepter }) => [accepter.vpcId],
};

function peeringXml(peering: VpcPeering): XmlObject {
  return {
    vpcPeeringConnectionId: peering.peeringId,
    requesterVpcInfo: sideXml(peering.requester),
    accepterVpcInfo: sideXml(peering.accepter),
    status: { code: peering.status, message: peering.status },
    tagSet: tagSetXml(peering.tags),
  };
}

function sideXml({ vpcId, ownerId, region, cidr }: PeeringSide): XmlObject {
  return { vpcId, ownerId, region, cidrBlock: cidr, cidrBlockSet: [{ cidrBlock: cidr }] };
}

/** The groups of a VPC with rules that refer to a group which is gone, or whose peering is. */
export const describeStaleSecurityGroups: Ec2Action = {
  name: 'DescribeStaleSecurityGroups',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const vpcId = params.requiredText('VpcId');
    const page = readPaging(params);
    return (call) => {
      const stale = [...call.state.groups.values()]
        .filter((group) => group.vpcId === vpcId)
        .filter((group) => group.rules.some((rule) => isStale(call.state, rule)));
      const { items, nextToken } = page(stale);
      const staleSecurityGroupSet = items.map((group) => staleGroupXml(call.state, group));
      return { body: { staleSecurityGroupSet, ...nextToken } };
    };
  },
};

function isStale(state: WorldState, { source }: SecurityGroupRule): boolean {
  if (source.kind !== 'group' || source.peer === undefined) return false;
  if (state.peerings.get(source.peer.peeringId)?.status !== 'active') return true;
  // Only the groups of VPCs in this world can be known to be gone.
  return state.vpcs.has(source.peer.vpcId) && !state.groups.has(source.groupId);
}

function staleGroupXml(state: WorldState, group: SecurityGroup): XmlObject {
  const { description, groupId, groupName, vpcId } = group;
  const stale = (direction: RuleDirection) =>
    permissionsXml(
      state,
      group.rules.filter((rule) => rule.direction === direction && isStale(state, rule)),
    );
  return {
    description,
    groupId,
    groupName,
    vpcId,
    staleIpPermissions: stale('ingress'),
    staleIpPermissionsEgress: stale('egress'),
  };
}

/** The VPCs across a peering whose groups refer to the groups named. */
export const describeSecurityGroupReferences: Ec2Action = {
  name: 'DescribeSecurityGroupReferences',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const groupIds = params.texts('GroupId');
    return (call) => {
      const asked = new Set(groupIds.map((groupId) => groupById(call.state, groupId).groupId));
      const found = [...call.state.groups.values()].flatMap((group) =>
        group.rules.flatMap(({ source }) =>
          source.kind === 'group' && source.peer && asked.has(source.groupId)
            ? [referenceXml(source.groupId, group.vpcId, source.peer.peeringId)]
            : [],
        ),
      );
      const unique = new Map(found.map((each) => [JSON.stringify(each), each]));
      return { body: { securityGroupReferenceSet: [...unique.values()] } };
    };
  },
};

function referenceXml(groupId: string, referencingVpcId: string, peeringId: string): XmlObject {
  return { groupId, referencingVpcId, vpcPeeringConnectionId: peeringId };
}
