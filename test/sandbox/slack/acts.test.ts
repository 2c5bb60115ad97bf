import type { BlockAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import { escapeCommandText } from '../../../src/sandbox/slack/acts/escape-command.ts';
import { DEFAULT_SEED, SEED_CHANNELS } from '../../../src/sandbox/slack/seed.ts';
import { Workspace } from '../../../src/sandbox/slack/workspace.ts';
import {
  ALERTS,
  alice,
  bob,
  carol,
  codeOf,
  createApp,
  createClient,
  gus,
  startApp,
  startEmulator,
  wideManifest,
} from './support.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const options = ['60', '1440'].map((value) => ({ text: plain(`${value} min`), value }));
const MENUS = {
  type: 'actions' as const,
  block_id: 'menus',
  elements: [
    { type: 'static_select' as const, action_id: 'hours', options },
    { type: 'overflow' as const, action_id: 'more', options },
    { type: 'checkboxes' as const, action_id: 'which', options },
  ],
};

describe('click()', () => {
  it('picks the option of a menu, and only one that it offers', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const picked: unknown[] = [];
    app.action<BlockAction>(/hours|more|which/, async ({ ack, body }) => {
      const [action] = body.actions;
      if (action?.type === 'checkboxes') picked.push(action.selected_options.map((o) => o.value));
      else if (action && 'selected_option' in action) picked.push(action.selected_option);
      await ack();
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'menus',
      blocks: [MENUS],
    });
    const touch = (actionId: string, option: string) =>
      slack.click({ userId: bob.id, channelId: ALERTS, ts, actionId, option });
    await touch('hours', '60');
    await touch('more', '1440');
    await touch('which', '60,1440');
    expect(picked).toEqual([options[0], options[1], ['60', '1440']]);
    expect(await touch('hours', '1')).toMatchObject({ kind: 'refused' });
  });

  it('says who, where and on what, in the shape that Slack documents', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const { promise, resolve } = Promise.withResolvers<BlockAction>();
    app.action<BlockAction>('hours', async ({ ack, body }) => {
      await ack();
      resolve(body);
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'menus',
      blocks: [MENUS],
    });
    await slack.click({ userId: bob.id, channelId: ALERTS, ts, actionId: 'hours', option: '60' });
    expect(await promise).toMatchObject({
      type: 'block_actions',
      user: { id: bob.id, team_id: slack.teamId },
      api_app_id: slack.appId,
      team: { id: slack.teamId, domain: 'example-corp' },
      container: { type: 'message', message_ts: ts, channel_id: ALERTS, is_ephemeral: false },
      channel: { id: ALERTS, name: 'portcullis-alerts' },
      message: { ts, app_id: slack.appId, blocks: [MENUS] },
      actions: [{ type: 'static_select', action_id: 'hours', block_id: 'menus' }],
      response_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/response\//),
      trigger_id: expect.stringMatching(/./),
    });
  });

  it('reaches the buttons of an ephemeral only for the one who sees it', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.action('hours', async ({ ack, respond }) => {
      await ack();
      await respond({ replace_original: true, text: 'noted' });
    });
    const { message_ts: ts = '' } = await app.client.chat.postEphemeral({
      channel: ALERTS,
      user: carol.id,
      text: 'for how long?',
      blocks: [MENUS],
    });
    const act = { channelId: ALERTS, ts, actionId: 'hours', option: '60' };
    expect(await slack.click({ ...act, userId: bob.id })).toMatchObject({ kind: 'refused' });
    expect(await slack.click({ ...act, userId: carol.id })).toMatchObject({ kind: 'acked' });
    const replaced = await slack.waitFor(
      ({ ephemerals }) => ephemerals.find(({ text }) => text === 'noted'),
      1_000,
    );
    expect(replaced).toMatchObject({ ts, blocks: [], forUserId: carol.id });
  });
});

describe('command()', () => {
  it('refuses a command that the manifest does not have', async () => {
    const slack = await startEmulator();
    const act = { userId: bob.id, channelId: ALERTS, command: '/other', text: '' };
    expect(await slack.command(act)).toMatchObject({ kind: 'refused' });
  });

  it('sends the text as typed when the manifest does not ask for escaping', async () => {
    const slack = await startEmulator({ manifest: wideManifest() });
    const app = await startApp(slack);
    const heard: string[] = [];
    app.command('/raw', async ({ ack, command }) => {
      heard.push(command.text);
      await ack();
    });
    const text = '@alice <b>';
    await slack.command({ userId: bob.id, channelId: ALERTS, command: '/raw', text });
    expect(heard).toEqual([text]);
  });
});

describe('a channel', () => {
  it('lets a member of the team look in, but no guest', async () => {
    const slack = await startEmulator({ ackTimeoutMs: 50 });
    const channelId = SEED_CHANNELS.general.id;
    const act = { channelId, command: '/portcullis', text: '' };
    expect(await slack.command({ ...act, userId: carol.id })).toEqual({ kind: 'notConnected' });
    expect(await slack.command({ ...act, userId: gus.id })).toMatchObject({ kind: 'refused' });
  });

  it('stops taking messages once an administrator has archived it', async () => {
    const slack = await startEmulator();
    slack.admin.setChannel({ ...SEED_CHANNELS.alerts, isArchived: true });
    const post = createClient(slack).chat.postMessage({ channel: ALERTS, text: 'x' });
    expect(await codeOf(post)).toBe('is_archived');
  });
});

describe('escapeCommandText()', () => {
  it.each([
    ['@alice', `<@${alice.id}|alice>`],
    ['@security-oncall', '<!subteam^S0ONCALL01|@security-oncall>'],
    ['#general', '<#C0GENERAL1|general>'],
    ['@nobody #nowhere', '@nobody #nowhere'],
    ['a@alice.example', 'a@alice.example'],
    ['see https://x.example/?a=1&b=2', 'see <https://x.example/?a=1&amp;b=2>'],
    ['<@U0ALICE001|root>', '&lt;@U0ALICE001|root&gt;'],
  ])('turns %s into %s', (typed, sent) => {
    const world = new Workspace(DEFAULT_SEED, () => new Date(0), String);
    expect(escapeCommandText(typed, world)).toBe(sent);
  });
});

it('an app whose Slack cannot be reached fails in init(), where it can be caught', async () => {
  const slack = await startEmulator();
  slack.faults.unreachable(true);
  await expect(createApp(slack)).rejects.toThrow(/fetch failed|request error/i);
});
