import { paginateDescribeInstanceInformation, SSMClient } from '@aws-sdk/client-ssm';
import type { ManagedInstances } from '../../app/ports.ts';
import type { ManagedInstance } from '../../domain/guard/estate.ts';
import type { AwsAccounts } from './accounts.ts';
import { byPlace } from './by-place.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';
import { lookAtList } from './look-at-list.ts';

/** Values of one filter, 1 to 100 (Systems Manager API, InstanceInformationStringFilter). */
export const IDS_PER_CALL = 100;
/** Items per page, 5 to 50 (Systems Manager API, DescribeInstanceInformation). */
const PAGE_SIZE = 50;

/** Systems Manager in the accounts that are configured. */
export function ssmManagedInstances(accounts: AwsAccounts): ManagedInstances {
  const clientOf = byPlace(
    accounts,
    (place) => new SSMClient({ ...place, maxAttempts: READ_ATTEMPTS, requestHandler }),
  );
  return {
    find: (query) =>
      lookAtList(query, accounts, 'ssm:DescribeInstanceInformation', () =>
        findManaged(clientOf(query), query.instanceIds),
      ),
  };
}

async function findManaged(
  client: SSMClient,
  instanceIds: readonly string[],
): Promise<ReadonlyMap<string, ManagedInstance>> {
  const byId = new Map<string, ManagedInstance>();
  for (let start = 0; start < instanceIds.length; start += IDS_PER_CALL) {
    const Values = instanceIds.slice(start, start + IDS_PER_CALL);
    const pages = paginateDescribeInstanceInformation(
      { client, pageSize: PAGE_SIZE },
      { Filters: [{ Key: 'InstanceIds', Values }] },
    );
    for await (const { InstanceInformationList = [] } of pages) {
      for (const { InstanceId: instanceId = '', PingStatus } of InstanceInformationList) {
        byId.set(instanceId, { instanceId, isOnline: PingStatus === 'Online' });
      }
    }
  }
  return byId;
}
