import type { Directories, Looked } from '../../src/app/ports.ts';
import type { DirectoryStage } from '../../src/domain/finding/directory-call.ts';

/** Directory Service's far end: what it says of every directory, which a test can change. */
export interface FakeDirectories extends Directories {
  answer: Looked<DirectoryStage>;
  /** The directories that were asked for. */
  readonly asked: readonly string[];
}

export function fakeDirectories(): FakeDirectories {
  const asked: string[] = [];
  const directories: FakeDirectories = {
    answer: { kind: 'found', value: { stage: 'Active', since: null } },
    asked,
    describe: ({ directoryId }) => {
      asked.push(directoryId);
      return Promise.resolve(directories.answer);
    },
  };
  return directories;
}
