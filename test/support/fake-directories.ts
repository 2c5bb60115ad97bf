import type { Directories, Looked } from '../../src/app/ports.ts';
import type { DirectoryStage } from '../../src/domain/finding/directory-call.ts';
import type { DirectoryFacts, TrustFacts } from '../../src/domain/guard/estate.ts';
import type { Known } from '../../src/domain/weight/known.ts';

/** Directory Service's far end: what it says of every directory, which a test can change. */
export interface FakeDirectories extends Directories {
  answer: Looked<DirectoryStage>;
  /** The directories there are, all on one page. */
  listed: Known<readonly DirectoryFacts[]>;
  /** What it says of the trusts of every directory. */
  trustsAnswer: Looked<readonly TrustFacts[]>;
  /** The directories that were asked for. */
  readonly asked: readonly string[];
}

export function fakeDirectories(): FakeDirectories {
  const asked: string[] = [];
  const directories: FakeDirectories = {
    answer: { kind: 'found', value: { stage: 'Active', since: null } },
    listed: { kind: 'known', value: [] },
    trustsAnswer: { kind: 'found', value: [] },
    asked,
    describe: ({ directoryId }) => {
      asked.push(directoryId);
      return Promise.resolve(directories.answer);
    },
    list: () => {
      const { listed } = directories;
      if (listed.kind === 'unknown') return Promise.resolve(listed);
      return Promise.resolve({
        kind: 'known',
        value: { items: listed.value, nextPageToken: null },
      });
    },
    trusts: () => Promise.resolve(directories.trustsAnswer),
  };
  return directories;
}
