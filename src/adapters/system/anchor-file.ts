import { open } from 'node:fs/promises';
import type { AnchorFile } from '../../app/ports.ts';
import { messageOf, OutsideError } from '../../domain/outside-error.ts';

/** Lines appended to files, on the disk before it is answered. */
export const anchorFile: AnchorFile = {
  append: async (path, line) => {
    try {
      const file = await open(path, 'a', 0o640);
      try {
        await file.appendFile(`${line}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
    } catch (cause) {
      const message = `Could not append the anchor of the log to ${path}: ${messageOf(cause)}`;
      throw new OutsideError('file_failed', message, { isRetryable: true, cause });
    }
  },
};
