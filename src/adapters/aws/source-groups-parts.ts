import type { ReferencedSecurityGroup, SecurityGroup } from '@aws-sdk/client-ec2';
import type { GroupOwner, GroupSource, Staleness } from '../../domain/weight/source-facts.ts';

/** What was seen of the groups that a group's rules name; null is what could not be looked up, or was
 * not asked. */
export interface SeenOfSources {
  /** Of the group whose rules they are. */
  readonly accountId: string;
  readonly vpcId: string | null;
  /** By group id, as the rules name them. */
  readonly references: ReadonlyMap<string, ReferencedSecurityGroup> | null;
  /** By group id, as far as the account sees them. */
  readonly described: ReadonlyMap<string, SecurityGroup> | null;
  /** Ids of groups at the far end of a peering whose references EC2 calls stale. */
  readonly stale: ReadonlySet<string> | null;
  /** By group id. */
  readonly interfaces: ReadonlyMap<string, NonNullable<GroupSource['interfaces']>> | null;
}

/** A group that a rule names, of all that was seen. */
export function sourceGroup(groupId: string, seen: SeenOfSources): GroupSource {
  const reference = seen.references?.get(groupId);
  const group = seen.described?.get(groupId);
  return {
    kind: 'group',
    groupId,
    groupName: group?.GroupName ?? null,
    owner: ownerOf({ reference, group }, seen),
    staleness: stalenessOf(groupId, reference, seen),
    interfaces: seen.interfaces?.get(groupId) ?? null,
  };
}

function ownerOf(
  {
    reference,
    group,
  }: {
    readonly reference: ReferencedSecurityGroup | undefined;
    readonly group: SecurityGroup | undefined;
  },
  { accountId, vpcId }: SeenOfSources,
): GroupOwner {
  const ownerId = reference?.UserId ?? group?.OwnerId;
  const ownVpcId = reference?.VpcId ?? group?.VpcId ?? null;
  if (ownerId === undefined) return { kind: 'unknown' };
  const peeringId = reference?.VpcPeeringConnectionId;
  if (peeringId !== undefined) {
    return { kind: 'peer', peeringId, vpcId: ownVpcId, accountId: ownerId };
  }
  if (ownerId !== accountId) return { kind: 'otherAccount', accountId: ownerId };
  const isOwnVpc = ownVpcId !== null && ownVpcId === vpcId;
  return isOwnVpc ? { kind: 'ownVpc' } : { kind: 'ownAccount', vpcId: ownVpcId };
}

/** EC2 deletes no group that a rule of its own VPC names, so only a peer's can be stale. */
function stalenessOf(
  groupId: string,
  reference: ReferencedSecurityGroup | undefined,
  { stale }: SeenOfSources,
): Staleness {
  if (reference === undefined) return 'unknown';
  if (reference.VpcPeeringConnectionId === undefined) return 'live';
  if (!isLivePeering(reference)) return 'peeringGone';
  if (stale === null) return 'unknown';
  return stale.has(groupId) ? 'groupGone' : 'live';
}

/** Statuses after which a peering does not come back. Source: Amazon VPC Peering Guide, "VPC peering
 * connection lifecycle". */
const ENDED = ['deleting', 'deleted', 'rejected', 'expired', 'failed'];

/** Whether a reference is made by a peering that is not known to be gone. */
export function isLivePeering(reference: ReferencedSecurityGroup | undefined): boolean {
  if (reference?.VpcPeeringConnectionId === undefined) return false;
  return !ENDED.includes(reference.PeeringStatus ?? '');
}
