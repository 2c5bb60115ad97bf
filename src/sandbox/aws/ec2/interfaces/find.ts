import { AwsError } from '../../wire/aws-error.ts';
import type { NetworkInterface, WorldState } from '../../world/model.ts';
import type { Subnet } from '../../world/network.ts';

/** Throws `InvalidNetworkInterfaceID.NotFound`. */
export function interfaceById(state: WorldState, networkInterfaceId: string): NetworkInterface {
  const found = state.interfaces.get(networkInterfaceId);
  if (found) return found;
  throw new AwsError(
    'InvalidNetworkInterfaceID.NotFound',
    `The networkInterface ID '${networkInterfaceId}' does not exist`,
  );
}

/** The interface, if a user may change it. Throws `AuthFailure` for one that a service keeps: EC2 says
 * so to administrators too; `OperationNotPermitted` for one that has an operator. */
export function changeableInterface(
  state: WorldState,
  networkInterfaceId: string,
): NetworkInterface {
  const found = interfaceById(state, networkInterfaceId);
  if (found.operator !== undefined) {
    throw new AwsError(
      'OperationNotPermitted',
      `The interface is managed by the service provider ${found.operator.principal}.`,
    );
  }
  if (!found.isRequesterManaged) return found;
  throw new AwsError(
    'AuthFailure',
    'You do not have permission to access the specified resource.',
    403,
  );
}

/** Throws `InvalidSubnetID.NotFound`. */
export function subnetById(state: WorldState, subnetId: string): Subnet {
  const subnet = state.subnets.get(subnetId);
  if (subnet) return subnet;
  throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${subnetId}' does not exist`);
}
