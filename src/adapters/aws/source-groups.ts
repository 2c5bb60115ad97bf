import {
  DescribeNetworkInterfacesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  paginateDescribeStaleSecurityGroups,
  type ReferencedSecurityGroup,
  type SecurityGroup,
  type StaleSecurityGroup,
} from '@aws-sdk/client-ec2';
import type { GroupAddress } from '../../app/ports.ts';
import type { Known } from '../../domain/weight/known.ts';
import type { SourceFacts } from '../../domain/weight/source-facts.ts';
import { listRules } from './list-rules.ts';
import { part } from './part.ts';
import { isLivePeering, type SeenOfSources, sourceGroup } from './source-groups-parts.ts';

/** Interfaces in the one page that is read of those on all groups named: 5 to 1,000 (EC2 API). A count
 * that goes beyond it is told as "at least". */
const COUNTED_MAX = 1_000;

/** What the groups are that rules of a group name. What only another account could tell is not asked.
 * @throws OutsideError, retryable, when throttled or unreachable. */
export async function readSourceGroups(
  client: EC2Client,
  { accountId, groupId }: GroupAddress,
  groupIds: readonly string[],
): Promise<Pick<SourceFacts, 'groups' | 'notKnown'>> {
  const [references, described] = await Promise.all([
    part('ec2:DescribeSecurityGroupRules', () => referencesOf(client, groupId)),
    part('ec2:DescribeSecurityGroups', () => describeGroups(client, [groupId, ...groupIds])),
  ]);
  const vpcId = valueIn(described)?.get(groupId)?.VpcId;
  const peers = groupIds.filter((id) => isLivePeering(valueIn(references)?.get(id)));
  const own = groupIds.filter((id) => valueIn(described)?.get(id)?.OwnerId === accountId);
  const [stale, interfaces] = await Promise.all([
    peers.length === 0 || vpcId === undefined
      ? null
      : part('ec2:DescribeStaleSecurityGroups', () => staleIn(client, { vpcId, groupId })),
    own.length === 0
      ? null
      : part('ec2:DescribeNetworkInterfaces', () => countInterfaces(client, own)),
  ]);
  const seen: SeenOfSources = {
    accountId,
    vpcId: vpcId ?? null,
    references: valueIn(references),
    described: valueIn(described),
    stale: valueIn(stale),
    interfaces: valueIn(interfaces),
  };
  const notKnown = [references, described, stale, interfaces].flatMap((each) =>
    each?.kind === 'unknown' ? [each.reason] : [],
  );
  return { groups: groupIds.map((id) => sourceGroup(id, seen)), notKnown };
}

function valueIn<T>(looked: Known<T> | null): T | null {
  return looked?.kind === 'known' ? looked.value : null;
}

/** What EC2 says of the groups that a group's rules name, by their ids. */
async function referencesOf(
  client: EC2Client,
  groupId: string,
): Promise<ReadonlyMap<string, ReferencedSecurityGroup>> {
  const rules = await listRules(client, groupId);
  const references = rules.flatMap(({ ReferencedGroupInfo }) => ReferencedGroupInfo ?? []);
  return new Map(references.map((each) => [each.GroupId ?? '', each]));
}

/** By a filter: a call that names ids fails where one of them is not there, or another account's. */
async function describeGroups(
  client: EC2Client,
  groupIds: readonly string[],
): Promise<ReadonlyMap<string, SecurityGroup>> {
  const Filters = [{ Name: 'group-id', Values: [...groupIds] }];
  const answer = await client.send(new DescribeSecurityGroupsCommand({ Filters }));
  return new Map(answer.SecurityGroups?.map((each) => [each.GroupId ?? '', each]));
}

/** The groups that rules of a group name and that are stale. */
async function staleIn(
  client: EC2Client,
  { vpcId, groupId }: { readonly vpcId: string; readonly groupId: string },
): Promise<ReadonlySet<string>> {
  const stale = new Set<string>();
  for await (const page of paginateDescribeStaleSecurityGroups({ client }, { VpcId: vpcId })) {
    const ours = page.StaleSecurityGroupSet?.filter((each) => each.GroupId === groupId) ?? [];
    for (const id of ours.flatMap(staleReferences)) stale.add(id);
  }
  return stale;
}

function staleReferences(group: StaleSecurityGroup): readonly string[] {
  const { StaleIpPermissions = [], StaleIpPermissionsEgress = [] } = group;
  const pairs = [...StaleIpPermissions, ...StaleIpPermissionsEgress].flatMap(
    ({ UserIdGroupPairs }) => UserIdGroupPairs ?? [],
  );
  return pairs.flatMap(({ GroupId }) => GroupId ?? []);
}

async function countInterfaces(
  client: EC2Client,
  groupIds: readonly string[],
): Promise<NonNullable<SeenOfSources['interfaces']>> {
  const Filters = [{ Name: 'group-id', Values: [...groupIds] }];
  const command = new DescribeNetworkInterfacesCommand({ Filters, MaxResults: COUNTED_MAX });
  const { NetworkInterfaces = [], NextToken = '' } = await client.send(command);
  const standing = NetworkInterfaces.map(({ Groups }) => Groups?.map(({ GroupId }) => GroupId));
  const counts = groupIds.map((id) => {
    const count = standing.filter((ids) => ids?.includes(id)).length;
    return [id, { count, isWhole: NextToken === '' }] as const;
  });
  return new Map(counts);
}
