import type { XmlObject } from '../wire/xml.ts';
import type { Instance, NetworkInterface, WorldState } from '../world/model.ts';
import type { Ec2Call } from './action.ts';
import { commonXml, groupSetXml } from './interface-xml.ts';
import { tagSetXml } from './tag-params.ts';

/** EC2's instance state codes (EC2 API reference, InstanceState). */
const STATE_CODES: Readonly<Record<Instance['state'], number>> = { running: 16, stopped: 80 };

/** The instance's interfaces, the primary first. */
export function attachedInterfaces(
  state: WorldState,
  instance: Instance,
): readonly NetworkInterface[] {
  return [...state.interfaces.values()].filter((each) => each.instanceId === instance.instanceId);
}

/** An instance as DescribeInstances answers it. Linux has no `platform`, as in EC2. */
export function instanceXml(
  call: Ec2Call,
  instance: Instance & { readonly interfaces: readonly NetworkInterface[] },
): XmlObject {
  const [primary] = instance.interfaces;
  const windows = instance.platform === 'windows';
  return {
    instanceId: instance.instanceId,
    instanceState: { code: STATE_CODES[instance.state], name: instance.state },
    instanceType: 't3.large',
    launchTime: instance.launchedAt.toISOString(),
    placement: { availabilityZone: `${call.region}a`, tenancy: 'default' },
    ...(windows ? { platform: 'windows' } : {}),
    platformDetails: windows ? 'Windows' : 'Linux/UNIX',
    vpcId: instance.vpcId,
    privateIpAddress: primary?.privateIp,
    ipAddress: primary?.publicIp,
    groupSet: groupSetXml(call.state, primary?.groupIds ?? []),
    networkInterfaceSet: instance.interfaces.map((each, index) => ({
      ...commonXml(call, each),
      attachment: { deviceIndex: index, status: 'attached' },
    })),
    tagSet: tagSetXml(instance.tags),
  };
}
