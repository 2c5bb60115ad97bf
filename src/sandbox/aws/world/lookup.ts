import { AwsError, missingParameter } from '../wire/aws-error.ts';
import type { SecurityGroup, SecurityGroupRule, Vpc, WorldState } from './model.ts';

/** How a call names a group. */
export interface GroupName {
  readonly groupId?: string | undefined;
  readonly groupName?: string | undefined;
}

export function defaultVpc(state: WorldState): Vpc | undefined {
  return [...state.vpcs.values()].find((vpc) => vpc.isDefault);
}

/** The group named by id, or by name in the default VPC (EC2 knows names nowhere else).
 * Throws `MissingParameter`, `InvalidGroup.NotFound`. */
export function findGroup(state: WorldState, name: GroupName): SecurityGroup {
  if (name.groupId !== undefined) return groupById(state, name.groupId);
  if (name.groupName === undefined) throw missingParameter('groupName or groupId');
  return groupByName(state, name.groupName);
}

/** Throws `InvalidGroup.NotFound`. */
export function groupById(state: WorldState, groupId: string): SecurityGroup {
  const group = state.groups.get(groupId);
  if (group) return group;
  throw new AwsError('InvalidGroup.NotFound', `The security group '${groupId}' does not exist`);
}

/** Throws `InvalidGroup.NotFound`. */
export function groupByName(state: WorldState, groupName: string): SecurityGroup {
  const vpcId = defaultVpc(state)?.vpcId;
  const group = [...state.groups.values()].find(
    (candidate) => candidate.groupName === groupName && candidate.vpcId === vpcId,
  );
  if (group) return group;
  const where = vpcId === undefined ? '' : ` in default VPC '${vpcId}'`;
  throw new AwsError(
    'InvalidGroup.NotFound',
    `The security group '${groupName}' does not exist${where}`,
  );
}

export function ruleNotFound(ruleId: string): AwsError {
  return new AwsError(
    'InvalidSecurityGroupRuleId.NotFound',
    `The security group rule ID '${ruleId}' does not exist`,
  );
}

/** The rule `ruleId` of `group`. Throws `InvalidSecurityGroupRuleId.NotFound`. */
export function ruleOfGroup(group: SecurityGroup, ruleId: string): SecurityGroupRule {
  const rule = group.rules.find((candidate) => candidate.ruleId === ruleId);
  if (rule) return rule;
  throw ruleNotFound(ruleId);
}
