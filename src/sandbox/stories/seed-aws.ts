import type { AwsEmulator } from '../aws/emulator.ts';
import type { NewId } from '../aws/ids.ts';
import type { RuleSource, WorldState } from '../aws/world/model.ts';
import type { SeedRule } from '../aws/world/seed-groups.ts';
import type { World } from '../aws/world/world.ts';
import { seedEstate } from './seed-estate.ts';
import { addHost, ingress, type Seeding, type SubnetIds } from './seed-parts.ts';

/** The admin bastion, as the sandbox's policy knows it. */
export const BASTION_CIDR = '10.9.8.0/28';
const VPC_CIDR = '10.0.0.0/16';

/** The names of the groups that stories act on. */
export const GROUP_NAMES = {
  web: 'win-web',
  files: 'win-files',
  directory: 'd-93676fd512_controllers',
  unguarded: 'linux-app',
  /** Unguarded too, and open to the world; on no host at the start. */
  open: 'remote-support',
} as const;

/** The hosts that stories act on. */
export const HOST_NAMES = { files: 'files-1' } as const;

/** The prefix list that both Windows groups let in. */
export const ADMINS_LIST = 'admins';

/** The directory whose group is guarded. */
export const DIRECTORY_ID = 'd-93676fd512';

/** What was there before anybody did anything. */
export interface AwsScene {
  readonly vpcId: string;
  readonly subnetIds: SubnetIds;
  /** The page marks what has changed since. */
  readonly baseline: WorldState;
}

/** A corporate VPC, a part of which faces the internet: two kinds of Windows host, a directory, a domain
 * controller and an RD Gateway of its own, a Linux application that nobody guards, and an open group that
 * stands nowhere; all as approved. And a directory as AWS makes one, open to everywhere. */
export function seedAws(
  { world, accountId }: Pick<AwsEmulator, 'world' | 'accountId'>,
  { now, newId }: { readonly now: Date; readonly newId: NewId },
): AwsScene {
  const tags = [{ key: 'Name', value: 'corp' }];
  const { vpcId } = world.addVpc({ cidr: VPC_CIDR, tags });
  const subnetIds = seedSubnets(world, vpcId);
  const adminsListId = seedAdminsList(world);
  const place = { vpcId, vpcCidr: VPC_CIDR, subnetIds };
  const seeding = { world, accountId, ...place, adminsListId, now, newId };
  seedWindowsWeb(seeding);
  seedWindowsFiles(seeding);
  seedDirectory(seeding);
  seedLinux(seeding);
  seedOpenGroup(seeding);
  seedEstate(seeding);
  world.addImage({ platform: 'windows' });
  return { vpcId, subnetIds, baseline: world.state };
}

function seedAdminsList(world: World): string {
  const entries = [{ cidr: BASTION_CIDR, description: 'the admin bastion' }];
  return world.addPrefixList({ name: ADMINS_LIST, family: 'ipv4', maxEntries: 5, entries })
    .prefixListId;
}

/** How Windows is managed from afar, from the list. */
function winrmFromAdmins({ adminsListId }: Seeding): SeedRule {
  return {
    direction: 'ingress',
    protocol: 'tcp',
    fromPort: 5985,
    toPort: 5986,
    source: { kind: 'prefix-list', prefixListId: adminsListId },
    description: 'WinRM from the admins',
  };
}

function seedSubnets(world: World, vpcId: string): SubnetIds {
  const open = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' }).subnetId;
  const { subnetId: inner, availabilityZone } = world.addSubnet({ vpcId, cidr: '10.0.2.0/23' });
  const other = world.addSubnet({
    vpcId,
    cidr: '10.0.4.0/24',
    availabilityZone: availabilityZone.replace(/a$/, 'b'),
  }).subnetId;
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
  world.addNetworkAcl({ vpcId, isDefault: true, subnetIds: [open, inner, other], entries });
  return { open, inner, directory: [inner, other] };
}

function seedWindowsWeb(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: GROUP_NAMES.web,
    description: 'IIS front ends',
    vpcId: seeding.vpcId,
    rules: [
      ingress('tcp', 3389, BASTION_CIDR, 'RDP from the admin bastion'),
      ingress('tcp', 443, '0.0.0.0/0', 'HTTPS for everybody'),
      winrmFromAdmins(seeding),
    ],
  });
  const web = { platform: 'windows', groupId, subnetId: seeding.subnetIds.open } as const;
  addHost(seeding, {
    ...web,
    name: 'web-1',
    isManaged: true,
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
      winrmFromAdmins(seeding),
    ],
  });
  addHost(seeding, {
    name: HOST_NAMES.files,
    platform: 'windows',
    groupId,
    privateIp: '10.0.2.21',
  });
}

/** The ports that AWS opens when it makes a directory, of which these are the telling ones. */
function seedDirectory({ world, accountId, vpcId, subnetIds, newId }: Seeding): void {
  const groupId = newId('sg');
  const itself: RuleSource = { kind: 'group', groupId, userId: accountId };
  world.addGroup({
    groupId,
    groupName: GROUP_NAMES.directory,
    description: `AWS created security group for ${DIRECTORY_ID} directory controllers`,
    vpcId,
    defaultEgress: false,
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
      { direction: 'egress', protocol: '-1', fromPort: -1, toPort: -1, source: itself },
    ],
  });
  const dnsIps = ['10.0.3.31', '10.0.3.32'];
  world.addDirectory({
    directoryId: DIRECTORY_ID,
    vpcId,
    subnetIds: subnetIds.directory,
    securityGroupId: groupId,
    dnsIps,
  });
  for (const privateIp of dnsIps) {
    world.addInterface({
      vpcId,
      subnetId: subnetIds.inner,
      groupIds: [groupId],
      privateIp,
      description: `AWS created network interface for directory ${DIRECTORY_ID}`,
      requesterId: DIRECTORY_ID,
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

function seedOpenGroup({ world, vpcId }: Seeding): void {
  world.addGroup({
    groupName: GROUP_NAMES.open,
    description: 'Left over from a support case',
    vpcId,
    rules: [ingress('tcp', 3389, '0.0.0.0/0', 'RDP for the vendor')],
  });
}
