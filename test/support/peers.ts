import { AuthorizeSecurityGroupIngressCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { AwsEmulator } from '../../src/sandbox/aws/emulator.ts';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';

export const PEER_ACCOUNT = '999999999999';
export const PEER_GROUP = 'sg-0feedfeedfeedfeed';

/** A peering of a group's VPC with one of another account. `end` takes it away again. */
export function peerWith(
  { world, accountId, region }: Pick<AwsEmulator, 'world' | 'accountId' | 'region'>,
  { vpcId }: SecurityGroup,
): { readonly peeringId: string; end(): void } {
  const peering = world.addPeering({
    requester: { vpcId, ownerId: accountId, region, cidr: '10.0.0.0/16' },
    accepter: { vpcId: 'vpc-0peer', ownerId: PEER_ACCOUNT, region, cidr: '10.1.0.0/16' },
  });
  const { peeringId } = peering;
  return { peeringId, end: () => void world.addPeering({ ...peering, status: 'deleted' }) };
}

/** Opens RDP of a group to another group, as an administrator would. */
export async function openToGroup(
  ec2: EC2Client,
  { groupId }: SecurityGroup,
  source: { readonly GroupId: string; readonly UserId?: string },
): Promise<string> {
  const answer = await ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: groupId,
      IpPermissions: [
        { IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, UserIdGroupPairs: [source] },
      ],
    }),
  );
  return answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? 'no rule';
}
