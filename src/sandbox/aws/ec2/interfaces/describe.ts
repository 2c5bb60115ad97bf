import type { NetworkInterface } from '../../world/model.ts';
import { type Ec2Action, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { named } from '../named.ts';
import { readPaging } from '../paging.ts';
import { interfaceXml } from './interface-xml.ts';

/** The interfaces, attached or not, those of services too. */
export const describeNetworkInterfaces: Ec2Action = {
  name: 'DescribeNetworkInterfaces',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('NetworkInterfaceId');
    const matches = readFilters(params, FILTERS);
    const isShown = params.flag('IncludeManagedResources')
      ? () => true
      : ({ operator }: NetworkInterface) => operator?.isHidden !== true;
    const page = readPaging(params);
    return (call) => {
      const all = named(call.state.interfaces, ids, 'InvalidNetworkInterfaceID.NotFound');
      const { items, nextToken } = page(all.filter(isShown).filter(matches));
      const networkInterfaceSet = items.map((each) => interfaceXml(call, each));
      return { body: { networkInterfaceSet, ...nextToken } };
    };
  },
};

const FILTERS: FilterTable<NetworkInterface> = {
  'group-id': (each) => each.groupIds,
  'network-interface-id': (each) => [each.networkInterfaceId],
  'vpc-id': (each) => [each.vpcId],
  'subnet-id': (each) => optional(each.subnetId),
  'attachment.instance-id': (each) => optional(each.attachment?.instanceId),
  'attachment.attachment-id': (each) => optional(each.attachment?.attachmentId),
  'association.public-ip': (each) => optional(each.publicIp),
  'private-ip-address': (each) => [each.privateIp],
  'interface-type': (each) => [each.interfaceType],
  'requester-id': (each) => optional(each.requesterId),
  'requester-managed': (each) => [String(each.isRequesterManaged)],
  description: (each) => [each.description],
};

function optional(value: string | undefined): readonly string[] {
  return value === undefined ? [] : [value];
}
