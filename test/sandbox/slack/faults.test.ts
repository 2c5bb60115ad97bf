import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import { ALERTS, alice, createClient, SILENT, startApp, startEmulator } from './support.ts';

const POST = 'chat.postMessage';

const post = (client: WebClient) => client.chat.postMessage({ channel: ALERTS, text: 'open' });

describe('faults', () => {
  it('rateLimit answers 429 with Retry-After, as often as told, without effect', async () => {
    const slack = await startEmulator();
    slack.faults.rateLimit({ method: POST, retryAfterS: 7 });
    await expect(post(createClient(slack))).rejects.toMatchObject({ retryAfter: 7 });
    expect(slack.world.messages).toEqual([]);
    await post(createClient(slack));
    expect(slack.calls.map(({ outcome }) => outcome.kind)).toEqual(['rateLimited', 'ok']);
  });

  it('error answers a code of Slack’s for the next calls of one method only', async () => {
    const slack = await startEmulator();
    slack.faults.error({ method: POST, code: 'fatal_error', times: 2 });
    await createClient(slack).auth.test();
    await expect(post(createClient(slack))).rejects.toMatchObject({
      data: { error: 'fatal_error' },
    });
    await expect(post(createClient(slack))).rejects.toMatchObject({
      data: { error: 'fatal_error' },
    });
    await post(createClient(slack));
    expect(slack.world.messages).toHaveLength(1);
  });

  it('http500 has no effect, so a retry posts once', async () => {
    const slack = await startEmulator();
    slack.faults.http500({ method: POST });
    await post(createClient(slack, { retries: 1 }));
    expect(slack.world.messages).toHaveLength(1);
  });

  it('drop loses the answer and not the effect, so a retry posts twice', async () => {
    const slack = await startEmulator();
    slack.faults.drop({ method: POST });
    await post(createClient(slack, { retries: 1 }));
    expect(slack.world.messages).toHaveLength(2);
    expect(slack.calls.map(({ outcome }) => outcome.kind)).toEqual(['dropped', 'ok']);
  });

  it.each([
    ['before', 0],
    ['after', 1],
  ] as const)('hold stops a call %s its effect until it is released', async (when, messages) => {
    const slack = await startEmulator();
    const hold = slack.faults.hold({ method: POST, when });
    const posting = post(createClient(slack));
    await hold.reached;
    expect(slack.world.messages).toHaveLength(messages);
    expect(slack.calls).toMatchObject([{ outcome: { kind: 'pending' } }]);
    hold.release();
    await posting;
    expect(slack.world.messages).toHaveLength(1);
  });

  it('unreachable refuses everything until it is over', async () => {
    const slack = await startEmulator();
    slack.faults.unreachable(true);
    await expect(post(createClient(slack))).rejects.toThrow();
    slack.faults.unreachable(false);
    await post(createClient(slack));
    expect(slack.world.messages).toHaveLength(1);
  });

  it('redeliver sends the last interaction once more, trigger and all', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const triggers: string[] = [];
    app.command('/portcullis', async ({ ack, command }) => {
      triggers.push(command.trigger_id);
      await ack();
    });
    const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
    await slack.command(act);
    expect(await slack.faults.redeliver()).toMatchObject({ kind: 'acked' });
    expect(triggers).toEqual([triggers[0], triggers[0]]);
  });

  it('disconnectAll loses what is on its way', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack, SILENT);
    app.command('/portcullis', async () => slack.faults.disconnectAll());
    const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
    expect(await slack.command(act)).toEqual({ kind: 'connectionLost' });
  });
});
