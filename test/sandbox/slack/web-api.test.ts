import { describe, expect, it } from 'vitest';
import { SEED_APPROVERS, SEED_CHANNELS } from '../../../src/sandbox/slack/seed.ts';
import {
  ALERTS,
  alice,
  bob,
  codeOf,
  createClient,
  dora,
  gus,
  productManifest,
  refusal,
  sam,
  startEmulator,
  wideManifest,
} from './support.ts';

/** The product's manifest for an app that may not read addresses. */
function manifestWithoutEmail(): Record<string, unknown> {
  const bot = ['chat:write', 'commands', 'users:read', 'usergroups:read'];
  return { ...productManifest(), oauth_config: { scopes: { bot } } };
}

describe('the Web API checks who calls', () => {
  it('refuses no token, a wrong one, and the wrong kind', async () => {
    const slack = await startEmulator();
    const none = await fetch(`${slack.apiUrl}auth.test`, { method: 'POST' });
    expect(await none.json()).toEqual({ ok: false, error: 'not_authed' });
    expect(await codeOf(createClient(slack, { token: 'xoxb-wrong' }).auth.test())).toBe(
      'invalid_auth',
    );
    const withAppToken = createClient(slack, { token: slack.appToken });
    expect(await codeOf(withAppToken.auth.test())).toBe('not_allowed_token_type');
    expect(await codeOf(createClient(slack).apps.connections.open({}))).toBe(
      'not_allowed_token_type',
    );
  });

  it('names the scope that the manifest lacks', async () => {
    const slack = await startEmulator({ manifest: manifestWithoutEmail() });
    const data = await refusal(createClient(slack).users.lookupByEmail({ email: 'a@example.com' }));
    expect(data).toMatchObject({
      error: 'missing_scope',
      needed: 'users:read.email',
      provided: 'chat:write,commands,users:read,usergroups:read',
    });
  });

  it('answers an unknown method and an unsupported argument loudly', async () => {
    const slack = await startEmulator();
    const client = createClient(slack);
    expect(await codeOf(client.apiCall('pins.add'))).toBe('unknown_method');
    const data = await refusal(
      client.chat.postMessage({ channel: ALERTS, text: 'x', link_names: true }),
    );
    expect(data?.error).toBe('invalid_arguments');
    expect(JSON.stringify(data)).toMatch(/does not support link_names of chat.postMessage/);
  });

  it('takes JSON bodies as it takes forms', async () => {
    const slack = await startEmulator();
    const response = await fetch(`${slack.apiUrl}chat.postMessage`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${slack.botToken}`,
        'content-type': 'application/json; charset=utf-8',
      },
      body: JSON.stringify({ channel: ALERTS, text: 'hi', blocks: [{ type: 'divider' }] }),
    });
    expect(await response.json()).toMatchObject({ ok: true, channel: ALERTS });
    expect(slack.world.messages).toMatchObject([{ blocks: [{ type: 'divider' }] }]);
  });
});

describe('chat.*', () => {
  it.each([
    [SEED_CHANNELS.general.id, 'not_in_channel'],
    [SEED_CHANNELS.secret.id, 'channel_not_found'],
    [SEED_CHANNELS.archived.id, 'is_archived'],
    ['C0NOWHERE1', 'channel_not_found'],
  ])('chat.postMessage to %s is %s', async (channel, code) => {
    const client = createClient(await startEmulator());
    expect(await codeOf(client.chat.postMessage({ channel, text: 'x' }))).toBe(code);
  });

  it('says which block is wrong', async () => {
    const client = createClient(await startEmulator());
    const text = { type: 'plain_text' as const, text: 'x'.repeat(151) };
    const blocks = [{ type: 'header' as const, text }];
    const data = await refusal(client.chat.postMessage({ channel: ALERTS, text: 'x', blocks }));
    expect(data).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: {
        messages: ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]'],
      },
    });
  });

  it('refuses a message without content, with broken JSON, and one that is too long', async () => {
    const client = createClient(await startEmulator());
    const post = (args: object) => client.apiCall('chat.postMessage', { channel: ALERTS, ...args });
    const section = { type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(2_500) } };
    expect(await codeOf(post({}))).toBe('no_text');
    expect(await codeOf(post({ text: 'x', blocks: '[' }))).toBe('invalid_blocks_format');
    expect(await codeOf(post({ blocks: [section, section, section, section] }))).toBe(
      'msg_blocks_too_long',
    );
  });

  it('edits and deletes only what the app wrote', async () => {
    const slack = await startEmulator();
    const { chat } = createClient(slack);
    const ts = slack.admin.say({ userId: alice.id, channelId: ALERTS, text: 'mine' });
    const place = { channel: ALERTS, ts };
    expect(await codeOf(chat.update({ ...place, text: 'x' }))).toBe('cant_update_message');
    expect(await codeOf(chat.delete(place))).toBe('cant_delete_message');
    const nowhere = { channel: ALERTS, ts: '1.000001', text: 'x' };
    expect(await codeOf(chat.update(nowhere))).toBe('message_not_found');
  });

  it('keeps the old blocks of an update without blocks, and drops them for an empty list', async () => {
    const slack = await startEmulator();
    const { chat } = createClient(slack);
    const blocks = [{ type: 'divider' as const }];
    const { ts = '' } = await chat.postMessage({ channel: ALERTS, text: 'x', blocks });
    await chat.update({ channel: ALERTS, ts, text: 'y' });
    expect(slack.world.messages).toMatchObject([{ text: 'y', blocks }]);
    await chat.update({ channel: ALERTS, ts, text: 'y', blocks: [] });
    expect(slack.world.messages[0]?.blocks).toEqual([]);
  });

  it('gives ids to blocks and elements that came without', async () => {
    const slack = await startEmulator();
    const button = { type: 'button' as const, text: { type: 'plain_text' as const, text: 'Go' } };
    const blocks = [{ type: 'actions' as const, elements: [button] }];
    await createClient(slack).chat.postMessage({ channel: ALERTS, text: 'x', blocks });
    const given = { block_id: expect.any(String), elements: [{ action_id: expect.any(String) }] };
    expect(slack.world.messages[0]?.blocks).toMatchObject([given]);
  });

  it('cuts a text that is too long, with a warning', async () => {
    const slack = await startEmulator();
    const text = 'x'.repeat(40_001);
    const answer = await createClient(slack).chat.postMessage({ channel: ALERTS, text });
    expect(answer.response_metadata?.warnings).toEqual(['message_truncated']);
    expect(slack.world.messages[0]?.text).toHaveLength(40_000);
  });

  it('gives messages posted at one moment different, growing timestamps', async () => {
    const slack = await startEmulator();
    const { chat } = createClient(slack);
    await chat.postMessage({ channel: ALERTS, text: 'a' });
    await chat.postMessage({ channel: ALERTS, text: 'b' });
    const [first, second] = slack.world.messages.map(({ ts }) => ts);
    expect(Number(first)).toBeLessThan(Number(second));
    expect(first).toMatch(/^\d{10}\.\d{6}$/);
  });

  it('refuses metadata that has no event', async () => {
    const client = createClient(await startEmulator());
    const post = (metadata: object) =>
      client.apiCall('chat.postMessage', { channel: ALERTS, text: 'x', metadata });
    expect(await codeOf(post({ event_type: 'finding' }))).toBe('invalid_metadata_format');
    expect(
      await codeOf(post({ event_type: 'finding', event_payload: { id: '1' } })),
    ).toBeUndefined();
  });

  it('keeps a thread together and links into it', async () => {
    const slack = await startEmulator();
    const { chat } = createClient(slack);
    const root = await chat.postMessage({ channel: ALERTS, text: 'root' });
    const reply = await chat.postMessage({ channel: ALERTS, text: 'a', thread_ts: root.ts ?? '' });
    await chat.postMessage({ channel: ALERTS, text: 'b', thread_ts: reply.ts ?? '' });
    expect(slack.world.messages.map(({ threadTs }) => threadTs)).toEqual([
      undefined,
      root.ts,
      root.ts,
    ]);
    const { permalink } = await chat.getPermalink({ channel: ALERTS, message_ts: reply.ts ?? '' });
    const id = reply.ts?.replace('.', '');
    expect(permalink).toBe(
      `https://example-corp.slack.com/archives/${ALERTS}/p${id}?thread_ts=${root.ts}&cid=${ALERTS}`,
    );
  });

  it('shows an ephemeral only to members of the channel, and no method can edit it', async () => {
    const slack = await startEmulator();
    const { chat } = createClient(slack);
    const to = (user: string) => chat.postEphemeral({ channel: ALERTS, user, text: 'psst' });
    expect(await codeOf(to('U0NOBODY01'))).toBe('user_not_in_channel');
    const { message_ts: ts = '' } = await to(gus.id);
    expect(await codeOf(chat.update({ channel: ALERTS, ts, text: 'x' }))).toBe('message_not_found');
  });
});

