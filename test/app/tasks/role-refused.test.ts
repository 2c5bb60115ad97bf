import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { isRoleRefused } from '../../../src/app/tasks/role-refused.ts';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import { START } from '../../support/findings.ts';

const ACCOUNT = '444455556666';
const REASON =
  'Portcullis may not assume arn:aws:iam::444455556666:role/portcullis: see that it is there';

/** An account whose role works or does not, and the notices of it that were handed on. */
async function account() {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  let isWorking = false;
  let now = START;
  const ignore = () => undefined;
  const notices: string[] = [];
  const needs = {
    accounts: {
      check: async () =>
        isWorking
          ? ({ kind: 'known', value: null } as const)
          : ({ kind: 'unknown', reason: REASON } as const),
    },
    store: {
      cursor: (name: string) => store.cursor(name),
      saveCursor: (...[cursor, notice, at]: Parameters<typeof store.saveCursor>) => {
        if (notice !== null) notices.push(`${notice.title}: ${notice.detail}`);
        return store.saveCursor(cursor, notice, at);
      },
    },
    clock: { now: () => now },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  const ask = (works: boolean): Promise<boolean> => {
    isWorking = works;
    now += 2 * HOUR_MS;
    return isRoleRefused(ACCOUNT, needs);
  };
  return { ask, notices };
}

it('a role that is refused is told once, and again only after it has worked', async () => {
  const { ask, notices } = await account();
  expect(await ask(true)).toBe(false);
  expect(notices).toEqual([]);
  expect(await ask(false)).toBe(true);
  expect(await ask(false)).toBe(true);
  expect(notices).toEqual([expect.stringContaining(REASON)]);
  expect(notices[0]).toContain(`cannot look at account ${ACCOUNT}`);
  expect(await ask(true)).toBe(false);
  expect(await ask(false)).toBe(true);
  expect(notices).toHaveLength(2);
});
