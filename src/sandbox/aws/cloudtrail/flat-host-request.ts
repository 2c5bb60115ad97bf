import type { QueryParams } from '../wire/query-params.ts';
import { flags, items, numbers, tagSpecifications, texts } from './flat-fields.ts';

/** `requestParameters` of the older actions on instances and interfaces. RunInstances and
 * CreateNetworkInterface as in real records; for the other ones none has been published: inferred from
 * these two. */
export function flatRunInstancesRequest(params: QueryParams): object {
  const instance = {
    ...texts(params, { imageId: 'ImageId' }),
    ...numbers(params, { minCount: 'MinCount', maxCount: 'MaxCount' }),
    ...texts(params, { keyName: 'KeyName' }),
  };
  const interfaces = params.list('NetworkInterface').map(launchedInterface);
  return {
    instancesSet: items([instance]),
    ...present('groupSet', [...groups(params), ...groupNames(params)]),
    ...texts(params, { instanceType: 'InstanceType' }),
    blockDeviceMapping: {},
    monitoring: { enabled: false },
    ...texts(params, { subnetId: 'SubnetId', privateIpAddress: 'PrivateIpAddress' }),
    disableApiTermination: false,
    disableApiStop: false,
    ...texts(params, { clientToken: 'ClientToken' }),
    ...present('networkInterfaceSet', interfaces),
    ...tagSpecifications(params),
  };
}

function launchedInterface(spec: QueryParams): object {
  return {
    ...texts(spec, { networkInterfaceId: 'NetworkInterfaceId' }),
    ...numbers(spec, { deviceIndex: 'DeviceIndex' }),
    ...texts(spec, { subnetId: 'SubnetId', description: 'Description' }),
    ...texts(spec, { privateIpAddress: 'PrivateIpAddress' }),
    ...flags(spec, {
      deleteOnTermination: 'DeleteOnTermination',
      associatePublicIpAddress: 'AssociatePublicIpAddress',
    }),
    ...present('groupSet', groups(spec)),
  };
}

export function flatTerminateInstancesRequest(params: QueryParams): object {
  const instances = params.texts('InstanceId').map((instanceId) => ({ instanceId }));
  return { instancesSet: items(instances) };
}

export function flatInstanceGroupsRequest(params: QueryParams): object {
  const instance = texts(params, { instanceId: 'InstanceId' });
  const named = params.texts('GroupId').map((groupId) => ({ groupId }));
  return { ...instance, ...present('groupSet', named) };
}

export function flatInterfaceGroupsRequest(params: QueryParams): object {
  const named = texts(params, { networkInterfaceId: 'NetworkInterfaceId' });
  return { ...named, ...present('groupSet', groups(params)) };
}

export function flatCreateInterfaceRequest(params: QueryParams): object {
  const alone = params.text('PrivateIpAddress');
  const listed = params.list('PrivateIpAddresses').map((address) => ({
    ...texts(address, { privateIpAddress: 'PrivateIpAddress' }),
    ...flags(address, { primary: 'Primary' }),
  }));
  const addresses =
    alone === undefined ? listed : [{ privateIpAddress: alone, primary: true }, ...listed];
  return {
    ...texts(params, { subnetId: 'SubnetId', description: 'Description' }),
    groupSet: items(groups(params)),
    privateIpAddressesSet: items(addresses),
    ...tagSpecifications(params),
    ...texts(params, { clientToken: 'ClientToken' }),
  };
}

export function flatAttachInterfaceRequest(params: QueryParams): object {
  const names = { networkInterfaceId: 'NetworkInterfaceId', instanceId: 'InstanceId' };
  return { ...texts(params, names), ...numbers(params, { deviceIndex: 'DeviceIndex' }) };
}

export function flatDetachInterfaceRequest(params: QueryParams): object {
  const attachment = texts(params, { attachmentId: 'AttachmentId' });
  return { ...attachment, force: params.flag('Force') };
}

export function flatDeleteInterfaceRequest(params: QueryParams): object {
  return texts(params, { networkInterfaceId: 'NetworkInterfaceId' });
}

function groups(params: QueryParams): readonly object[] {
  return params.texts('SecurityGroupId').map((groupId) => ({ groupId }));
}

function groupNames(params: QueryParams): readonly object[] {
  return params.texts('SecurityGroup').map((groupName) => ({ groupName }));
}

/** A list under `name`, which is left out when nothing is in it. */
function present(name: string, entries: readonly object[]): object {
  return entries.length === 0 ? {} : { [name]: items(entries) };
}
