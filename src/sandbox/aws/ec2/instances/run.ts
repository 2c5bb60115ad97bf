import { flatRunInstancesRequest } from '../../cloudtrail/flat-host-request.ts';
import { AwsError } from '../../wire/aws-error.ts';
import { freePublicIp } from '../../world/addresses.ts';
import { defaultVpc, groupByName } from '../../world/lookup.ts';
import {
  type Instance,
  type NetworkInterface,
  type WorldState,
  withInstance,
  withInterface,
} from '../../world/model.ts';
import type { Ec2Action, Ec2Call } from '../action.ts';
import { refuseAttached } from '../interfaces/attach.ts';
import { newInterface } from '../interfaces/create.ts';
import { changeableInterface, subnetById } from '../interfaces/find.ts';
import { launchedInstanceXml } from './instance-xml.ts';
import { type InterfaceSpec, type LaunchRequest, readLaunch } from './launch-params.ts';

/** Launches instances of a seeded image: their groups are those named for the instance, or for each
 * interface, or, when none is, the VPC's default one. */
export const runInstances: Ec2Action = {
  name: 'RunInstances',
  trail: { kind: 'flat', request: flatRunInstancesRequest },
  prepare: (params) => {
    const request = readLaunch(params);
    return (call) => {
      const launched: Instance[] = [];
      let state = call.state;
      for (let index = 0; index < request.count; index += 1) {
        const { instance, next } = launchOne({ ...call, state }, request);
        launched.push(instance);
        state = next;
      }
      const after = { ...call, state };
      return {
        body: {
          reservationId: call.newId('r'),
          ownerId: call.accountId,
          groupSet: [],
          instancesSet: launched.map((each, index) => launchedInstanceXml(after, each, index)),
        },
        next: state,
      };
    };
  },
};

interface Launched {
  readonly instance: Instance;
  readonly next: WorldState;
}

function launchOne(call: Ec2Call, request: LaunchRequest): Launched {
  const { imageId, instanceType, instanceTags: tags, keyName } = request;
  const platform = platformOf(call.state, imageId);
  const instanceId = call.newId('i');
  let state = call.state;
  const vpcIds: string[] = [];
  for (const spec of request.interfaces) {
    const made = interfaceFor({ ...call, state }, request, spec);
    vpcIds.push(made.vpcId);
    state = withInterface(state, { ...made, attachment: attachmentFor(call, instanceId, spec) });
  }
  const instance: Instance = {
    ...{ instanceId, platform, imageId, instanceType, tags },
    ...(keyName === undefined ? {} : { keyName }),
    vpcId: vpcIds[0] ?? '',
    state: 'running',
    launchedAt: call.at,
  };
  return { instance, next: withInstance(state, instance) };
}

function platformOf(state: WorldState, imageId: string): Instance['platform'] {
  const image = state.images.get(imageId);
  if (image) return image.platform;
  throw new AwsError('InvalidAMIID.NotFound', `The image id '[${imageId}]' does not exist`);
}

function attachmentFor(call: Ec2Call, instanceId: string, spec: InterfaceSpec) {
  const { deviceIndex, deleteOnTermination } = spec;
  const attachmentId = call.newId('eni-attach');
  return { attachmentId, instanceId, deviceIndex, deleteOnTermination, attachedAt: call.at };
}

function interfaceFor(
  call: Ec2Call,
  request: LaunchRequest,
  spec: InterfaceSpec,
): NetworkInterface {
  if (spec.networkInterfaceId !== undefined) {
    const existing = changeableInterface(call.state, spec.networkInterfaceId);
    refuseAttached(existing);
    return existing;
  }
  const subnet = subnetById(call.state, spec.subnetId ?? defaultSubnetId(call.state));
  const named = spec.groupNames.map((name) => groupByName(call.state, name).groupId);
  const made = newInterface(call, {
    subnetId: subnet.subnetId,
    groupIds: [...spec.groupIds, ...named],
    description: spec.description,
    tags: request.interfaceTags,
    ...(spec.privateIp === undefined ? {} : { privateIp: spec.privateIp }),
  });
  const publicIp = (spec.isPublic ?? subnet.mapsPublicIp) ? freePublicIp(call.state) : undefined;
  return publicIp === undefined ? made : { ...made, publicIp };
}

function defaultSubnetId(state: WorldState): string {
  const vpc = defaultVpc(state);
  if (!vpc) throw new AwsError('VPCIdNotSpecified', 'No default VPC for this user');
  const subnet = [...state.subnets.values()].find(({ vpcId }) => vpcId === vpc.vpcId);
  if (subnet) return subnet.subnetId;
  throw new AwsError(
    'MissingInput',
    `No subnets found for the default VPC '${vpc.vpcId}'. Please specify a subnet.`,
  );
}
