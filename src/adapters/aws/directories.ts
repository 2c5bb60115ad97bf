import {
  DescribeDirectoriesCommand,
  DirectoryServiceClient,
  paginateDescribeTrusts,
} from '@aws-sdk/client-directory-service';
import type { Directories } from '../../app/ports.ts';
import type { DirectoryStage } from '../../domain/finding/directory-call.ts';
import type { TrustFacts } from '../../domain/guard/estate.ts';
import type { AwsAccounts } from './accounts.ts';
import { byPlace } from './by-place.ts';
import { READ_ATTEMPTS, requestHandler } from './clients.ts';
import { directoryFacts, trustFacts } from './directory-facts.ts';
import { look } from './look.ts';
import { lookAtList } from './look-at-list.ts';
import { pageOf, tokenField } from './pages.ts';

const DESCRIBE = 'ds:DescribeDirectories';

/** Directory Service in the accounts that are configured. */
export function awsDirectories(accounts: AwsAccounts): Directories {
  const clientOf = byPlace(
    accounts,
    (place) => new DirectoryServiceClient({ ...place, maxAttempts: READ_ATTEMPTS, requestHandler }),
  );
  return {
    describe: (address) =>
      look(address, accounts, DESCRIBE, () => stageOf(clientOf(address), address.directoryId)),
    list: (place, pageToken) =>
      lookAtList(place, accounts, DESCRIBE, async () => {
        const command = new DescribeDirectoriesCommand(tokenField(pageToken));
        const answer = await clientOf(place).send(command);
        const found = answer.DirectoryDescriptions ?? [];
        return pageOf(
          found.map((each) => directoryFacts(each, place.accountId)),
          answer.NextToken,
        );
      }),
    trusts: (address) =>
      look(address, accounts, 'ds:DescribeTrusts', () =>
        trustsOf(clientOf(address), address.directoryId),
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
