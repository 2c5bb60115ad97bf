import { EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { AwsEmulator } from '../aws/emulator.ts';
import type { Credentials } from '../aws/identity/identity.ts';
import { DirectoryServiceRefusal, directoryServiceCaller } from './directory-service.ts';
import type { Stage, Story } from './story.ts';

/** Plays a story with the real SDK and the keys of one person; answers what was done, or what AWS
 * refused. Anything else that goes wrong is thrown. */
export async function playStory(
  story: Story,
  {
    credentials,
    ...stage
  }: Omit<Stage, 'ec2' | 'directoryService'> & { readonly credentials: Credentials },
): Promise<string> {
  const ec2 = ec2Client(stage.aws, credentials);
  const directoryService = directoryServiceCaller(stage.aws, credentials);
  try {
    return await story.act({ ...stage, ec2, directoryService });
  } catch (error) {
    if (error instanceof DirectoryServiceRefusal) return error.message;
    if (!(error instanceof EC2ServiceException)) throw error;
    return `EC2 refused: ${error.name}: ${error.message}`;
  } finally {
    ec2.destroy();
  }
}

/** A client of the emulated EC2. It tries once: a person at the console sees the first answer. */
export function ec2Client(
  { url, region }: Pick<AwsEmulator, 'url' | 'region'>,
  credentials: Credentials,
): EC2Client {
  return new EC2Client({ endpoint: url, region, credentials, maxAttempts: 1 });
}
