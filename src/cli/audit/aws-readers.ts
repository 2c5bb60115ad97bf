import { awsDirectories } from '../../adapters/aws/directories.ts';
import { ec2GroupListing } from '../../adapters/aws/group-listing.ts';
import { ec2Hosts } from '../../adapters/aws/hosts.ts';
import { ec2NetworkInterfaces } from '../../adapters/aws/network-interfaces.ts';
import { openAccounts } from '../../adapters/aws/open-accounts.ts';
import { ec2PrefixLists } from '../../adapters/aws/prefix-lists.ts';
import { ec2SecurityGroups } from '../../adapters/aws/security-groups.ts';
import { ec2Surroundings } from '../../adapters/aws/surroundings.ts';
import { systemClock } from '../../adapters/system/system-clock.ts';
import type { AuditNeeds } from '../../app/audit/audit-needs.ts';
import { type StandingStore, standingsOf } from '../../app/standings.ts';
import type { Policy } from '../../domain/policy/policy.ts';

/** What an audit reads with, in the accounts that are configured, home first.
 * @throws OutsideError when AWS does not say whose the credentials are, or the policy's accounts do not go with that. */
export async function awsReaders(
  region: string,
  policy: Policy,
): Promise<Omit<AuditNeeds, 'policy' | 'progress'> & { readonly accountIds: readonly string[] }> {
  const { accounts } = await openAccounts(policy, { region, clock: systemClock });
  const groups = ec2SecurityGroups(accounts);
  const interfaces = ec2NetworkInterfaces(accounts, systemClock);
  const store = NOTHING_KEPT;
  const listing = ec2GroupListing(accounts);
  const hosts = ec2Hosts(accounts);
  const directories = awsDirectories(accounts);
  const clock = systemClock;
  const behind = { listing, hosts, directories, clock };
  return {
    accountIds: [...accounts.ids],
    groups,
    standings: (place, some) =>
      standingsOf(place, some, { ...behind, groups, interfaces, store, policy }),
    listing,
    lists: ec2PrefixLists(accounts, systemClock),
    hosts,
    directories,
    surroundings: ec2Surroundings(accounts),
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
