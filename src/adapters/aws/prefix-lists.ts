import { DescribeManagedPrefixListsCommand, type ManagedPrefixList } from '@aws-sdk/client-ec2';
import type { Clock, ListSummary, Page, PrefixLists } from '../../app/ports.ts';
import { failWith } from './aws-errors.ts';
import { clientsByRegion, type RegionClients } from './clients.ts';
import { requireHome, stepAtHome } from './home-only.ts';
import { readAssociations } from './list-associations.ts';
import { look } from './look.ts';
import { modifyList } from './modify-list.ts';
import { pageOf, tokenField } from './pages.ts';
import { isGone, readList, versionOf } from './read-list.ts';

/** Lists per page, 1 to 100 (EC2 API, DescribeManagedPrefixLists). */
export const LISTS_PER_PAGE = 100;

/** EC2's managed prefix lists, as the account that the credentials are of sees them: its own, those
 * that others share with it, and AWS's. */
export function ec2PrefixLists(homeAccountId: string, clock: Pick<Clock, 'now'>): PrefixLists {
  const clients = clientsByRegion();
  return {
    describe: (address) =>
      look(address, homeAccountId, 'ec2:DescribeManagedPrefixLists', () =>
        readList(clients(address.region), address, clock.now()),
      ),
    associations: (address) =>
      look(address, homeAccountId, 'ec2:GetManagedPrefixListAssociations', () =>
        readAssociations(clients(address.region), address),
      ),
    modify: (call) =>
      stepAtHome(call.address.accountId, homeAccountId, () =>
        modifyList(clients(call.address.region), call),
      ),
    list: async (place, pageToken) => {
      requireHome(place.accountId, homeAccountId);
      return await listPage(clients(place.region), pageToken);
    },
  };
}

async function listPage(
  { read }: RegionClients,
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