describe('users.* and usergroups.*', () => {
  it('users.info tells members, guests, strangers, bots and the deactivated apart', async () => {
    const slack = await startEmulator({ manifest: manifestWithoutEmail() });
    const client = createClient(slack);
    const flags = async (user: string) => (await client.users.info({ user })).user;
    expect(await flags(bob.id)).toMatchObject({
      deleted: false,
      is_restricted: false,
      is_bot: false,
    });
    expect(await flags(gus.id)).toMatchObject({ is_restricted: true, is_ultra_restricted: false });
    expect(await flags(sam.id)).toMatchObject({ is_stranger: true, team_id: 'T0PARTNER1' });
    expect(await flags(dora.id)).toMatchObject({ deleted: true });
    expect((await flags(bob.id))?.profile?.email).toBeUndefined();
    expect(await codeOf(client.users.info({ user: 'U0NOBODY01' }))).toBe('user_not_found');
  });

  it('usergroups.users.list names even who has left, until an administrator changes it', async () => {
    const slack = await startEmulator();
    const list = () => createClient(slack).usergroups.users.list({ usergroup: SEED_APPROVERS.id });
    expect((await list()).users).toEqual([alice.id, dora.id]);
    slack.admin.setUserGroup({ ...SEED_APPROVERS, userIds: [bob.id] });
    expect((await list()).users).toEqual([bob.id]);
    const unknown = createClient(slack).usergroups.users.list({ usergroup: 'S0NOBODY01' });
    expect(await codeOf(unknown)).toBe('no_such_subteam');
  });

  it('a disabled user group is seen only by who asks for disabled ones', async () => {
    const slack = await startEmulator();
    const client = createClient(slack);
    slack.admin.setUserGroup({ ...SEED_APPROVERS, isDisabled: true });
    const { id: usergroup } = SEED_APPROVERS;
    expect(await codeOf(client.usergroups.users.list({ usergroup }))).toBe('no_such_subteam');
    const all = { usergroup, include_disabled: true };
    expect((await client.usergroups.users.list(all)).users).toContain(alice.id);
    expect((await client.usergroups.list()).usergroups).toEqual([]);
    expect((await client.usergroups.list({ include_disabled: true })).usergroups).toHaveLength(1);
  });

  it('reads addresses, channels and direct messages with the scopes for them', async () => {
    const slack = await startEmulator({ manifest: wideManifest() });
    const client = createClient(slack);
    const found = await client.users.lookupByEmail({ email: 'Alice@example.com' });
    expect(found.user).toMatchObject({ id: alice.id, profile: { email: 'alice@example.com' } });
    const info = await client.conversations.info({ channel: ALERTS });
    expect(info.channel).toMatchObject({ is_ext_shared: true, is_member: true });
    const im = await client.conversations.open({ users: bob.id });
    const channel = im.channel?.id ?? '';
    await client.chat.postMessage({ channel, text: 'hello' });
    expect(slack.world.messages).toMatchObject([{ channelId: channel, text: 'hello' }]);
    expect((await client.usergroups.list({ include_users: true })).usergroups).toMatchObject([
      { id: SEED_APPROVERS.id, users: [alice.id, dora.id] },
    ]);
    const { bot } = await client.bots.info({ bot: 'B0PORTCULL' });
    expect(bot?.app_id).toBe(slack.appId);
  });
});

it('calls() keeps what was asked and how it ended, without tokens', async () => {
  const slack = await startEmulator({ manifest: productManifest() });
  const client = createClient(slack);
  await client.chat.postMessage({ channel: ALERTS, text: 'x' });
  await codeOf(client.chat.postMessage({ channel: 'C0NOWHERE1', text: 'x' }));
  expect(slack.calls).toMatchObject([
    { method: 'chat.postMessage', token: 'bot', args: { text: 'x' }, outcome: { kind: 'ok' } },
    { outcome: { kind: 'refused', code: 'channel_not_found' } },
  ]);
  expect(JSON.stringify(slack.calls)).not.toContain('xoxb-');
});
