import { AwsError, invalidParameterValue } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import { groupById } from '../../world/lookup.ts';
import { withEntry, withoutEntry } from '../../world/model.ts';
import { associationKey, type GroupVpcAssociation } from '../../world/network.ts';
import { type Ec2Action, type Ec2Call, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { readPaging } from '../paging.ts';

/** Lets a group be used in another VPC of the account and Region. */
export const associateSecurityGroupVpc: Ec2Action = {
  name: 'AssociateSecurityGroupVpc',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const { groupId, vpcId } = readPair(params);
    return (call) => {
      refuseUnfit(call, groupId, vpcId);
      const state = 'associated';
      const made = { groupId, vpcId, vpcOwnerId: call.accountId, state, tags: [] } as const;
      const key = associationKey(groupId, vpcId);
      const vpcAssociations = withEntry(call.state.vpcAssociations, key, made);
      return { body: { state: 'associating' }, next: { ...call.state, vpcAssociations } };
    };
  },
};

function refuseUnfit(call: Ec2Call, groupId: string, vpcId: string): void {
  const group = groupById(call.state, groupId);
  if (!call.state.vpcs.has(vpcId)) {
    throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
  }
  if (group.groupName === 'default') {
    throw invalidParameterValue('A default security group cannot be associated with another VPC.');
  }
  if (group.vpcId === vpcId) {
    throw invalidParameterValue(`The security group '${groupId}' belongs to the VPC '${vpcId}'.`);
  }
}

/** Takes that back, unless an interface in the VPC still has the group. */
export const disassociateSecurityGroupVpc: Ec2Action = {
  name: 'DisassociateSecurityGroupVpc',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const { groupId, vpcId } = readPair(params);
    return (call) => {
      groupById(call.state, groupId);
      const key = associationKey(groupId, vpcId);
      if (!call.state.vpcAssociations.has(key)) {
        throw new AwsError(
          'InvalidSecurityGroupVpcAssociation.NotFound',
          `The security group '${groupId}' is not associated with the VPC '${vpcId}'`,
        );
      }
      refuseInUse(call, groupId, vpcId);
      const vpcAssociations = withoutEntry(call.state.vpcAssociations, key);
      return { body: { state: 'disassociating' }, next: { ...call.state, vpcAssociations } };
    };
  },
};

function refuseInUse(call: Ec2Call, groupId: string, vpcId: string): void {
  const inUse = [...call.state.interfaces.values()].some(
    (each) => each.vpcId === vpcId && each.groupIds.includes(groupId),
  );
  if (inUse)
    throw new AwsError('DependencyViolation', `resource ${groupId} has a dependent object`);
}

function readPair(params: QueryParams): { readonly groupId: string; readonly vpcId: string } {
  return { groupId: params.requiredText('GroupId'), vpcId: params.requiredText('VpcId') };
}

export const describeSecurityGroupVpcAssociations: Ec2Action = {
  name: 'DescribeSecurityGroupVpcAssociations',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params);
    return (call) => {
      const { items, nextToken } = page([...call.state.vpcAssociations.values()].filter(matches));
      const securityGroupVpcAssociationSet = items.map(({ tags: _, ...shown }) => ({
        ...shown,
        groupOwnerId: call.state.groups.get(shown.groupId)?.ownerId,
      }));
      return { body: { securityGroupVpcAssociationSet, ...nextToken } };
    };
  },
};

const FILTERS: FilterTable<GroupVpcAssociation> = {
  'group-id': ({ groupId }) => [groupId],
  'vpc-id': ({ vpcId }) => [vpcId],
  'vpc-owner-id': ({ vpcOwnerId }) => [vpcOwnerId],
  state: ({ state }) => [state],
};
