import { flatCreateInterfaceRequest } from '../../cloudtrail/flat-host-request.ts';
import { AwsError, invalidParameterValue, UnsupportedInSandbox } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import { freePrivateIp } from '../../world/addresses.ts';
import { type NetworkInterface, withInterface } from '../../world/model.ts';
import type { Ec2Action, Ec2Call } from '../action.ts';
import { readTagSpecifications } from '../tag-params.ts';
import { attachableGroups, defaultGroupId } from './attachable-groups.ts';
import { subnetById } from './find.ts';
import { createdInterfaceXml } from './interface-xml.ts';

/** Makes an unattached interface, in the VPC's default group when none is named. */
export const createNetworkInterface: Ec2Action = {
  name: 'CreateNetworkInterface',
  trail: { kind: 'flat', request: flatCreateInterfaceRequest },
  prepare: (params) => {
    params.text('ClientToken');
    const subnetId = params.requiredText('SubnetId');
    const groupIds = params.texts('SecurityGroupId');
    const privateIp = readPrimaryIp(params);
    const description = params.text('Description') ?? '';
    const tags = readTagSpecifications(params, 'network-interface');
    return (call) => {
      const asked = { subnetId, groupIds, description, tags };
      const made = {
        ...newInterface(call, privateIp === undefined ? asked : { ...asked, privateIp }),
        ...requesterOf(call),
      };
      return {
        body: { networkInterface: createdInterfaceXml(call, made) },
        next: withInterface(call.state, made),
      };
    };
  },
};

/** One address, whichever way it is said; more are not modelled. */
function readPrimaryIp(params: QueryParams): string | undefined {
  const alone = params.text('PrivateIpAddress');
  const listed = params.list('PrivateIpAddresses').map((address) => {
    address.text('Primary');
    return address.requiredText('PrivateIpAddress');
  });
  const [first, ...more] = new Set([...(alone === undefined ? [] : [alone]), ...listed]);
  if (more.length > 0) throw new UnsupportedInSandbox('several private addresses of one interface');
  return first;
}

/** Services keep the interfaces that they make; of others EC2 notes who asked. */
function requesterOf({ principal }: Ec2Call): Partial<NetworkInterface> {
  if (principal.service !== undefined) {
    return { requesterId: `amazon-${principal.service}`, isRequesterManaged: true };
  }
  return { requesterId: principal.userId };
}

export type InterfaceWanted = Pick<NetworkInterface, 'groupIds' | 'description' | 'tags'> & {
  readonly subnetId: string;
  readonly privateIp?: string;
};

/** A new interface in `subnetId`. Throws what `attachableGroups` throws, `InvalidSubnetID.NotFound`,
 * `InvalidIPAddress.InUse`, `InsufficientFreeAddressesInSubnet`. */
export function newInterface(call: Ec2Call, wanted: InterfaceWanted): NetworkInterface {
  const { state } = call;
  const subnet = subnetById(state, wanted.subnetId);
  const { vpcId } = subnet;
  const asked = wanted.groupIds.length > 0 ? wanted.groupIds : [defaultGroupId(state, vpcId)];
  const groupIds = attachableGroups(state, vpcId, asked);
  const privateIp = wanted.privateIp ?? freePrivateIp(state, subnet);
  if (privateIp === undefined) {
    throw new AwsError(
      'InsufficientFreeAddressesInSubnet',
      `There are not enough free addresses in subnet '${subnet.subnetId}'.`,
    );
  }
  refuseTakenAddress(call, vpcId, privateIp);
  const networkInterfaceId = call.newId('eni');
  const rest = { interfaceType: 'interface', isRequesterManaged: false };
  return { ...wanted, ...rest, networkInterfaceId, vpcId, groupIds, privateIp };
}

function refuseTakenAddress(call: Ec2Call, vpcId: string, privateIp: string): void {
  if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(privateIp)) {
    throw invalidParameterValue(`Invalid value '${privateIp}' for privateIpAddress.`);
  }
  const isTaken = [...call.state.interfaces.values()].some(
    (each) => each.vpcId === vpcId && each.privateIp === privateIp,
  );
  if (!isTaken) return;
  throw new AwsError('InvalidIPAddress.InUse', `Address ${privateIp} is in use.`);
}
