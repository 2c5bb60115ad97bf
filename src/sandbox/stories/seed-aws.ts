import type { AwsEmulator } from '../aws/emulator.ts';
import type { NewId } from '../aws/ids.ts';
import type { RuleSource, WorldState } from '../aws/world/model.ts';
import type { SeedRule } from '../aws/world/seed-groups.ts';
import type { World } from '../aws/world/world.ts';

/** The admin bastion, as the sandbox's policy knows it. */
export const BASTION_CIDR = '10.9.8.0/28';
const VPC_CIDR = '10.0.0.0/16';

/** The names of the groups that stories act on. */
export const GROUP_NAMES = {
  web: 'win-web',
  files: 'win-files',
  directory: 'd-93676fd512_controllers',
  unguarded: 'linux-app',
} as const;

/** What was there before anybody did anything. */
export interface AwsScene {
  readonly vpcId: string;
  /** The page marks what has changed since. */
  readonly baseline: WorldState;
}

interface Seeding {
  readonly world: World;
  readonly accountId: string;
  readonly vpcId: string;
  readonly subnetIds: SubnetIds;
  readonly now: Date;
  readonly newId: NewId;
}

/** The one with a route to the internet, and the one without. */
interface SubnetIds {
  readonly open: string;
  readonly inner: string;
}

/** A corporate VPC, a part of which faces the internet: two kinds of Windows host, a directory, and a Linux application that nobody
 * guards; all as approved. */
export function seedAws(
  { world, accountId }: Pick<AwsEmulator, 'world' | 'accountId'>,
  { now, newId }: { readonly now: Date; readonly newId: NewId },
): AwsScene {
  const tags = [{ key: 'Name', value: 'corp' }];
  const { vpcId } = world.addVpc({ cidr: VPC_CIDR, tags });
  const subnetIds = seedSubnets(world, vpcId);
  const seeding = { world, accountId, vpcId, subnetIds, now, newId };
  seedWindowsWeb(seeding);
  seedWindowsFiles(seeding);
  seedDirectory(seeding);
  seedLinux(seeding);
  return { vpcId, baseline: world.state };
}

function seedSubnets(world: World, vpcId: string): SubnetIds {
  const open = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' }).subnetId;
  const inner = world.addSubnet({ vpcId, cidr: '10.0.2.0/23' }).subnetId;
  const toInternet = { destination: '0.0.0.0/0', target: 'igw-0c0ffee0c0ffee0c0' };
  world.addRouteTable({ vpcId, subnetIds: [open], routes: [toInternet] });
  world.addRouteTable({ vpcId, isMain: true });
  const everything = {
    ruleNumber: 100,
    action: 'allow',
    protocol: '-1',
    cidr: '0.0.0.0/0',
  } as const;
  const entries = (['ingress', 'egress'] as const).map((direction) => ({
    ...everything,
    direction,
  }));
  world.addNetworkAcl({ vpcId, isDefault: true, subnetIds: [open, inner], entries });
  return { open, inner };
}

function seedWindowsWeb(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: GROUP_NAMES.web,
    description: 'IIS front ends',
    vpcId: seeding.vpcId,
    rules: [
      ingress('tcp', 3389, BASTION_CIDR, 'RDP from the admin bastion'),
      ingress('tcp', 443, '0.0.0.0/0', 'HTTPS for everybody'),
    ],
  });
  const web = { platform: 'windows', groupId, subnetId: seeding.subnetIds.open } as const;
  addHost(seeding, {
    ...web,
    name: 'web-1',
    privateIp: '10.0.1.11',
    publicIp: '203.0.113.11',
  });
  addHost(seeding, { ...web, name: 'web-2', privateIp: '10.0.1.12' });
}

function seedWindowsFiles(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: GROUP_NAMES.files,
    description: 'File server',
    vpcId: seeding.vpcId,
    rules: [
      ingress('tcp', 445, VPC_CIDR, 'SMB inside the VPC'),
      ingress('tcp', 3389, BASTION_CIDR, 'RDP from the admin bastion'),
    ],
  });
  addHost(seeding, { name: 'files-1', platform: 'windows', groupId, privateIp: '10.0.2.21' });
}

/** The ports that AWS opens when it makes a directory, of which these are the telling ones. */
function seedDirectory({ world, accountId, vpcId, subnetIds, newId }: Seeding): void {
  const groupId = newId('sg');
  const itself: RuleSource = { kind: 'group', groupId, userId: accountId };
  world.addGroup({
    groupId,
    groupName: GROUP_NAMES.directory,
    description: 'AWS created security group for d-93676fd512 directory controllers',
    vpcId,
    rules: [
      ingress('tcp', 53, VPC_CIDR),
      ingress('udp', 53, VPC_CIDR),
      ingress('tcp', 88, VPC_CIDR),
      ingress('udp', 88, VPC_CIDR),
      ingress('tcp', 389, VPC_CIDR),
      ingress('udp', 389, VPC_CIDR),
      ingress('tcp', 445, VPC_CIDR),
      ingress('tcp', 636, VPC_CIDR),
      { direction: 'ingress', protocol: '-1', fromPort: -1, toPort: -1, source: itself },
    ],
  });
  for (const privateIp of ['10.0.3.31', '10.0.3.32']) {
    world.addInterface({
      vpcId,
      subnetId: subnetIds.inner,
      groupIds: [groupId],
      privateIp,
      description: 'AWS created network interface for directory d-93676fd512',
      requesterId: 'd-93676fd512',
    });
  }
}

function seedLinux(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: GROUP_NAMES.unguarded,
    description: 'Not guarded by the policy',
    vpcId: seeding.vpcId,
    rules: [ingress('tcp', 22, BASTION_CIDR, 'SSH from the admin bastion')],
  });
  addHost(seeding, { name: 'app-1', platform: 'linux', groupId, privateIp: '10.0.3.41' });
}

function addHost(
  { world, vpcId, subnetIds, now }: Seeding,
  host: {
    readonly name: string;
    readonly platform: 'windows' | 'linux';
    readonly groupId: string;
    readonly privateIp: string;
    readonly subnetId?: string;
    readonly publicIp?: string;
  },
): void {
  const { instanceId } = world.addInstance({
    platform: host.platform,
    vpcId,
    launchedAt: now,
    tags: [{ key: 'Name', value: host.name }],
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

function ingress(protocol: string, port: number, cidr: string, description?: string): SeedRule {
  return {
    direction: 'ingress',
    protocol,
    fromPort: port,
    toPort: port,
    source: { kind: 'ipv4', cidr },
    ...(description === undefined ? {} : { description }),
  };
}
