import type { Clock, NetworkInterfaces } from '../../app/ports.ts';
import type { AwsAccounts } from './accounts.ts';
import { clientsByPlace } from './clients.ts';
import { requireConfigured, stepIfConfigured } from './configured-only.ts';
import { look } from './look.ts';
import {
  instancesPage,
  interfacePage,
  interfacesOfInstance,
  readInterface,
} from './read-interfaces.ts';
import { setGroups } from './set-groups.ts';
import { leaveVpc, readVpcs } from './vpc-associations.ts';

const DESCRIBE = 'ec2:DescribeNetworkInterfaces';

/** EC2's network interfaces in the accounts that are configured, those that services keep
 * there included. */
export function ec2NetworkInterfaces(
  accounts: AwsAccounts,
  clock: Pick<Clock, 'now'>,
): NetworkInterfaces {
  const clients = clientsByPlace(accounts);
  return {
    describe: (address) =>
      look(address, accounts, DESCRIBE, () =>
        readInterface(clients(address), address, clock.now()),
      ),
    ofInstance: (instance) =>
      look(instance, accounts, DESCRIBE, () =>
        interfacesOfInstance(clients(instance), instance, clock.now()),
      ),
    withGroups: async (query, pageToken) => {
      requireConfigured(query.accountId, accounts);
      return await interfacePage(clients(query), { ...query, pageToken }, clock.now());
    },
    onInstances: async (query, pageToken) => {
      requireConfigured(query.accountId, accounts);
      return await instancesPage(clients(query), { ...query, pageToken }, clock.now());
    },
    setGroups: (address, groupIds) =>
      stepIfConfigured(address.accountId, accounts, () =>
        setGroups(clients(address), address, groupIds),
      ),
    vpcsOf: (group) =>
      look(group, accounts, 'ec2:DescribeSecurityGroupVpcAssociations', () =>
        readVpcs(clients(group), group),
      ),
    leaveVpc: (group, vpcId) =>
      stepIfConfigured(group.accountId, accounts, () => leaveVpc(clients(group), group, vpcId)),
  };
}
