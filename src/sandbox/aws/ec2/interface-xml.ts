import type { XmlObject } from '../wire/xml.ts';
import type { NetworkInterface, WorldState } from '../world/model.ts';
import type { Ec2Call } from './action.ts';
import { tagSetXml } from './tag-params.ts';

/** An interface as DescribeNetworkInterfaces answers it. */
export function interfaceXml(call: Ec2Call, each: NetworkInterface): XmlObject {
  return {
    ...commonXml(call, each),
    availabilityZone: `${call.region}a`,
    requesterId: each.requesterId,
    requesterManaged: each.requesterId !== undefined,
    tagSet: tagSetXml(each.tags),
    ...(each.instanceId === undefined
      ? {}
      : { attachment: attachmentXml(call, each.instanceId, each) }),
  };
}

/** The part that DescribeInstances shows of an interface too. */
export function commonXml(call: Ec2Call, each: NetworkInterface): XmlObject {
  return {
    networkInterfaceId: each.networkInterfaceId,
    vpcId: each.vpcId,
    ownerId: call.accountId,
    description: each.description,
    status:
      each.instanceId === undefined && each.requesterId === undefined ? 'available' : 'in-use',
    interfaceType: 'interface',
    privateIpAddress: each.privateIp,
    sourceDestCheck: true,
    groupSet: groupSetXml(call.state, each.groupIds),
    ...(each.publicIp === undefined
      ? {}
      : { association: { publicIp: each.publicIp, ipOwnerId: 'amazon' } }),
  };
}

function attachmentXml(call: Ec2Call, instanceId: string, each: NetworkInterface): XmlObject {
  return {
    attachmentId: `eni-attach-${each.networkInterfaceId.slice('eni-'.length)}`,
    instanceId,
    instanceOwnerId: call.accountId,
    status: 'attached',
  };
}

/** Groups as EC2 lists them beside what they are attached to. */
export function groupSetXml(state: WorldState, groupIds: readonly string[]): readonly XmlObject[] {
  return groupIds.map((groupId) => ({ groupId, groupName: state.groups.get(groupId)?.groupName }));
}
