import {
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type NetworkInterface,
  paginateDescribeInstances,
  paginateDescribeNetworkAcls,
  paginateDescribeNetworkInterfaces,
  paginateDescribeRouteTables,
  type RouteTable,
} from '@aws-sdk/client-ec2';
import type { GroupAddress, Surroundings } from '../../app/ports.ts';
import { type GroupSurroundings, nothingKnown } from '../../domain/weight/surroundings.ts';
import type { AwsAccounts } from './accounts.ts';
import { clientsByPlace } from './clients.ts';
import { listedGroup } from './group-listing.ts';

import { lookAtList } from './look-at-list.ts';
import { part } from './part.ts';
import { readSourceGroups } from './source-groups.ts';
import { instanceFacts, interfaceBehind, networkAcl, routesOf } from './surroundings-parts.ts';

/** How many interfaces behind one group are looked at: EC2 takes 200 values in a filter, and nobody
 * reads the names of more. What is not looked at counts as open. */
export const INTERFACES_MAX = 100;
/** Groups of a VPC in the one page that is read of them: 5 to 1,000 (EC2 API). */
const GROUPS_MAX = 1_000;
/** Items per page: what is asked for is named, so that a page or two hold it. (EC2 API: 5 to 100.) */
const PAGE_SIZE = 100;

/** What stands behind groups of the accounts that are configured. */
export function ec2Surroundings(accounts: AwsAccounts): Surroundings {
  const clients = clientsByPlace(accounts);
  return {
    hostsBehind: async (group) => {
      const reason = accounts.whyNotConfigured(group.accountId);
      if (reason !== null) return nothingKnown(reason);
      return await lookAround(clients(group).read, group);
    },
    groupsNamed: async (group, groupIds) => {
      const reason = accounts.whyNotConfigured(group.accountId);
      if (reason !== null) return { groups: [], notKnown: [reason] };
      return await readSourceGroups(clients(group).read, group, groupIds);
    },
    groupsIn: (vpc) =>
      lookAtList(vpc, accounts, 'ec2:DescribeSecurityGroups', async () => {
        const command = new DescribeSecurityGroupsCommand({
          Filters: [{ Name: 'vpc-id', Values: [vpc.vpcId] }],
          MaxResults: GROUPS_MAX,
        });
        const answer = await clients(vpc).read.send(command);
        return answer.SecurityGroups?.map(listedGroup) ?? [];
      }),
  };
}

async function lookAround(
  client: EC2Client,
  { groupId }: GroupAddress,
): Promise<GroupSurroundings> {
  const found = await part('ec2:DescribeNetworkInterfaces', () => interfacesOf(client, groupId));
  if (found.kind === 'unknown') return nothingKnown(found.reason);
  const { items, isWhole } = found.value;
  const [instances, routes, networkAcls] = await Promise.all([
    part('ec2:DescribeInstances', () => instancesOf(client, items)),
    part('ec2:DescribeRouteTables', () => routesBySubnet(client, items)),
    part('ec2:DescribeNetworkAcls', () => networkAclsBySubnet(client, items)),
  ]);
  const interfaces = {
    kind: 'known',
    value: { items: items.map(interfaceBehind), isWhole },
  } as const;
  return { interfaces, instances, routes, networkAcls };
}

async function interfacesOf(
  client: EC2Client,
  groupId: string,
): Promise<{ readonly items: readonly NetworkInterface[]; readonly isWhole: boolean }> {
  const pages = paginateDescribeNetworkInterfaces(
    { client, pageSize: PAGE_SIZE },
    { Filters: [{ Name: 'group-id', Values: [groupId] }] },
  );
  const items: NetworkInterface[] = [];
  for await (const page of pages) {
    items.push(...(page.NetworkInterfaces ?? []));
    if (items.length > INTERFACES_MAX) break;
  }
  return { items: items.slice(0, INTERFACES_MAX), isWhole: items.length <= INTERFACES_MAX };
}

/** By a filter: a call that names ids fails where one of them is gone. */
async function instancesOf(client: EC2Client, interfaces: readonly NetworkInterface[]) {
  const ids = distinct(interfaces.map(({ Attachment }) => Attachment?.InstanceId));
  const byId = new Map<string, ReturnType<typeof instanceFacts>>();
  if (ids.length === 0) return byId;
  const pages = paginateDescribeInstances(
    { client, pageSize: PAGE_SIZE },
    { Filters: [{ Name: 'instance-id', Values: ids }] },
  );
  for await (const page of pages) {
    const instances = page.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
    for (const each of instances) byId.set(each.InstanceId ?? '', instanceFacts(each));
  }
  return byId;
}

/** The routes of each subnet: of the table that names it, else of its VPC's main table. */
async function routesBySubnet(client: EC2Client, interfaces: readonly NetworkInterface[]) {
  const subnetIds = distinct(interfaces.map(({ SubnetId }) => SubnetId));
  const vpcIds = distinct(interfaces.map(({ VpcId }) => VpcId));
  if (subnetIds.length === 0) return new Map<string, ReturnType<typeof routesOf>>();
  const [named, main] = await Promise.all([
    routeTables(client, [{ Name: 'association.subnet-id', Values: subnetIds }]),
    routeTables(client, [
      { Name: 'vpc-id', Values: vpcIds },
      { Name: 'association.main', Values: ['true'] },
    ]),
  ]);
  return new Map(
    interfaces.flatMap(({ SubnetId, VpcId }) => {
      const table =
        named.find(({ Associations }) =>
          Associations?.some((each) => each.SubnetId === SubnetId),
        ) ?? main.find((each) => each.VpcId === VpcId);
      return SubnetId === undefined || table === undefined ? [] : [[SubnetId, routesOf(table)]];
    }),
  );
}

type Filters = { readonly Name: string; readonly Values: string[] }[];

async function routeTables(client: EC2Client, Filters: Filters): Promise<readonly RouteTable[]> {
  const tables: RouteTable[] = [];
  const pages = paginateDescribeRouteTables({ client, pageSize: PAGE_SIZE }, { Filters });
  for await (const page of pages) tables.push(...(page.RouteTables ?? []));
  return tables;
}

async function networkAclsBySubnet(client: EC2Client, interfaces: readonly NetworkInterface[]) {
  const subnetIds = distinct(interfaces.map(({ SubnetId }) => SubnetId));
  const bySubnet = new Map<string, ReturnType<typeof networkAcl>>();
  if (subnetIds.length === 0) return bySubnet;
  const pages = paginateDescribeNetworkAcls(
    { client, pageSize: PAGE_SIZE },
    { Filters: [{ Name: 'association.subnet-id', Values: subnetIds }] },
  );
  for await (const page of pages) {
    for (const acl of page.NetworkAcls ?? []) {
      for (const { SubnetId } of acl.Associations ?? []) {
        bySubnet.set(SubnetId ?? '', networkAcl(acl));
      }
    }
  }
  return bySubnet;
}

function distinct(ids: readonly (string | undefined)[]): string[] {
  return [...new Set(ids.filter((id) => id !== undefined))];
}
