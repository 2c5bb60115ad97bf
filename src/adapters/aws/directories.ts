import {
  DescribeDirectoriesCommand,
  DirectoryServiceClient,
  paginateDescribeTrusts,
} from '@aws-sdk/client-directory-service';
import type { Directories } from '../../app/ports.ts';
import type { DirectoryStage } from '../../domain/finding/directory-call.ts';
import type { TrustFacts } from '../../domain/guard/estate.ts';
import { byRegion } from './by-region.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';
import { directoryFacts, trustFacts } from './directory-facts.ts';
import { look } from './look.ts';
import { lookAtList } from './look-at-list.ts';
import { pageOf, tokenField } from './pages.ts';

const DESCRIBE = 'ds:DescribeDirectories';

/** Directory Service in the account that the credentials are of. */
export function awsDirectories(homeAccountId: string): Directories {
  const clientOf = byRegion(
    (region) => new DirectoryServiceClient({ region, maxAttempts: READ_ATTEMPTS, requestHandler }),
  );
  return {
    describe: (address) =>
      look(address, homeAccountId, DESCRIBE, () =>
        stageOf(clientOf(address.region), address.directoryId),
      ),
    list: (place, pageToken) =>
      lookAtList(place, homeAccountId, DESCRIBE, async () => {
        const command = new DescribeDirectoriesCommand(tokenField(pageToken));
        const answer = await clientOf(place.region).send(command);
        const found = answer.DirectoryDescriptions ?? [];
        return pageOf(
          found.map((each) => directoryFacts(each, homeAccountId)),
          answer.NextToken,
        );
      }),
    trusts: (address) =>
      look(address, homeAccountId, 'ds:DescribeTrusts', () =>
        trustsOf(clientOf(address.region), address.directoryId),
      ),
  };
}

async function stageOf(
  client: DirectoryServiceClient,
  directoryId: string,
): Promise<DirectoryStage | null> {
  const command = new DescribeDirectoriesCommand({ DirectoryIds: [directoryId] });
  const [found] = (await client.send(command)).DirectoryDescriptions ?? [];
  if (found?.Stage === undefined) return null;
  return { stage: found.Stage, since: found.StageLastUpdatedDateTime?.getTime() ?? null };
}

async function trustsOf(
  client: DirectoryServiceClient,
  directoryId: string,
): Promise<readonly TrustFacts[]> {
  const trusts: TrustFacts[] = [];
  for await (const page of paginateDescribeTrusts({ client }, { DirectoryId: directoryId })) {
    trusts.push(...(page.Trusts ?? []).map(trustFacts));
  }
  return trusts;
}
