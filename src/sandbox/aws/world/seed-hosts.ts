import {
  type Attachment,
  type Instance,
  type NetworkInterface,
  type WorldState,
  withEntry,
  withInstance,
  withInterface,
} from './model.ts';
import type { Image } from './network.ts';
import { requireVpc, type Seeded, type Seeding } from './seeding.ts';

/** The image of a seeded instance that names none; RunInstances does not know it. */
const UNKNOWN_IMAGE = 'ami-00000000000000000';

export type SeedImage = Pick<Image, 'platform'> & Partial<Image>;

export function seedImage(seeding: Seeding, seed: SeedImage): Seeded<Image> {
  const image: Image = { imageId: seeding.newId('ami'), ...seed };
  const images = withEntry(seeding.state.images, image.imageId, image);
  return { item: image, state: { ...seeding.state, images } };
}

export type SeedInstance = Pick<Instance, 'platform' | 'vpcId' | 'launchedAt'> & Partial<Instance>;

/** An instance without interfaces: add these by `instanceId`. */
export function seedInstance(seeding: Seeding, seed: SeedInstance): Seeded<Instance> {
  requireVpc(seeding.state, seed.vpcId);
  const instance: Instance = {
    instanceId: seeding.newId('i'),
    state: 'running',
    imageId: UNKNOWN_IMAGE,
    instanceType: 't3.large',
    tags: [],
    ...seed,
  };
  return { item: instance, state: withInstance(seeding.state, instance) };
}

/** `instanceId` attaches it to a seeded instance: the first one so added is its primary.
 * `isRequesterManaged` holds when a `requesterId` is given, unless it is said. */
export type SeedInterface = Pick<NetworkInterface, 'vpcId' | 'groupIds' | 'privateIp'> &
  Partial<NetworkInterface> & { readonly instanceId?: string };

export function seedInterface(seeding: Seeding, seed: SeedInterface): Seeded<NetworkInterface> {
  const { state, newId } = seeding;
  requireVpc(state, seed.vpcId);
  for (const groupId of seed.groupIds) {
    if (!state.groups.has(groupId)) throw new Error(`Seed an existing group, not ${groupId}`);
  }
  if (seed.subnetId !== undefined && !state.subnets.has(seed.subnetId)) {
    throw new Error(`Seed the subnet ${seed.subnetId} before what is in it`);
  }
  const { instanceId, ...given } = seed;
  const added: NetworkInterface = {
    networkInterfaceId: newId('eni'),
    description: '',
    interfaceType: 'interface',
    isRequesterManaged: seed.requesterId !== undefined,
    tags: [],
    ...(instanceId === undefined ? {} : { attachment: attachmentTo(seeding, instanceId) }),
    ...given,
  };
  return { item: added, state: withInterface(state, added) };
}

function attachmentTo({ state, newId, at }: Seeding, instanceId: string): Attachment {
  const deviceIndex = attachedInterfaces(state, instanceId).length;
  return {
    attachmentId: newId('eni-attach'),
    instanceId,
    deviceIndex,
    deleteOnTermination: deviceIndex === 0,
    attachedAt: state.instances.get(instanceId)?.launchedAt ?? at,
  };
}

/** The instance's interfaces, the primary first. */
export function attachedInterfaces(
  state: WorldState,
  instanceId: string,
): readonly NetworkInterface[] {
  const indexOf = (each: NetworkInterface) => each.attachment?.deviceIndex ?? 0;
  return [...state.interfaces.values()]
    .filter(({ attachment }) => attachment?.instanceId === instanceId)
    .toSorted((left, right) => indexOf(left) - indexOf(right));
}
