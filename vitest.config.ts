import { defineConfig } from 'vitest/config';

/** How long a test may take, in ms. A real process against the emulators starts in about two seconds, and a
 * property runs for some more; where others work on the same machine, it is ten times as long. */
const TEST_TIMEOUT_MS = 120_000;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/support/say-what-skips.ts', 'test/support/postgres-on-demand.ts'],
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    // Real processes, sockets and a browser share two cores: more workers only make them time out.
    maxWorkers: 2,
  },
});
