import { awsDirectories } from '../../adapters/aws/directories.ts';
import { ec2GroupListing } from '../../adapters/aws/group-listing.ts';
import { homeAccount } from '../../adapters/aws/home-account.ts';
import { ec2Hosts } from '../../adapters/aws/hosts.ts';
import { ec2PrefixLists } from '../../adapters/aws/prefix-lists.ts';
import { ec2SecurityGroups } from '../../adapters/aws/security-groups.ts';
import { ec2Surroundings } from '../../adapters/aws/surroundings.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import type { AuditNeeds } from '../../app/audit/audit-needs.ts';

/** What an audit reads with, in the account that the credentials are of.
 * @throws OutsideError when AWS does not say whose they are. */
export async function awsReaders(
  region: string,
): Promise<Omit<AuditNeeds, 'policy' | 'progress'> & { readonly accountId: string }> {
  const { accountId } = await homeAccount(region);
  return {
    accountId,
    groups: ec2SecurityGroups(accountId),
    listing: ec2GroupListing(accountId),
    lists: ec2PrefixLists(accountId, systemClock),
    hosts: ec2Hosts(accountId),
    directories: awsDirectories(accountId),
    surroundings: ec2Surroundings(accountId),
    clock: systemClock,
  };
}
