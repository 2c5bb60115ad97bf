import { AuthorizeSecurityGroupEgressCommand } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import { authorizing } from './authorize.ts';
import { groupNamed } from './find.ts';
import { DIRECTORY_ID, GROUP_NAMES } from './seed-aws.ts';
import { OPEN_DIRECTORY_ID } from './seed-estate.ts';
import type { Stage, Story } from './story.ts';

const chapter = 'Directory';

/** What is done to a directory, and what Directory Service then does to its group. */
export const DIRECTORY_STORIES: readonly Story[] = [
  authorizing(
    {
      id: 'open-ldap',
      chapter,
      label: 'Open LDAP of the directory to 10.0.0.0/8',
      expectation: 'An alert; approved is only 10.0.0.0/16, the rest is the excess.',
    },
    GROUP_NAMES.directory,
    [
      { protocol: 'tcp', port: 389, cidr: '10.0.0.0/8' },
      { protocol: 'udp', port: 389, cidr: '10.0.0.0/8' },
    ],
  ),
  {
    id: 'add-ip-routes',
    chapter,
    label: 'Call AddIpRoutes, and let it update the group',
    expectation:
      'AWS itself opens wide port ranges to the VPC, RDP among them: an alert that names the probable caller.',
    act: addIpRoutes,
  },
  {
    id: 'harden-directory',
    chapter,
    label: 'Harden the directory',
    expectation:
      'A form for whoever you are in Slack, if an approver: a scenario and its networks become a plan to approve.',
    act: hardenDirectory,
  },
  {
    id: 'open-outbound',
    chapter,
    label: 'Let the directory out to everywhere',
    expectation: 'An alert about an outbound rule: only the VPC is approved outbound.',
    act: openOutbound,
  },
  {
    id: 'create-directory',
    chapter,
    label: 'Create another directory',
    expectation: 'AWS makes its group open to everywhere: one notice of what it opened, no alert.',
    act: createDirectory,
  },
  {
    id: 'activate-directory',
    chapter,
    label: 'Let the new directory become active',
    expectation: 'Nothing is said: its birth is over, and from now on its group is guarded as any.',
    act: activateDirectory,
  },
];

/** Addresses of one route, so that each call of the story adds another. */
const ROUTE_SIZE = 16;

async function addIpRoutes({ aws, directoryService }: Stage): Promise<string> {
  const known = aws.world.state.directories.get(DIRECTORY_ID)?.ipRoutes.length ?? 0;
  const CidrIp = `198.51.100.${known * ROUTE_SIZE}/28`;
  await directoryService('AddIpRoutes', {
    DirectoryId: DIRECTORY_ID,
    IpRoutes: [{ CidrIp, Description: 'the DNS of a branch' }],
    UpdateSecurityGroupForDirectoryControllers: true,
  });
  return `Directory Service added the route to ${CidrIp} and rewrites the rules of ${GROUP_NAMES.directory}.`;
}

async function hardenDirectory({ command }: Stage): Promise<string> {
  const text = `/portcullis harden ${OPEN_DIRECTORY_ID}`;
  return (await command(text)) ?? `Sent ${text}.`;
}

async function openOutbound({ aws, ec2 }: Stage): Promise<string> {
  await ec2.send(
    new AuthorizeSecurityGroupEgressCommand({
      GroupId: groupNamed(aws, GROUP_NAMES.directory).groupId,
      IpPermissions: [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }],
    }),
  );
  return `EC2 added an outbound rule to ${GROUP_NAMES.directory}.`;
}

const createdSchema = z.object({ DirectoryId: z.string() });

async function createDirectory({ aws, directoryService, scene }: Stage): Promise<string> {
  const created = await directoryService('CreateMicrosoftAD', {
    Name: 'lab.example.com',
    ShortName: 'LAB',
    Password: 'only-in-the-sandbox-1',
    VpcSettings: { VpcId: scene.vpcId, SubnetIds: scene.subnetIds.directory },
  });
  const { DirectoryId } = createdSchema.parse(created);
  aws.advanceDirectory(DirectoryId);
  return `Directory Service is creating ${DirectoryId}, and has made its group.`;
}

async function activateDirectory({ aws }: Stage): Promise<string> {
  const born = [...aws.world.state.directories.values()].find(({ stage }) => stage === 'Creating');
  if (born === undefined) return 'No directory is being created: create one first.';
  aws.advanceDirectory(born.directoryId);
  return `${born.directoryId} is active.`;
}
