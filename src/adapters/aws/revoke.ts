import {
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import type { StepAnswer } from '../../app/ports.ts';
import type { RulesPlan } from '../../domain/plan/plan.ts';
import { sourceOf } from '../../domain/plan/planned-rule.ts';
import { toOutsideError } from './aws-errors.ts';
import type { PlaceClients } from './clients.ts';
import { toIpPermission } from './ip-permission.ts';
import { listRules } from './list-rules.ts';
import { stepFailure } from './step-failure.ts';

/** Rules of a group to be revoked. */
export type Revocation = Pick<RulesPlan, 'groupId' | 'direction' | 'revoke'>;

/** Revokes exactly the rules that are named, by their properties, in one call that is never
 * repeated by itself.
 * @throws OutsideError when what the call needs could not be read: nothing was done then. */
export async function revoke({ read, write }: PlaceClients, plan: Revocation): Promise<StepAnswer> {
  const owners = await ownersOfSources(read, plan);
  const permissions = plan.revoke.map((rule) =>
    toIpPermission(rule, { owners, description: null }),
  );
  const call = { GroupId: plan.groupId, IpPermissions: permissions };
  const isOutbound = plan.direction === 'outbound';
  try {
    const answer = isOutbound
      ? await write.send(new RevokeSecurityGroupEgressCommand(call))
      : await write.send(new RevokeSecurityGroupIngressCommand(call));
    // EC2 answers success and lists here what it did not find: that is "not done".
    const unknown = countSources(answer.UnknownIpPermissions ?? []);
    if (unknown >= plan.revoke.length) return { kind: 'notThere' };
    return { kind: 'accepted', requestId: answer.$metadata.requestId ?? null };
  } catch (error) {
    return stepFailure(error, `ec2:RevokeSecurityGroup${isOutbound ? 'Egress' : 'Ingress'}`);
  }
}

/** The owner accounts of the groups that a plan names as sources, by group id: EC2 takes an id alone
 * for one of the caller's own account. */
async function ownersOfSources(
  client: EC2Client,
  plan: Revocation,
): Promise<ReadonlyMap<string, string>> {
  const isNeeded = plan.revoke.some(({ source }) => sourceOf(source).kind === 'referencedGroup');
  if (!isNeeded) return new Map();
  const rules = await listRules(client, plan.groupId).catch((error: unknown) => {
    throw toOutsideError(error, 'ec2:DescribeSecurityGroupRules');
  });
  return new Map(
    rules.flatMap(({ ReferencedGroupInfo: group }) =>
      group?.GroupId === undefined || group.UserId === undefined
        ? []
        : [[group.GroupId, group.UserId]],
    ),
  );
}

/** EC2 puts rules of the same protocol and ports into one permission: each source is a rule. */
function countSources(permissions: readonly IpPermission[]): number {
  return permissions.reduce((sum, permission) => {
    const {
      IpRanges = [],
      Ipv6Ranges = [],
      PrefixListIds = [],
      UserIdGroupPairs = [],
    } = permission;
    const sources = [IpRanges, Ipv6Ranges, PrefixListIds, UserIdGroupPairs];
    return sum + sources.reduce((count, list) => count + list.length, 0);
  }, 0);
}
