import { AwsError, invalidParameterValue, missingParameter } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import type { Tag } from '../../world/tag.ts';
import { readTags } from '../tag-params.ts';

/** Instances that one call may launch here, so that a typing error stays small. */
const LAUNCH_MAX = 50;

/** One interface of each launched instance: a new one, or `networkInterfaceId`. */
export interface InterfaceSpec {
  readonly networkInterfaceId: string | undefined;
  readonly deviceIndex: number;
  readonly subnetId: string | undefined;
  readonly groupIds: readonly string[];
  readonly groupNames: readonly string[];
  readonly privateIp: string | undefined;
  readonly description: string;
  readonly deleteOnTermination: boolean;
  /** `undefined`: as the subnet says. */
  readonly isPublic: boolean | undefined;
}

export interface LaunchRequest {
  readonly imageId: string;
  readonly count: number;
  readonly instanceType: string;
  readonly keyName: string | undefined;
  readonly interfaces: readonly InterfaceSpec[];
  readonly instanceTags: readonly Tag[];
  readonly interfaceTags: readonly Tag[];
}

/** Reads RunInstances. Groups and subnet named for the instance become those of its one interface. */
export function readLaunch(params: QueryParams): LaunchRequest {
  params.text('ClientToken');
  return {
    imageId: params.requiredText('ImageId'),
    count: readCount(params),
    instanceType: params.text('InstanceType') ?? 'm1.small',
    keyName: params.text('KeyName'),
    interfaces: readInterfaces(params),
    instanceTags: readTagsFor(params, 'instance'),
    interfaceTags: readTagsFor(params, 'network-interface'),
  };
}

function readCount(params: QueryParams): number {
  const min = params.integer('MinCount');
  const max = params.integer('MaxCount');
  if (min === undefined || max === undefined) throw missingParameter('MinCount and MaxCount');
  if (min >= 1 && max >= min && max <= LAUNCH_MAX) return max;
  throw invalidParameterValue(`Expected 1 <= MinCount <= MaxCount <= ${LAUNCH_MAX}`);
}

function readInterfaces(params: QueryParams): readonly InterfaceSpec[] {
  const listed = params.list('NetworkInterface').map(readInterface);
  const flat: InterfaceSpec = {
    networkInterfaceId: undefined,
    deviceIndex: 0,
    subnetId: params.text('SubnetId'),
    groupIds: params.texts('SecurityGroupId'),
    groupNames: params.texts('SecurityGroup'),
    privateIp: params.text('PrivateIpAddress'),
    description: '',
    deleteOnTermination: true,
    isPublic: undefined,
  };
  if (listed.length === 0) return [flat];
  if (flat.subnetId === undefined && flat.groupIds.length + flat.groupNames.length === 0) {
    return listed;
  }
  throw new AwsError(
    'InvalidParameterCombination',
    'Network interfaces and an instance-level subnet ID or security groups may not be specified on the same request',
  );
}

function readInterface(spec: QueryParams): InterfaceSpec {
  const isPublic = spec.text('AssociatePublicIpAddress');
  return {
    networkInterfaceId: spec.text('NetworkInterfaceId'),
    deviceIndex: spec.integer('DeviceIndex') ?? 0,
    subnetId: spec.text('SubnetId'),
    groupIds: spec.texts('SecurityGroupId'),
    groupNames: [],
    privateIp: spec.text('PrivateIpAddress'),
    description: spec.text('Description') ?? '',
    deleteOnTermination: spec.text('DeleteOnTermination') !== 'false',
    isPublic: isPublic === undefined ? undefined : isPublic === 'true',
  };
}

/** `volume` tags are read and lost: there are no volumes here. */
const TAGGED_TYPES = ['instance', 'network-interface', 'volume'];

function readTagsFor(params: QueryParams, resourceType: string): readonly Tag[] {
  return params.list('TagSpecification').flatMap((specification) => {
    const asked = specification.requiredText('ResourceType');
    const tags = readTags(specification);
    if (asked === resourceType) return tags;
    if (TAGGED_TYPES.includes(asked)) return [];
    throw invalidParameterValue(`'${asked}' is not a valid taggable resource type here.`);
  });
}
