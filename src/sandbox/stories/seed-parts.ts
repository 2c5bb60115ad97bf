import type { NewId } from '../aws/ids.ts';
import type { SeedRule } from '../aws/world/seed-groups.ts';
import type { Tag } from '../aws/world/tag.ts';
import type { World } from '../aws/world/world.ts';

/** What the parts of the scene are planted into. */
export interface Seeding {
  readonly world: World;
  readonly accountId: string;
  readonly vpcId: string;
  readonly vpcCidr: string;
  readonly adminsListId: string;
  readonly subnetIds: SubnetIds;
  readonly now: Date;
  readonly newId: NewId;
}

/** The one with a route to the internet, the one without, and the two where a directory can be, which
 * have to be in different zones. */
export interface SubnetIds {
  readonly open: string;
  readonly inner: string;
  readonly directory: readonly string[];
}

/** Adds a host with one interface. */
export function addHost(
  { world, vpcId, subnetIds, now }: Seeding,
  host: {
    readonly name: string;
    readonly platform: 'windows' | 'linux';
    readonly groupId: string;
    readonly privateIp: string;
    readonly subnetId?: string;
    readonly publicIp?: string;
    readonly tags?: readonly Tag[];
    /** Whether Systems Manager manages it. */
    readonly isManaged?: boolean;
  },
): void {
  const { instanceId } = world.addInstance({
    platform: host.platform,
    vpcId,
    launchedAt: now,
    tags: [{ key: 'Name', value: host.name }, ...(host.tags ?? [])],
    ...(host.isManaged === true ? { agent: { pingStatus: 'Online', lastPingAt: now } } : {}),
  });
  world.addInterface({
    vpcId,
    subnetId: host.subnetId ?? subnetIds.inner,
    groupIds: [host.groupId],
    privateIp: host.privateIp,
    ...(host.publicIp === undefined ? {} : { publicIp: host.publicIp }),
    instanceId,
  });
}

/** A rule for one port. */
export function ingress(
  protocol: string,
  port: number,
  cidr: string,
  description?: string,
): SeedRule {
  return {
    direction: 'ingress',
    protocol,
    fromPort: port,
    toPort: port,
    source: { kind: 'ipv4', cidr },
    ...(description === undefined ? {} : { description }),
  };
}
