import {
  AssociateSecurityGroupVpcCommand,
  ModifyNetworkInterfaceAttributeCommand,
} from '@aws-sdk/client-ec2';
import type { Stack } from './stack.ts';

/** A group beside that of the stack which lets everybody in by RDP. */
export function addOpenGroup({ aws, group }: Stack, groupName: string): string {
  const rule = {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 3389,
    toPort: 3389,
    source: { kind: 'ipv4', cidr: '0.0.0.0/0' },
  } as const;
  return aws.world.addGroup({ groupName, vpcId: group.vpcId, rules: [rule] }).groupId;
}

/** Puts exactly these groups on an interface, as an administrator would. */
export async function setGroups(
  { ec2 }: Stack,
  interfaceId: string,
  ...groupIds: readonly string[]
): Promise<void> {
  await ec2.send(
    new ModifyNetworkInterfaceAttributeCommand({
      NetworkInterfaceId: interfaceId,
      Groups: [...groupIds],
    }),
  );
}

/** Lets a group be used in a VPC of its own, as an administrator would; gives the VPC. */
export async function associateVpc({ aws, ec2 }: Stack, groupId: string): Promise<string> {
  const { vpcId } = aws.world.addVpc({ cidr: '10.1.0.0/16' });
  await ec2.send(new AssociateSecurityGroupVpcCommand({ GroupId: groupId, VpcId: vpcId }));
  return vpcId;
}
