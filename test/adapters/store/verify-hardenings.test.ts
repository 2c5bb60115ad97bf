import { describe, expect, it } from 'vitest';
import { verifyLogIn } from '../../../src/adapters/store/read-only.ts';
import { decideHardening } from '../../../src/domain/hardening/decide.ts';
import { START } from '../../support/findings.ts';
import { hardenPlan, proposedOf } from '../../support/hardenings.ts';
import { storeFolder } from '../../support/store-file.ts';

const VOTE = { kind: 'vote', by: 'U2', planHash: hardenPlan().hash } as const;

async function verdictAfter(sql: string) {
  using folder = storeFolder();
  const store = await folder.open();
  await store.propose(proposedOf('h-1'), null, START);
  await store.changeHardening('h-1', (each) => decideHardening(each, VOTE, START), START);
  await store.close();
  folder.tamper(sql);
  return await verifyLogIn({ kind: 'sqlite', path: folder.path }, []);
}

describe('verifyLog: hardenings', () => {
  it('verify as they are', async () => {
    expect(await verdictAfter('select 1')).toMatchObject({ kind: 'verified', hardenings: 1 });
  });

  it.each([
    [`update hardening set state = 'done'`, 'Hardening h-1 is not what its log entries make it'],
    [
      `update hardening set body = json_set(body, '$.quorum', 9)`,
      'Hardening h-1 is not what its log entries make it: its body differs',
    ],
    [
      `update log set body = replace(body, '"by":"U2"', '"by":"U9"')`,
      'Entry 2 does not have the hash of what it says',
    ],
    [
      `insert into hardening select 'h-2', version, state, account_id, region, group_id, began_at,
        proposed_at, body from hardening`,
      'Hardening h-2 is not in the log',
    ],
  ])('%s breaks it', async (sql, reason) => {
    const verdict = await verdictAfter(sql);
    expect(verdict).toMatchObject({ kind: 'broken' });
    expect(JSON.stringify(verdict)).toContain(reason);
  });
});
