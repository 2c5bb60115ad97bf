import {
  AuthorizeSecurityGroupEgressCommand,
  type IpPermission,
  ModifySecurityGroupRulesCommand,
  RevokeSecurityGroupEgressCommand,
} from '@aws-sdk/client-ec2';
import type { SecurityGroup, SecurityGroupRule } from '../../src/sandbox/aws/world/model.ts';
import { policyWith, type Stack } from './stack.ts';

/** The policy of the tests, which guards outbound too: RDP is approved to the bastion alone. */
export const OUTBOUND_POLICY = policyWith('outbound:', '  rdp: [admin-bastion]');

/** A guarded group that lets out what is approved and no more: EC2's rule for everything, which a
 * new group has, was taken away. */
export function addClosedGroup({ aws, group }: Stack): SecurityGroup {
  return aws.world.addGroup({
    groupName: 'win-app',
    vpcId: group.vpcId,
    defaultEgress: false,
    rules: [
      {
        direction: 'egress',
        protocol: 'tcp',
        fromPort: 3389,
        toPort: 3389,
        source: { kind: 'ipv4', cidr: '10.9.8.0/28' },
        description: 'RDP to the bastion',
      },
    ],
  });
}

/** The rules of a group as they are now. */
export function rulesOf({ aws }: Stack, groupId: string): readonly SecurityGroupRule[] {
  return aws.world.state.groups.get(groupId)?.rules ?? [];
}

/** Lets members of a group reach RDP of a block, as an administrator would. */
export async function letOut({ ec2 }: Stack, groupId: string, cidr: string): Promise<string> {
  const call = { GroupId: groupId, IpPermissions: [rdpTo(cidr)] };
  const answer = await ec2.send(new AuthorizeSecurityGroupEgressCommand(call));
  return answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? 'no rule';
}

/** Takes that back, as an administrator would. */
export async function takeBack({ ec2 }: Stack, groupId: string, cidr: string): Promise<void> {
  const call = { GroupId: groupId, IpPermissions: [rdpTo(cidr)] };
  await ec2.send(new RevokeSecurityGroupEgressCommand(call));
}

/** Edits a rule to RDP of a block, as an administrator would. */
export async function editTo(
  { ec2 }: Stack,
  groupId: string,
  edit: { readonly ruleId: string; readonly cidr: string },
): Promise<void> {
  const rule = { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, CidrIpv4: edit.cidr };
  const update = { SecurityGroupRuleId: edit.ruleId, SecurityGroupRule: rule };
  const call = { GroupId: groupId, SecurityGroupRules: [update] };
  await ec2.send(new ModifySecurityGroupRulesCommand(call));
}

function rdpTo(cidr: string): IpPermission {
  return { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: cidr }] };
}
