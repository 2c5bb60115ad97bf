import {
  AddIpRoutesCommand,
  CreateMicrosoftADCommand,
  DirectoryServiceClient,
} from '@aws-sdk/client-directory-service';
import type { Directory } from '../../src/sandbox/aws/world/directory.ts';
import type { SecurityGroup } from '../../src/sandbox/aws/world/model.ts';
import type { Stack } from './stack.ts';

/** Directory Service as an administrator uses it. */
export async function adminOfDirectories({ aws, ec2 }: Stack): Promise<DirectoryServiceClient> {
  const credentials = await ec2.config.credentials();
  return new DirectoryServiceClient({ endpoint: aws.url, region: aws.region, credentials });
}

/** Asks for a directory in the stack's VPC; it is requested and no more. */
export async function askForDirectory(stack: Stack): Promise<string> {
  const { vpcId } = stack.group;
  const subnets = ['10.0.1.0/24', '10.0.2.0/24'].map((cidr) =>
    stack.aws.world.addSubnet({ vpcId, cidr }),
  );
  const ds = await adminOfDirectories(stack);
  const answer = await ds.send(
    new CreateMicrosoftADCommand({
      Name: 'corp.example.com',
      Password: 'not-a-secret-1A',
      VpcSettings: { VpcId: vpcId, SubnetIds: subnets.map(({ subnetId }) => subnetId) },
    }),
  );
  return answer.DirectoryId ?? 'no directory';
}

/** Adds a route and has AWS rewrite the group. */
export async function addRoutes(stack: Stack, directoryId: string): Promise<void> {
  const ds = await adminOfDirectories(stack);
  await ds.send(
    new AddIpRoutesCommand({
      DirectoryId: directoryId,
      IpRoutes: [{ CidrIp: '203.0.113.0/24' }],
      UpdateSecurityGroupForDirectoryControllers: true,
    }),
  );
}

/** The group of a directory's controllers, as it is now. */
export function controllersOf({ aws }: Stack, directory: Directory): SecurityGroup {
  const group = aws.world.state.groups.get(directory.securityGroupId ?? '');
  if (group === undefined) throw new Error(`${directory.directoryId} has no group`);
  return group;
}
