import { addHost, ingress, type Seeding } from './seed-parts.ts';

/** The names of the groups of what the company runs itself. */
export const OWN_GROUP_NAMES = { controllers: 'dc-corp', gateway: 'rd-gateway' } as const;

/** The directory that nobody has narrowed since AWS made it, and the domain that it trusts. */
export const OPEN_DIRECTORY_ID = 'd-926714e2b0';
const TRUSTED_DOMAIN = 'hq.example.com';

/** The clients that come in by VPN. */
const VPN_CIDR = '10.8.0.0/16';

/** A domain controller and an RD Gateway of the company's own, known by their tags, and a directory with
 * the rules that AWS gives one. */
export function seedEstate(seeding: Seeding): void {
  seedDomainController(seeding);
  seedGateway(seeding);
  seedOpenDirectory(seeding);
}

function seedDomainController(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: OWN_GROUP_NAMES.controllers,
    description: 'Self-managed domain controllers',
    vpcId: seeding.vpcId,
    rules: [
      ingress('tcp', 88, seeding.vpcCidr, 'Kerberos inside the VPC'),
      ingress('udp', 88, seeding.vpcCidr, 'Kerberos inside the VPC'),
      ingress('tcp', 389, seeding.vpcCidr, 'LDAP inside the VPC'),
      ingress('tcp', 445, seeding.vpcCidr, 'SMB inside the VPC'),
    ],
  });
  addHost(seeding, {
    name: 'dc-1',
    platform: 'windows',
    groupId,
    privateIp: '10.0.2.11',
    tags: [{ key: 'Role', value: 'domain-controller' }],
  });
}

function seedGateway(seeding: Seeding): void {
  const { groupId } = seeding.world.addGroup({
    groupName: OWN_GROUP_NAMES.gateway,
    description: 'RD Gateway for the VPN',
    vpcId: seeding.vpcId,
    rules: [
      ingress('tcp', 443, VPN_CIDR, 'RD Gateway from the VPN'),
      ingress('udp', 3_391, VPN_CIDR, 'RD Gateway from the VPN'),
    ],
  });
  addHost(seeding, {
    name: 'rdgw-1',
    platform: 'windows',
    groupId,
    privateIp: '10.0.1.21',
    subnetId: seeding.subnetIds.open,
    tags: [{ key: 'Role', value: 'rd-gateway' }],
  });
}

function seedOpenDirectory({ world, vpcId, subnetIds, now }: Seeding): void {
  const dnsIps = ['10.0.2.51', '10.0.4.51'];
  const { securityGroupId = '' } = world.addDirectory({
    directoryId: OPEN_DIRECTORY_ID,
    name: 'ad.example.com',
    shortName: 'AD',
    edition: 'Standard',
    vpcId,
    subnetIds: subnetIds.directory,
    dnsIps,
    launchedAt: now,
    trusts: [
      {
        trustId: 't-926714e2c1',
        remoteDomainName: TRUSTED_DOMAIN,
        type: 'Forest',
        direction: 'Two-Way',
        state: 'Verified',
      },
    ],
  });
  for (const [index, privateIp] of dnsIps.entries()) {
    const subnetId = subnetIds.directory[index];
    world.addInterface({
      vpcId,
      ...(subnetId === undefined ? {} : { subnetId }),
      groupIds: [securityGroupId],
      privateIp,
      description: `AWS created network interface for directory ${OPEN_DIRECTORY_ID}`,
      requesterId: OPEN_DIRECTORY_ID,
    });
  }
}
