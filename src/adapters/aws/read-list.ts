import {
  DescribeManagedPrefixListsCommand,
  type EC2Client,
  type ManagedPrefixList,
  type PrefixListEntry,
  paginateGetManagedPrefixListEntries,
} from '@aws-sdk/client-ec2';
import type { ListAddress, ListReading } from '../../app/ports.ts';
import type { ListEntry } from '../../domain/change/exposure-change.ts';
import type { Instant } from '../../domain/instant.ts';
import { parseCidr } from '../../domain/net/cidr.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { awsFailure, toOutsideError } from './aws-errors.ts';
import type { PlaceClients } from './clients.ts';

/** Entries per page, 1 to 100 (EC2 API, GetManagedPrefixListEntries). */
export const ENTRIES_PER_PAGE = 100;

/** A list with the entries of the very version that EC2 describes it at; null where it is not there.
 * A change that failed leaves what was before. */
export async function readList(
  { read }: PlaceClients,
  address: ListAddress,
  observedAt: Instant,
): Promise<ListReading | null> {
  const { accountId, region, prefixListId } = address;
  const answer = await read.send(
    new DescribeManagedPrefixListsCommand({ PrefixListIds: [prefixListId] }),
  );
  const list = answer.PrefixLists?.[0];
  if (list === undefined || isGone(list)) return null;
  return {
    list: {
      accountId,
      region,
      prefixListId,
      listName: list.PrefixListName ?? '',
      ownerId: list.OwnerId ?? '',
      version: versionOf(list),
      maxEntries: list.MaxEntries ?? null,
      entries: await readEntries(read, prefixListId, list.Version),
      observedAt,
    },
    isSettled: list.State?.endsWith('-in-progress') !== true,
  };
}

/** EC2 goes on describing a list for a while after it was deleted. */
export function isGone({ State }: ManagedPrefixList): boolean {
  return State === 'delete-complete';
}

/** The version that counts; 0 for a list that has none (AWS's). */
export function versionOf({ Version }: ManagedPrefixList): number {
  return Version ?? 0;
}

async function readEntries(
  client: EC2Client,
  prefixListId: string,
  version: number | undefined,
): Promise<readonly ListEntry[]> {
  const pages = paginateGetManagedPrefixListEntries(
    { client, pageSize: ENTRIES_PER_PAGE },
    {
      PrefixListId: prefixListId,
      ...(version === undefined ? {} : { TargetVersion: version }),
    },
  );
  const entries: ListEntry[] = [];
  try {
    for await (const page of pages) entries.push(...(page.Entries ?? []).map(entryOf));
  } catch (error) {
    throw entriesError(error, prefixListId, version);
  }
  return entries;
}

/** An entry as EC2 describes it. One that is not understood is an error, not an entry less: what is
 * left out here would count as closed. */
function entryOf({ Cidr = '', Description = '' }: PrefixListEntry): ListEntry {
  const block = parseCidr(Cidr);
  if (block.kind === 'problem') {
    const message = `EC2 described an entry of a prefix list that is not understood. ${block.message}`;
    throw new OutsideError('aws_failed', message, { isRetryable: false });
  }
  return { cidr: block.text, description: Description === '' ? null : Description };
}

/** EC2 named the version a moment ago. That it does not know it means that this answer is older than
 * that one. */
function entriesError(
  error: unknown,
  prefixListId: string,
  version: number | undefined,
): OutsideError {
  if (error instanceof OutsideError) return error;
  if (awsFailure(error).code === 'InvalidParameterValue') {
    const message = `EC2 does not show version ${version} of ${prefixListId} yet: ask again in a moment`;
    return new OutsideError('aws_failed', message, { isRetryable: true, cause: error });
  }
  return toOutsideError(error, 'ec2:GetManagedPrefixListEntries');
}
