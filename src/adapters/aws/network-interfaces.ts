import type { Clock, NetworkInterfaces } from '../../app/ports.ts';
import { clientsByRegion } from './clients.ts';
import { requireHome, stepAtHome } from './home-only.ts';
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

/** EC2's network interfaces in the account that the credentials are of, those that services keep
 * there included. */
export function ec2NetworkInterfaces(
  homeAccountId: string,
  clock: Pick<Clock, 'now'>,
): NetworkInterfaces {
  const clients = clientsByRegion();
  return {
    describe: (address) =>
      look(address, homeAccountId, DESCRIBE, () =>
        readInterface(clients(address.region), address, clock.now()),
      ),
    ofInstance: (instance) =>
      look(instance, homeAccountId, DESCRIBE, () =>
        interfacesOfInstance(clients(instance.region), instance, clock.now()),
      ),
    withGroups: async (query, pageToken) => {
      requireHome(query.accountId, homeAccountId);
      return await interfacePage(clients(query.region), { ...query, pageToken }, clock.now());
    },
    onInstances: async (query, pageToken) => {
      requireHome(query.accountId, homeAccountId);
      return await instancesPage(clients(query.region), { ...query, pageToken }, clock.now());
    },
    setGroups: (address, groupIds) =>
      stepAtHome(address.accountId, homeAccountId, () =>
        setGroups(clients(address.region), address, groupIds),
      ),
    vpcsOf: (group) =>
      look(group, homeAccountId, 'ec2:DescribeSecurityGroupVpcAssociations', () =>
        readVpcs(clients(group.region), group),
      ),
    leaveVpc: (group, vpcId) =>
      stepAtHome(group.accountId, homeAccountId, () =>
        leaveVpc(clients(group.region), group, vpcId),
      ),
  };
}
