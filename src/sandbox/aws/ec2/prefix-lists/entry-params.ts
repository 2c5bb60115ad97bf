import { AwsError, invalidParameterValue } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import { canonicalCidr } from '../../world/canonical-cidr.ts';
import type { PrefixList, PrefixListEntry } from '../../world/prefix-list.ts';

/** Entries that one call may add and remove together (Amazon VPC guide, managed prefix lists). */
const ENTRIES_PER_CALL_MAX = 100;

/** The entries of `<name>.N`. Throws `InvalidParameterValue` for what is no CIDR. */
export function readEntries(params: QueryParams, name: string): readonly PrefixListEntry[] {
  return params.list(name).map((entry) => {
    const cidr = readCidr(entry.requiredText('Cidr'));
    const description = entry.text('Description');
    return description ? { cidr, description } : { cidr };
  });
}

/** The CIDRs of `<name>.N`. */
export function readCidrs(params: QueryParams, name: string): readonly string[] {
  return params.list(name).map((entry) => readCidr(entry.requiredText('Cidr')));
}

function readCidr(text: string): string {
  const canonical = canonicalCidr(text);
  if (canonical) return canonical.cidr;
  throw invalidParameterValue(`The CIDR block ${text} is malformed`);
}

/** Throws `InvalidParameterValue` when a call names too many entries. */
export function refuseTooManyAtOnce(count: number): void {
  if (count <= ENTRIES_PER_CALL_MAX) return;
  throw invalidParameterValue(
    `A request can add and remove at most ${ENTRIES_PER_CALL_MAX} entries, not ${count}`,
  );
}

/** Throws unless `entries` can all stand in `list`: `InvalidParameterValue` for another address family,
 * `InvalidPrefixListModification` for one that is there twice, `PrefixListMaxEntriesExceeded`. */
export function checkEntries(
  list: Pick<PrefixList, 'family' | 'maxEntries'>,
  entries: readonly PrefixListEntry[],
): void {
  const seen = new Set<string>();
  for (const { cidr } of entries) {
    if (canonicalCidr(cidr)?.family !== list.family) {
      throw invalidParameterValue(`The CIDR block ${cidr} is not of the list's address family`);
    }
    if (seen.has(cidr)) throw invalidModification(`${cidr} is in the prefix list already.`);
    seen.add(cidr);
  }
  if (entries.length <= list.maxEntries) return;
  throw new AwsError(
    'PrefixListMaxEntriesExceeded',
    `The prefix list can hold ${list.maxEntries} entries, not ${entries.length}.`,
  );
}

/** EC2's refusal of entries that cannot be added or removed as asked. */
export function invalidModification(message: string): AwsError {
  return new AwsError('InvalidPrefixListModification', message);
}
