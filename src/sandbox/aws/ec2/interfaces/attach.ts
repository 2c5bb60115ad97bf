import {
  flatAttachInterfaceRequest,
  flatDetachInterfaceRequest,
} from '../../cloudtrail/flat-host-request.ts';
import { AwsError, invalidParameterValue, missingParameter } from '../../wire/aws-error.ts';
import { type NetworkInterface, withInterface } from '../../world/model.ts';
import { attachedInterfaces } from '../../world/seed-hosts.ts';
import type { Ec2Action, Ec2Call } from '../action.ts';
import { instanceById } from '../instances/find.ts';
import { changeableInterface } from './find.ts';

/** Gives an instance another interface, with whatever groups that has. */
export const attachNetworkInterface: Ec2Action = {
  name: 'AttachNetworkInterface',
  trail: { kind: 'flat', request: flatAttachInterfaceRequest },
  prepare: (params) => {
    const networkInterfaceId = params.requiredText('NetworkInterfaceId');
    const instanceId = params.requiredText('InstanceId');
    const deviceIndex = params.integer('DeviceIndex');
    if (deviceIndex === undefined) throw missingParameter('deviceIndex');
    return (call) => {
      const found = changeableInterface(call.state, networkInterfaceId);
      refuseAttached(found);
      refuseTakenIndex(call, instanceId, deviceIndex);
      const attachmentId = call.newId('eni-attach');
      const place = { attachmentId, instanceId, deviceIndex };
      const attachment = { ...place, deleteOnTermination: false, attachedAt: call.at };
      return { body: { attachmentId }, next: withInterface(call.state, { ...found, attachment }) };
    };
  },
};

/** Throws `InvalidNetworkInterface.InUse`. */
export function refuseAttached({ networkInterfaceId, attachment }: NetworkInterface): void {
  if (attachment === undefined) return;
  throw new AwsError('InvalidNetworkInterface.InUse', `Interface: [${networkInterfaceId}] in use.`);
}

function refuseTakenIndex(call: Ec2Call, instanceId: string, deviceIndex: number): void {
  instanceById(call.state, instanceId);
  const taken = attachedInterfaces(call.state, instanceId).some(
    ({ attachment }) => attachment?.deviceIndex === deviceIndex,
  );
  if (!taken) return;
  throw invalidParameterValue(
    `Instance '${instanceId}' already has an interface attached at device index '${deviceIndex}'.`,
  );
}

/** Takes an interface off, but never an instance's primary one. */
export const detachNetworkInterface: Ec2Action = {
  name: 'DetachNetworkInterface',
  trail: { kind: 'flat', request: flatDetachInterfaceRequest },
  prepare: (params) => {
    const attachmentId = params.requiredText('AttachmentId');
    params.flag('Force');
    return (call) => {
      const { attachment, ...detached } = detachable(call, attachmentId);
      return { body: { return: true }, next: withInterface(call.state, detached) };
    };
  },
};

function detachable(call: Ec2Call, attachmentId: string): NetworkInterface {
  const found = [...call.state.interfaces.values()].find(
    ({ attachment }) => attachment?.attachmentId === attachmentId,
  );
  if (!found) {
    throw new AwsError(
      'InvalidAttachmentID.NotFound',
      `Attachment '${attachmentId}' does not exist`,
    );
  }
  if (found.isRequesterManaged) {
    throw notPermitted(`You are not allowed to manage the attachment ${attachmentId}.`);
  }
  if (found.attachment?.deviceIndex === 0) {
    throw notPermitted('The network interface at device index 0 cannot be detached.');
  }
  return found;
}

function notPermitted(message: string): AwsError {
  return new AwsError('OperationNotPermitted', message);
}
