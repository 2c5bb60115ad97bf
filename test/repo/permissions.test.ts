import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { approveRevert, liveAlert, openToWorld } from '../support/acts.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { files, firstCells, read } from './pages.ts';

const LISTED = firstCells('docs/security.md', 'actions').map(
  (action) => action.split(':')[1] ?? '',
);
/** Allowed to everybody. */
const NEEDS_NOTHING = 'GetCallerIdentity';

describe('docs/security.md: what AWS is asked for', () => {
  let stack: Stack;
  beforeAll(async () => {
    stack = await startStack();
  });
  afterAll(() => stack[Symbol.asyncDispose]());

  test('the main job makes the listed calls, each of them, and no other', async () => {
    await openToWorld(stack);
    const alert = await liveAlert(stack, '🔴');
    await approveRevert(stack, alert, SEED_USERS.alice.id);
    await liveAlert(stack, '✅');
    expect(await stack.product.stop()).toBe(0);
    const byAdministrator = 'AuthorizeSecurityGroupIngress';
    const made = new Set(stack.aws.calls.map(({ action }) => action.replace(/Batch$/, '')));
    expect([...made].sort()).toEqual([...LISTED, NEEDS_NOTHING, byAdministrator].sort());
  });

  test('no code asks EC2 or STS for anything else', () => {
    const source = files('src/adapters/aws/*.ts').map(read).join('\n');
    const calls = [
      ...source.matchAll(/new (\w+)Command\(/g),
      ...source.matchAll(/paginate(\w+)\(/g),
    ];
    const unlisted = calls
      .map(([, name = '']) => name)
      .filter((name) => name !== NEEDS_NOTHING && !LISTED.includes(name));
    expect(unlisted).toEqual([]);
  });
});
