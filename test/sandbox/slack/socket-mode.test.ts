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
