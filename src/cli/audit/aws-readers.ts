import { awsDirectories } from '../../adapters/aws/directories.ts';
import { ec2GroupListing } from '../../adapters/aws/group-listing.ts';
import { homeAccount } from '../../adapters/aws/home-account.ts';
import { ec2Hosts } from '../../adapters/aws/hosts.ts';
import { ec2NetworkInterfaces } from '../../adapters/aws/network-interfaces.ts';
import { ec2PrefixLists } from '../../adapters/aws/prefix-lists.ts';
import { ec2SecurityGroups } from '../../adapters/aws/security-groups.ts';
import { ec2Surroundings } from '../../adapters/aws/surroundings.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import type { AuditNeeds } from '../../app/audit/audit-needs.ts';
import { type StandingStore, standingsOf } from '../../app/standings.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** What an audit reads with, in the account that the credentials are of.
 * @throws OutsideError when AWS does not say whose they are. */
export async function awsReaders(
  region: string,
  policy: Policy,
): Promise<Omit<AuditNeeds, 'policy' | 'progress'> & { readonly accountId: string }> {
  const { accountId } = await homeAccount(region);
  const groups = ec2SecurityGroups(accountId);
  const interfaces = ec2NetworkInterfaces(accountId, systemClock);
  const store = NOTHING_KEPT;
  const listing = ec2GroupListing(accountId);
  const hosts = ec2Hosts(accountId);
  const directories = awsDirectories(accountId);
  const clock = systemClock;
  const behind = { listing, hosts, directories, clock };
  return {
    accountId,
    groups,
    standings: (place, some) =>
      standingsOf(place, some, { ...behind, groups, interfaces, store, policy }),
    listing,
    lists: ec2PrefixLists(accountId, systemClock),
    hosts,
    directories,
    surroundings: ec2Surroundings(accountId),
    clock,
  };
}

/** The command line keeps nothing: where groups stand is asked of EC2. */
const NOTHING_KEPT: StandingStore = {
  beside: () => Promise.resolve(new Map()),
  behind: () => Promise.resolve({ things: new Map(), looked: new Set() }),
  cursor: () => Promise.resolve(null),
  group: () => Promise.resolve(null),
};
