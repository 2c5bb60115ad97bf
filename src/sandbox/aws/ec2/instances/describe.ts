import type { Instance, NetworkInterface } from '../../world/model.ts';
import { attachedInterfaces } from '../../world/seed-hosts.ts';
import { type Ec2Action, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { named } from '../named.ts';
import { readPaging } from '../paging.ts';
import { instanceXml } from './instance-xml.ts';

/** The instances, terminated ones too, one reservation each. */
export const describeInstances: Ec2Action = {
  name: 'DescribeInstances',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('InstanceId');
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params);
    return (call) => {
      const found = named(call.state.instances, ids, 'InvalidInstanceID.NotFound')
        .map((instance) => ({
          ...instance,
          interfaces: attachedInterfaces(call.state, instance.instanceId),
        }))
        .filter(matches);
      const { items, nextToken } = page(found);
      const reservationSet = items.map((instance) => ({
        reservationId: `r-${instance.instanceId.slice('i-'.length)}`,
        ownerId: call.accountId,
        groupSet: [],
        instancesSet: [instanceXml(call, instance)],
      }));
      return { body: { reservationSet, ...nextToken } };
    };
  },
};

interface InstanceWithInterfaces extends Instance {
  readonly interfaces: readonly NetworkInterface[];
}

const FILTERS: FilterTable<InstanceWithInterfaces> = {
  'instance-id': (instance) => [instance.instanceId],
  platform: (instance) => (instance.platform === 'windows' ? ['windows'] : []),
  'vpc-id': (instance) => [instance.vpcId],
  'subnet-id': ({ interfaces }) => interfaces.slice(0, 1).flatMap(({ subnetId }) => subnetId ?? []),
  'image-id': (instance) => [instance.imageId],
  'instance-state-name': (instance) => [instance.state],
  'instance.group-id': ({ interfaces }) => interfaces.slice(0, 1).flatMap((each) => each.groupIds),
  'network-interface.group-id': ({ interfaces }) => interfaces.flatMap((each) => each.groupIds),
  'network-interface.network-interface-id': ({ interfaces }) =>
    interfaces.map((each) => each.networkInterfaceId),
};
