import { describe, expect, it } from 'vitest';
import type { Desk } from '../../../src/app/ports.ts';
import { ALERTS, alice } from '../../sandbox/slack/support.ts';
import { textOf } from '../../support/acts.ts';
import { appOnEmulator, DEADLINE_MS } from './slack-on-emulator.ts';

/** The answer to `/portcullis` with some words, with a desk behind it. */
async function answerTo(text: string, audit?: Desk['audit']) {
  const { slack, log } = await appOnEmulator(audit === undefined ? {} : { audit });
  const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text };
  expect(await slack.command(act)).toMatchObject({ kind: 'acked' });
  const answer = await slack.waitFor(({ ephemerals }) => ephemerals[0], DEADLINE_MS);
  return { text: textOf(answer), forUserId: answer.forUserId, log };
}

const NOTHING = { groups: [], left: [], remarks: ['nothing there'] };

describe('/portcullis audit', () => {
  it.each([
    ['audit', { kind: 'account' }],
    ['audit account', { kind: 'account' }],
    ['audit d-926714e2b0', { kind: 'directory', directoryId: 'd-926714e2b0' }],
    ['AUDIT sg-0123456789abcdef0', { kind: 'group', groupId: 'sg-0123456789abcdef0' }],
  ] as const)('%s asks the desk for it, and answers the one who asked', async (text, query) => {
    const asked: unknown[] = [];
    const answer = await answerTo(text, async (userId, came) => {
      asked.push(userId, came);
      return { kind: 'audit', report: NOTHING };
    });
    expect(asked).toEqual([alice.id, query]);
    expect(answer).toMatchObject({ forUserId: alice.id, text: 'Not audited\n• nothing there' });
  });

  it('names what can be asked for, when something else was', async () => {
    expect((await answerTo('audit everything')).text).toContain('neither a directory (d-…)');
  });

  it('answers whoever may not look with the reason', async () => {
    const refused = async () => ({ kind: 'refused', reason: 'guest' }) as const;
    expect((await answerTo('audit', refused)).text).toContain('Guests');
  });

  it('says that others are at it', async () => {
    expect((await answerTo('audit', async () => ({ kind: 'busy' }))).text).toContain('Try again');
  });

  it('says that it failed, and the log tells why', async () => {
    const { text, log } = await answerTo('audit', () => Promise.reject(new Error('no such table')));
    expect(text).toContain('Something went wrong');
    await log.saying('no such table');
  });
});
