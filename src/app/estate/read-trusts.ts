import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import { trustsThatCount } from '../../domain/guard/trusts.ts';
import type { Known } from '../../domain/weight/known.ts';
import { attempt } from '../attempt.ts';
import type { Clock, Directories, Place } from '../ports.ts';

/** The trusts of a directory that count as there, as {@link trustsThatCount} tells them. Only Managed
 * Microsoft AD has any. Nothing is thrown for what AWS does not answer. */
export async function readTrusts(
  { accountId, region }: Place,
  { directoryId, type }: Pick<DirectoryFacts, 'directoryId' | 'type'>,
  {
    directories,
    clock,
  }: { readonly directories: Pick<Directories, 'trusts'>; readonly clock: Clock },
): Promise<Known<readonly string[]>> {
  if (type !== 'microsoftAd') return { kind: 'known', value: [] };
  const looked = await attempt(directories.trusts({ accountId, region, directoryId }), clock);
  switch (looked.kind) {
    case 'found':
      return { kind: 'known', value: trustsThatCount(looked.value) };
    case 'notThere':
      return { kind: 'unknown', reason: 'Directory Service does not know the directory' };
    case 'couldNotLook':
      return { kind: 'unknown', reason: looked.reason };
  }
}
