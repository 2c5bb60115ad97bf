import { flatCreateGroupRequest, flatDeleteGroupRequest } from '../cloudtrail/flat-request.ts';
import { AwsError } from '../wire/aws-error.ts';
import { defaultVpc, findGroup } from '../world/lookup.ts';
import { type SecurityGroup, type Vpc, type WorldState, withGroup } from '../world/model.ts';
import { ALLOW_ALL_EGRESS } from '../world/seed-groups.ts';
import type { Ec2Action } from './action.ts';
import { readTagSpecifications, tagSetXml } from './tag-params.ts';

/** Makes a group with EC2's own first rule: everything out. */
export const createSecurityGroup: Ec2Action = {
  name: 'CreateSecurityGroup',
  trail: { kind: 'flat', request: flatCreateGroupRequest },
  prepare: (params) => {
    const groupName = params.requiredText('GroupName');
    const description = params.requiredText('GroupDescription');
    const vpcId = params.text('VpcId');
    const tags = readTagSpecifications(params, 'security-group');
    return (call) => {
      const vpc = vpcFor(call.state, vpcId);
      refuseTakenName(call.state, vpc, groupName);
      const groupId = call.newId('sg');
      const rules = [{ ...ALLOW_ALL_EGRESS, ruleId: call.newId('sgr'), tags: [] }];
      const ownerId = call.accountId;
      const group = { groupId, groupName, description, vpcId: vpc.vpcId, ownerId, tags, rules };
      const securityGroupArn = `arn:aws:ec2:${call.region}:${ownerId}:security-group/${groupId}`;
      const tagSet = tags.length > 0 ? { tagSet: tagSetXml(tags) } : {};
      return {
        body: { return: true, groupId, ...tagSet, securityGroupArn },
        next: withGroup(call.state, group),
      };
    };
  },
};

function vpcFor(state: WorldState, vpcId: string | undefined): Vpc {
  const vpc = vpcId === undefined ? defaultVpc(state) : state.vpcs.get(vpcId);
  if (vpc) return vpc;
  if (vpcId === undefined) {
    throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
  }
  throw new AwsError('InvalidVpcID.NotFound', `The vpc ID '${vpcId}' does not exist`);
}

function refuseTakenName(state: WorldState, vpc: Vpc, groupName: string): void {
  const taken = [...state.groups.values()].some(
    (group) => group.vpcId === vpc.vpcId && group.groupName === groupName,
  );
  if (!taken) return;
  throw new AwsError(
    'InvalidGroup.Duplicate',
    `The security group '${groupName}' already exists for VPC '${vpc.vpcId}'`,
  );
}

/** Deletes a group that no interface and no other group's rule uses. */
export const deleteSecurityGroup: Ec2Action = {
  name: 'DeleteSecurityGroup',
  trail: { kind: 'flat', request: flatDeleteGroupRequest },
  prepare: (params) => {
    const name = { groupId: params.text('GroupId'), groupName: params.text('GroupName') };
    return (call) => {
      const group = findGroup(call.state, name);
      refuseGroupInUse(call.state, group);
      const groups = new Map(call.state.groups);
      groups.delete(group.groupId);
      return { body: { return: true, groupId: group.groupId }, next: { ...call.state, groups } };
    };
  },
};

function refuseGroupInUse(state: WorldState, group: SecurityGroup): void {
  if (group.groupName === 'default') {
    throw new AwsError(
      'CannotDelete',
      `the specified group: "${group.groupId}" name: "default" cannot be deleted by a user`,
    );
  }
  const attached = [...state.interfaces.values()].some((each) =>
    each.groupIds.includes(group.groupId),
  );
  const referenced = [...state.groups.values()].some(
    (other) => other.groupId !== group.groupId && refersTo(other, group.groupId),
  );
  if (!attached && !referenced) return;
  throw new AwsError('DependencyViolation', `resource ${group.groupId} has a dependent object`);
}

function refersTo(group: SecurityGroup, groupId: string): boolean {
  return group.rules.some(
    (rule) => rule.source.kind === 'group' && rule.source.groupId === groupId,
  );
}
