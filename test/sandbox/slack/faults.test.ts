import type { WebClient } from '@slack/web-api';
import { describe, expect, it } from 'vitest';
import {
  ALERTS,
  alice,
  createClient,
  DEADLINE_MS,
  startApp,
  startEmulator,
  wideManifest,
} from './support.ts';

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
    const app = await startApp(slack);
    app.command('/portcullis', async () => slack.faults.disconnectAll());
    const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
    expect(await slack.command(act)).toEqual({ kind: 'connectionLost' });
  });
});

describe('Socket Mode', () => {
  it('lets a ticket in once', async () => {
    const slack = await startEmulator();
    const client = createClient(slack, { token: slack.appToken });
    const { url = '' } = await client.apps.connections.open({});
    const opened = (socket: WebSocket) =>
      new Promise<boolean>((resolve) => {
        socket.addEventListener('open', () => resolve(true));
        socket.addEventListener('error', () => resolve(false));
      });
    expect(await opened(new WebSocket(url))).toBe(true);
    expect(await opened(new WebSocket(url))).toBe(false);
    expect(slack.world.connections).toBe(1);
  });

  it('sends each payload to one of several connections', async () => {
    const slack = await startEmulator();
    const heard: number[] = [];
    for (const replica of [0, 1]) {
      const app = await startApp(slack);
      app.command('/portcullis', async ({ ack }) => {
        heard.push(replica);
        await ack();
      });
    }
    const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
    for (let times = 0; times < 4; times += 1) await slack.command(act);
    expect(heard.toSorted()).toEqual([0, 0, 1, 1]);
  });

  it('requestRefresh makes the app close its connection', async () => {
    const slack = await startEmulator();
    await startApp(slack);
    slack.faults.requestRefresh();
    await slack.waitFor(({ connections }) => connections === 0 || undefined, DEADLINE_MS);
  });

  it('delivers an event again that was not acknowledged, and nothing else', async () => {
    const retries = [0, 0, 0];
    const manifest = wideManifest();
    const slack = await startEmulator({ manifest, ackTimeoutMs: 50, eventRetryDelaysMs: retries });
    const client = createClient(slack, { token: slack.appToken });
    const { url = '' } = await client.apps.connections.open({});
    const socket = new WebSocket(url);
    const attempts: unknown[] = [];
    const third = new Promise<void>((resolve) => {
      socket.addEventListener('message', ({ data }) => {
        const envelope = JSON.parse(String(data));
        if (envelope.type === 'slash_commands') attempts.push('command');
        if (envelope.type !== 'events_api') return;
        attempts.push(envelope.retry_attempt);
        if (envelope.retry_attempt < 2) return;
        socket.send(JSON.stringify({ envelope_id: envelope.envelope_id, payload: {} }));
        resolve();
      });
    });
    await slack.waitFor(({ connections }) => connections === 1 || undefined, DEADLINE_MS);
    const act = { userId: alice.id, channelId: ALERTS, command: '/raw', text: '@alice' };
    expect(await slack.command(act)).toEqual({ kind: 'timeout' });
    expect(await slack.openHome(alice.id)).toEqual({ kind: 'timeout' });
    await third;
    expect(attempts).toEqual(['command', 0, 1, 2]);
  });
});

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
