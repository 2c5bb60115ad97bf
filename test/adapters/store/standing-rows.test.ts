import { expect, it, onTestFinished } from 'vitest';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { HOME_ACCOUNT, REGION, START } from '../../support/findings.ts';

const INTERFACES = 10_000;
/** In ms: it takes a hundredth. A query that looks through all that is known takes many times as long. */
const PAGE_DEADLINE_MS = 1_000;

it('tells where a page of groups stands by an index, however many interfaces are known', async () => {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  const learnt = Array.from({ length: INTERFACES }, (_, i) => {
    const groupIds = [`sg-guarded-${i % 250}`, `sg-beside-${i % 1_000}`];
    const instanceId = `i-${Math.floor(i / 2)}`;
    return { kind: 'interface', state: interfaceOf(`eni-${i}`, groupIds, { instanceId }) } as const;
  });
  const about = { groups: [], lists: [], interfaces: [] };
  await store.learn(about, () => ({ changes: [], learnt }), START);
  const page = Array.from({ length: 100 }, (_, i) => `sg-beside-${i}`);
  const startedAt = performance.now();
  const beside = await store.beside({ accountId: HOME_ACCOUNT, region: REGION }, page);
  expect(performance.now() - startedAt).toBeLessThan(PAGE_DEADLINE_MS);
  expect(beside.size).toBe(page.length);
});
