import {
  DescribeDirectoriesCommand,
  DirectoryServiceClient,
} from '@aws-sdk/client-directory-service';
import type { Directories } from '../../app/ports.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';
import { look } from './look.ts';

/** Directory Service in the account that the credentials are of. */
export function awsDirectories(homeAccountId: string): Directories {
  const clients = new Map<string, DirectoryServiceClient>();
  const clientOf = (region: string): DirectoryServiceClient => {
    const known = clients.get(region);
    if (known !== undefined) return known;
    const made = new DirectoryServiceClient({
      region,
      maxAttempts: READ_ATTEMPTS,
      requestHandler,
    });
    clients.set(region, made);
    return made;
  };
  return {
    describe: (address) =>
      look(address, homeAccountId, 'ds:DescribeDirectories', async () => {
        const command = new DescribeDirectoriesCommand({ DirectoryIds: [address.directoryId] });
        const answer = await clientOf(address.region).send(command);
        const stage = answer.DirectoryDescriptions?.[0]?.Stage;
        const since = answer.DirectoryDescriptions?.[0]?.StageLastUpdatedDateTime;
        return stage === undefined ? null : { stage, since: since?.getTime() ?? null };
      }),
  };
}
