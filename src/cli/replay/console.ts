import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import { plainText } from '../plain-text.ts';

/** A stream that may be a terminal. */
export type OutputStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY'>>;

/** Where a replay writes: results to one stream, everything for people to the other. */
export interface Console {
  /** Writes a line of results; waits while the reader is behind. */
  readonly print: (line: string) => Promise<void>;
  /** Tells people a line. Control characters are taken out. */
  readonly tell: (line: string) => void;
  /** Shows how far it is, in place, on a terminal only. */
  readonly progress: (text: string) => void;
}

/** Back to the start of the line and clear it (ECMA-48 EL). */
const CLEAR_LINE = '\r\u001B[K';

export function createConsole(stdout: OutputStream, stderr: OutputStream): Console {
  let isProgressShown = false;
  const clearProgress = () => {
    if (isProgressShown) stderr.write(CLEAR_LINE);
    isProgressShown = false;
  };
  return {
    print: async (line) => {
      clearProgress();
      if (!stdout.write(`${line}\n`)) await once(stdout, 'drain');
    },
    tell: (line) => {
      clearProgress();
      stderr.write(`${plainText(line)}\n`);
    },
    progress: (text) => {
      if (stderr.isTTY !== true) return;
      stderr.write(`${CLEAR_LINE}${plainText(text)}`);
      isProgressShown = true;
    },
  };
}
