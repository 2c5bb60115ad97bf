import { AwsError, UnsupportedInSandbox } from '../../wire/aws-error.ts';
import { groupById } from '../../world/lookup.ts';
import type { SecurityGroup, WorldState } from '../../world/model.ts';
import { associationKey } from '../../world/network.ts';

/** Groups per interface: EC2's default quota (Amazon VPC quotas). */
const GROUPS_PER_INTERFACE_MAX = 5;

/** `groupIds`, each once, if they can all stand on an interface in `vpcId`. Throws
 * `InvalidGroup.NotFound`, `InvalidParameter` for a group of another VPC that is not associated with
 * this one, `SecurityGroupsPerInterfaceLimitExceeded`. */
export function attachableGroups(
  state: WorldState,
  vpcId: string,
  groupIds: readonly string[],
): readonly string[] {
  const wanted = [...new Set(groupIds)];
  for (const groupId of wanted) {
    if (isUsableIn(state, groupById(state, groupId), vpcId)) continue;
    throw new AwsError(
      'InvalidParameter',
      `Security group ${groupId} and VPC ${vpcId} belong to different networks.`,
    );
  }
  if (wanted.length <= GROUPS_PER_INTERFACE_MAX) return wanted;
  throw new AwsError(
    'SecurityGroupsPerInterfaceLimitExceeded',
    'The maximum number of security groups per interface has been reached.',
  );
}

function isUsableIn(state: WorldState, group: SecurityGroup, vpcId: string): boolean {
  if (group.vpcId === vpcId) return true;
  return state.vpcAssociations.get(associationKey(group.groupId, vpcId))?.state === 'associated';
}

/** The VPC's group `default`, which an interface gets when none is named. */
export function defaultGroupId(state: WorldState, vpcId: string): string {
  const group = [...state.groups.values()].find(
    (each) => each.vpcId === vpcId && each.groupName === 'default',
  );
  if (group) return group.groupId;
  throw new UnsupportedInSandbox(`a VPC without its default group (seed ${vpcId} with one)`);
}
