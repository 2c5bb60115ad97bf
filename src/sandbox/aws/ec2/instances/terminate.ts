import { flatTerminateInstancesRequest } from '../../cloudtrail/flat-host-request.ts';
import { missingParameter } from '../../wire/aws-error.ts';
import {
  type NetworkInterface,
  type WorldState,
  withInstance,
  withInterface,
  withoutEntry,
} from '../../world/model.ts';
import { attachedInterfaces } from '../../world/seed-hosts.ts';
import type { Ec2Action } from '../action.ts';
import { instanceById } from './find.ts';
import { instanceStateXml } from './instance-xml.ts';

/** Ends instances for good, and the interfaces that were to end with them. */
export const terminateInstances: Ec2Action = {
  name: 'TerminateInstances',
  trail: { kind: 'flat', request: flatTerminateInstancesRequest },
  prepare: (params) => {
    const instanceIds = params.texts('InstanceId');
    if (instanceIds.length === 0) throw missingParameter('InstanceId');
    return (call) => {
      const ended = instanceIds.map((instanceId) => instanceById(call.state, instanceId));
      const instancesSet = ended.map(({ instanceId, state }) => ({
        instanceId,
        currentState: instanceStateXml(state === 'terminated' ? 'terminated' : 'shutting-down'),
        previousState: instanceStateXml(state),
      }));
      return { body: { instancesSet }, next: instanceIds.reduce(terminated, call.state) };
    };
  },
};

function terminated(state: WorldState, instanceId: string): WorldState {
  const instance = instanceById(state, instanceId);
  const released = attachedInterfaces(state, instanceId).reduce(release, state);
  return withInstance(released, { ...instance, state: 'terminated' });
}

function release(state: WorldState, each: NetworkInterface): WorldState {
  const { attachment, ...detached } = each;
  if (attachment?.deleteOnTermination !== true) return withInterface(state, detached);
  return { ...state, interfaces: withoutEntry(state.interfaces, each.networkInterfaceId) };
}
