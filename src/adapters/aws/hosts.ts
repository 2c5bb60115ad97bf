import {
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import type { Hosts, InstanceChoice, Page } from '../../app/ports.ts';
import type { EstateService, InstanceListed, ServiceInterface } from '../../domain/guard/estate.ts';
import type { AwsAccounts } from './accounts.ts';
import { clientsByPlace } from './clients.ts';
import { FSX_TAG, instanceListed, serviceInterface, vpcBlocks } from './host-facts.ts';
import { look } from './look.ts';
import { lookAtList } from './look-at-list.ts';
import { pageOf, tokenField } from './pages.ts';

/** Instances per page, 5 to 1,000 (EC2 API, DescribeInstances). Fewer, since each is long. */
export const INSTANCES_PER_PAGE = 100;
/** Interfaces of services per page, 5 to 1,000 (EC2 API, DescribeNetworkInterfaces). */
export const SERVICE_INTERFACES_PER_PAGE = 500;

/** What stands in the VPCs of the accounts that are configured. */
export function ec2Hosts(accounts: AwsAccounts): Hosts {
  const clients = clientsByPlace(accounts);
  return {
    instances: (query, pageToken) =>
      lookAtList(query, accounts, 'ec2:DescribeInstances', () =>
        instancePage(clients(query).read, query.choice, pageToken),
      ),
    serviceInterfaces: (query, pageToken) =>
      lookAtList(query, accounts, 'ec2:DescribeNetworkInterfaces', () =>
        serviceInterfacePage(clients(query).read, query, pageToken),
      ),
    vpcBlocks: (vpc) =>
      look(vpc, accounts, 'ec2:DescribeVpcs', async () => {
        const command = new DescribeVpcsCommand({ VpcIds: [vpc.vpcId] });
        const [found] = (await clients(vpc).read.send(command)).Vpcs ?? [];
        return found === undefined ? null : vpcBlocks(found);
      }),
  };
}

/** A stopped instance starts again with the groups that it has. */
const THERE = ['pending', 'running', 'shutting-down', 'stopping', 'stopped'];

async function instancePage(
  client: EC2Client,
  choice: InstanceChoice,
  pageToken: string | null,
): Promise<Page<InstanceListed>> {
  const command = new DescribeInstancesCommand({
    Filters: [choiceFilter(choice), { Name: 'instance-state-name', Values: THERE }],
    MaxResults: INSTANCES_PER_PAGE,
    ...tokenField(pageToken),
  });
  const answer = await client.send(command);
  const found = answer.Reservations?.flatMap(({ Instances }) => Instances ?? []);
  return pageOf(found?.map(instanceListed), answer.NextToken);
}

function choiceFilter(choice: InstanceChoice): Filter {
  switch (choice.kind) {
    case 'windows':
      return { Name: 'platform', Values: ['windows'] };
    case 'tagged':
      return choice.values === undefined
        ? { Name: 'tag-key', Values: [choice.key] }
        : { Name: `tag:${choice.key}`, Values: [...choice.values] };
    case 'withGroups':
      return { Name: 'network-interface.group-id', Values: [...choice.groupIds] };
  }
}

/** How the interfaces of each service are known: see {@link EstateService}. */
const SERVICE_FILTERS: Readonly<Record<EstateService, Filter>> = {
  fsx: { Name: 'tag-key', Values: [FSX_TAG] },
  rds: { Name: 'requester-id', Values: ['amazon-rds'] },
  workSpaces: {
    Name: 'description',
    Values: [
      'Created By Amazon Workspaces for AWS Account ID *',
      'Created By Amazon WorkSpaces for AWS Account ID *',
    ],
  },
};

async function serviceInterfacePage(
  client: EC2Client,
  { service, groupIds }: { service: EstateService; groupIds?: readonly string[] },
  pageToken: string | null,
): Promise<Page<ServiceInterface>> {
  const command = new DescribeNetworkInterfacesCommand({
    Filters: [
      SERVICE_FILTERS[service],
      ...(groupIds === undefined ? [] : [{ Name: 'group-id', Values: [...groupIds] }]),
    ],
    MaxResults: SERVICE_INTERFACES_PER_PAGE,
    IncludeManagedResources: true,
    ...tokenField(pageToken),
  });
  const answer = await client.send(command);
  const found = answer.NetworkInterfaces?.map((each) => serviceInterface(each, service));
  return pageOf(found, answer.NextToken);
}
