import type { XmlObject } from '../../wire/xml.ts';
import type { Attachment, NetworkInterface, WorldState } from '../../world/model.ts';
import type { Ec2Call } from '../action.ts';
import { tagSetXml } from '../tag-params.ts';

const MAC_BYTES = 5;

/** An interface as DescribeNetworkInterfaces answers it. */
export function interfaceXml(call: Ec2Call, each: NetworkInterface): XmlObject {
  return {
    ...commonXml(call, each),
    description: each.description,
    availabilityZone: zoneOf(call, each),
    requesterId: each.requesterId,
    requesterManaged: each.isRequesterManaged,
    ...(each.operator === undefined ? {} : { operator: operatorXml(each.operator) }),
    tagSet: tagSetXml(each.tags),
    ...(each.attachment === undefined
      ? {}
      : { attachment: ownAttachmentXml(call, each.attachment) }),
  };
}

function operatorXml({
  principal,
  isHidden,
}: NonNullable<NetworkInterface['operator']>): XmlObject {
  return { managed: true, principal, hiddenByDefault: isHidden };
}

/** An interface as CreateNetworkInterface answers it: on its way, without a description that is empty. */
export function createdInterfaceXml(call: Ec2Call, each: NetworkInterface): XmlObject {
  const {
    privateIpAddress,
    privateDnsName: _,
    privateIpAddressesSet: __,
    ...common
  } = commonXml(call, each);
  return {
    ...common,
    ...(each.description === '' ? {} : { description: each.description }),
    availabilityZone: zoneOf(call, each),
    requesterId: each.requesterId,
    requesterManaged: each.isRequesterManaged,
    status: 'pending',
    privateIpAddress,
    privateIpAddressesSet: [{ privateIpAddress, primary: true }],
    tagSet: tagSetXml(each.tags),
  };
}

function zoneOf({ state, region }: Ec2Call, { subnetId = '' }: NetworkInterface): string {
  return state.subnets.get(subnetId)?.availabilityZone ?? `${region}a`;
}

/** The part that DescribeInstances shows of an interface too; `description` is left to the caller. */
export function commonXml(call: Ec2Call, each: NetworkInterface): XmlObject {
  const inUse = each.attachment !== undefined || each.isRequesterManaged;
  const address = {
    privateIpAddress: each.privateIp,
    privateDnsName: privateDnsName(call, each.privateIp),
  };
  const association =
    each.publicIp === undefined
      ? {}
      : { association: { publicIp: each.publicIp, ipOwnerId: 'amazon' } };
  return {
    networkInterfaceId: each.networkInterfaceId,
    subnetId: each.subnetId,
    vpcId: each.vpcId,
    ownerId: call.accountId,
    status: inUse ? 'in-use' : 'available',
    macAddress: macAddress(each.networkInterfaceId),
    ...address,
    sourceDestCheck: true,
    interfaceType: each.interfaceType,
    groupSet: groupSetXml(call.state, each.groupIds),
    privateIpAddressesSet: [{ ...address, primary: true, ...association }],
    ipv6AddressesSet: [],
    ...association,
  };
}

/** The name that EC2's resolver gives a private address. */
export function privateDnsName({ region }: Ec2Call, privateIp: string): string {
  return `ip-${privateIp.replaceAll('.', '-')}.${region}.compute.internal`;
}

/** A locally administered address out of the id, so that each interface keeps its own. */
function macAddress(networkInterfaceId: string): string {
  const hex = Buffer.from(networkInterfaceId)
    .toString('hex')
    .slice(-2 * MAC_BYTES);
  return ['02', ...(hex.match(/../g) ?? [])].join(':');
}

function ownAttachmentXml(call: Ec2Call, attachment: Attachment): XmlObject {
  const owner = { instanceId: attachment.instanceId, instanceOwnerId: call.accountId };
  return { ...attachmentXml(attachment, 'attached'), ...owner };
}

/** An attachment as it stands beside its instance. */
export function attachmentXml(attachment: Attachment, status: string): XmlObject {
  return {
    attachmentId: attachment.attachmentId,
    deviceIndex: attachment.deviceIndex,
    networkCardIndex: 0,
    status,
    attachTime: attachment.attachedAt,
    deleteOnTermination: attachment.deleteOnTermination,
  };
}

/** Groups as EC2 lists them beside what they are attached to. */
export function groupSetXml(state: WorldState, groupIds: readonly string[]): readonly XmlObject[] {
  return groupIds.map((groupId) => ({ groupId, groupName: state.groups.get(groupId)?.groupName }));
}
