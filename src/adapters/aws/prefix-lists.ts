import { DescribeManagedPrefixListsCommand, type ManagedPrefixList } from '@aws-sdk/client-ec2';
import type { Clock, ListSummary, Page, PrefixLists } from '../../app/ports.ts';
import type { AwsAccounts } from './accounts.ts';
import { failWith } from './aws-errors.ts';
import { clientsByPlace, type PlaceClients } from './clients.ts';
import { requireConfigured, stepIfConfigured } from './configured-only.ts';
import { readAssociations } from './list-associations.ts';
import { look } from './look.ts';
import { modifyList } from './modify-list.ts';
import { pageOf, tokenField } from './pages.ts';
import { isGone, readList, versionOf } from './read-list.ts';

/** Lists per page, 1 to 100 (EC2 API, DescribeManagedPrefixLists). */
export const LISTS_PER_PAGE = 100;

/** EC2's managed prefix lists, as each account that is configured sees them: its own, those
 * that others share with it, and AWS's. */
export function ec2PrefixLists(accounts: AwsAccounts, clock: Pick<Clock, 'now'>): PrefixLists {
  const clients = clientsByPlace(accounts);
  return {
    describe: (address) =>
      look(address, accounts, 'ec2:DescribeManagedPrefixLists', () =>
        readList(clients(address), address, clock.now()),
      ),
    associations: (address) =>
      look(address, accounts, 'ec2:GetManagedPrefixListAssociations', () =>
        readAssociations(clients(address), address),
      ),
    modify: (call) =>
      stepIfConfigured(call.address.accountId, accounts, () =>
        modifyList(clients(call.address), call),
      ),
    list: async (place, pageToken) => {
      requireConfigured(place.accountId, accounts);
      return await listPage(clients(place), pageToken);
    },
  };
}

async function listPage(
  { read }: PlaceClients,
  pageToken: string | null,
): Promise<Page<ListSummary>> {
  const command = new DescribeManagedPrefixListsCommand({
    MaxResults: LISTS_PER_PAGE,
    ...tokenField(pageToken),
  });
  const answer = await read.send(command).catch(failWith('ec2:DescribeManagedPrefixLists'));
  const lists = answer.PrefixLists?.filter((list) => !isGone(list));
  return pageOf(lists?.map(summaryOf), answer.NextToken);
}

function summaryOf(list: ManagedPrefixList): ListSummary {
  return {
    prefixListId: list.PrefixListId ?? '',
    listName: list.PrefixListName ?? '',
    ownerId: list.OwnerId ?? '',
    version: versionOf(list),
  };
}
