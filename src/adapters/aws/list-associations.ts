import { paginateGetManagedPrefixListAssociations } from '@aws-sdk/client-ec2';
import type { ListAddress } from '../../app/ports.ts';
import type { ListAssociation } from '../../domain/inventory/list-state.ts';
import type { PlaceClients } from './clients.ts';

/** Associations per page, 5 to 255 (EC2 API, GetManagedPrefixListAssociations). */
export const ASSOCIATIONS_PER_PAGE = 255;

/** Everything that uses a list, in every account. Rejects with the SDK's errors. */
export async function readAssociations(
  { read: client }: PlaceClients,
  { prefixListId }: ListAddress,
): Promise<readonly ListAssociation[]> {
  const pages = paginateGetManagedPrefixListAssociations(
    { client, pageSize: ASSOCIATIONS_PER_PAGE },
    { PrefixListId: prefixListId },
  );
  const associations: ListAssociation[] = [];
  for await (const { PrefixListAssociations = [] } of pages) {
    const page = PrefixListAssociations.map(({ ResourceId = '', ResourceOwner = '' }) => {
      return { resourceId: ResourceId, ownerId: ResourceOwner };
    });
    associations.push(...page);
  }
  return associations;
}
