import {
  controllerRules,
  controllersGroupDescription,
  controllersGroupName,
} from '../ds/controller-rules.ts';
import type { Directory } from './directory.ts';
import { type SecurityGroup, withDirectory } from './model.ts';
import { ALLOW_ALL_EGRESS, seedGroup } from './seed-groups.ts';
import { requireVpc, type Seeded, type Seeding } from './seeding.ts';

/** Digits after `d-`. */
const ID_DIGITS = 10;

/** An active Managed Microsoft AD unless said otherwise. Without a `securityGroupId` an active one gets
 * the group that AWS makes, open to everywhere. */
export type SeedDirectory = Pick<Directory, 'vpcId'> & Partial<Directory>;

export function seedDirectory(seeding: Seeding, seed: SeedDirectory): Seeded<Directory> {
  requireVpc(seeding.state, seed.vpcId);
  const directoryId = seed.directoryId ?? newDirectoryId(seeding);
  const made: Directory = {
    directoryId,
    name: 'corp.example.com',
    shortName: 'CORP',
    type: 'MicrosoftAD',
    size: 'Small',
    stage: 'Active',
    subnetIds: [],
    dnsIps: [],
    launchedAt: seeding.at,
    stageChangedAt: seeding.at,
    additionalRegions: [],
    trusts: [],
    ipRoutes: [],
    tags: [],
    ...seed,
  };
  const needsGroup = made.stage === 'Active' && made.type !== 'SharedMicrosoftAD';
  if (!needsGroup || made.securityGroupId !== undefined) {
    return { item: made, state: withDirectory(seeding.state, made) };
  }
  const { item: group, state } = seedControllersGroup(seeding, made);
  const directory = { ...made, securityGroupId: group.groupId };
  return { item: directory, state: withDirectory(state, directory) };
}

/** An id of the form that Directory Service gives. */
export function newDirectoryId({ newId }: Pick<Seeding, 'newId'>): string {
  return `d-${newId('d').slice(-ID_DIGITS)}`;
}

function seedControllersGroup(seeding: Seeding, directory: Directory): Seeded<SecurityGroup> {
  const { directoryId, vpcId } = directory;
  const groupId = seeding.newId('sg');
  const self = { kind: 'group', groupId, userId: seeding.accountId } as const;
  const inbound = [...controllerRules('0.0.0.0/0'), { ...ALLOW_ALL_EGRESS, source: self }];
  return seedGroup(seeding, {
    groupId,
    vpcId,
    groupName: controllersGroupName(directoryId),
    description: controllersGroupDescription(directoryId),
    rules: inbound.map((rule) => ({ ...rule, direction: 'ingress' })),
  });
}
