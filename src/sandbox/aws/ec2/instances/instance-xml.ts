import type { XmlObject } from '../../wire/xml.ts';
import type { Instance, InstanceState, NetworkInterface } from '../../world/model.ts';
import { attachedInterfaces } from '../../world/seed-hosts.ts';
import type { Ec2Call } from '../action.ts';
import {
  attachmentXml,
  commonXml,
  groupSetXml,
  privateDnsName,
} from '../interfaces/interface-xml.ts';
import { tagSetXml } from '../tag-params.ts';

/** EC2's instance state codes (EC2 API reference, InstanceState). */
const STATE_CODES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopped: 80,
};

export function instanceStateXml(state: InstanceState): XmlObject {
  return { code: STATE_CODES[state], name: state };
}

/** An instance as DescribeInstances answers it. Linux has no `platform`, as in EC2. */
export function instanceXml(call: Ec2Call, instance: Instance): XmlObject {
  const windows = instance.platform === 'windows';
  return {
    ...commonInstanceXml(call, instance),
    platformDetails: windows ? 'Windows' : 'Linux/UNIX',
    networkInterfaceSet: attachedInterfaces(call.state, instance.instanceId).map((each) => ({
      ...commonXml(call, each),
      description: each.description,
      ...attachmentOf(each, 'attached'),
    })),
  };
}

/** A launched instance as RunInstances answers it: on its way. `call.state` already holds it.
 * `index`: its place in the launch, from 0. */
export function launchedInstanceXml(call: Ec2Call, instance: Instance, index: number): XmlObject {
  return {
    ...commonInstanceXml(call, instance),
    amiLaunchIndex: index,
    instanceState: instanceStateXml('pending'),
    stateReason: { code: 'pending', message: 'pending' },
    networkInterfaceSet: attachedInterfaces(call.state, instance.instanceId).map((each) => ({
      ...commonXml(call, each),
      ...(each.description === '' ? {} : { description: each.description }),
      ...attachmentOf(each, 'attaching'),
      tagSet: [],
    })),
  };
}

function attachmentOf({ attachment }: NetworkInterface, status: string): XmlObject {
  return attachment === undefined ? {} : { attachment: attachmentXml(attachment, status) };
}

function commonInstanceXml(call: Ec2Call, instance: Instance): XmlObject {
  const [primary] = attachedInterfaces(call.state, instance.instanceId);
  const zone = call.state.subnets.get(primary?.subnetId ?? '')?.availabilityZone;
  return {
    instanceId: instance.instanceId,
    imageId: instance.imageId,
    instanceState: instanceStateXml(instance.state),
    privateDnsName: primary && privateDnsName(call, primary.privateIp),
    keyName: instance.keyName,
    amiLaunchIndex: 0,
    productCodes: [],
    instanceType: instance.instanceType,
    launchTime: instance.launchedAt,
    placement: { availabilityZone: zone ?? `${call.region}a`, tenancy: 'default' },
    ...(instance.platform === 'windows' ? { platform: 'windows' } : {}),
    monitoring: { state: 'disabled' },
    subnetId: primary?.subnetId,
    // A terminated instance has lost its network.
    vpcId: instance.state === 'terminated' ? undefined : instance.vpcId,
    privateIpAddress: primary?.privateIp,
    ipAddress: primary?.publicIp,
    architecture: 'x86_64',
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    blockDeviceMapping: [],
    virtualizationType: 'hvm',
    hypervisor: 'xen',
    tagSet: tagSetXml(instance.tags),
    groupSet: groupSetXml(call.state, primary?.groupIds ?? []),
    sourceDestCheck: true,
    ebsOptimized: false,
    enaSupport: true,
  };
}
