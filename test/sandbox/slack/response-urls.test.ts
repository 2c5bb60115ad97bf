import { describe, expect, it } from 'vitest';
import { ALERTS, alice, startApp, startEmulator } from './support.ts';

describe('a response_url', () => {
  it('takes five messages in half an hour', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const urls: string[] = [];
    app.command('/portcullis', async ({ ack, command }) => {
      urls.push(command.response_url);
      await ack();
    });
    const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
    await slack.command(act);
    await slack.command(act);
    const respond = async (url = '') => {
      const body = JSON.stringify({ text: 'x' });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(url, { method: 'POST', headers, body });
      return [response.status, (await response.json()) as unknown];
    };
    for (let times = 0; times < 5; times += 1) {
      expect(await respond(urls[0])).toEqual([200, { ok: true }]);
    }
    expect(await respond(urls[0])).toEqual([404, { ok: false, error: 'used_url' }]);
    slack.clock.advance(30 * 60_000 + 1);
    expect(await respond(urls[1])).toEqual([404, { ok: false, error: 'expired_url' }]);
    expect(slack.world.ephemerals).toHaveLength(5);
  });
});
