import type { BlockAction, ViewSubmitAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import {
  ALERTS,
  alice,
  bob,
  DEADLINE_MS,
  dora,
  sam,
  startApp,
  startEmulator,
  wideManifest,
} from './support.ts';

const button = (actionId: string, value: string) => ({
  type: 'actions' as const,
  block_id: 'buttons',
  elements: [
    {
      type: 'button' as const,
      action_id: actionId,
      value,
      text: { type: 'plain_text' as const, text: 'Go' },
    },
  ],
});

const modal = {
  type: 'modal' as const,
  callback_id: 'exempt',
  title: { type: 'plain_text' as const, text: 'Exempt' },
  submit: { type: 'plain_text' as const, text: 'Ask' },
  private_metadata: 'finding-1',
  blocks: [
    {
      type: 'input' as const,
      block_id: 'reason',
      label: { type: 'plain_text' as const, text: 'Why' },
      element: { type: 'plain_text_input' as const, action_id: 'text' },
    },
  ],
};

describe('a Bolt app on the Slack emulator', () => {
  it('posts a message that people then see, with what was sent unchanged', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const text = 'open to <!channel> & *all*';
    const { ts } = await app.client.chat.postMessage({ channel: ALERTS, text });
    expect(slack.world.messages).toMatchObject([{ channelId: ALERTS, ts, text }]);
  });

  it('hears a click with the honest value, acknowledges, and edits its message', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.action<BlockAction>('approve', async ({ ack, body, client }) => {
      await ack();
      const action = body.actions[0];
      const value = action?.type === 'button' ? action.value : undefined;
      const ts = body.message?.ts ?? '';
      const text = `${value} by ${body.user.id}`;
      await client.chat.update({ channel: ALERTS, ts, text, blocks: [] });
    });
    const blocks = [button('approve', 'finding-1')];
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'open',
      blocks,
    });
    const act = { userId: alice.id, channelId: ALERTS, ts, actionId: 'approve' };
    expect(await slack.click(act)).toMatchObject({ kind: 'acked', shown: { kind: 'nothing' } });
    const edited = await slack.waitFor(
      ({ messages }) => messages.find(({ editedTs }) => editedTs !== undefined),
      DEADLINE_MS,
    );
    expect(edited).toMatchObject({ ts, text: `finding-1 by ${alice.id}`, blocks: [] });
  });

  it('refuses a stranger in private: only they see the ephemeral', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.action<BlockAction>('approve', async ({ ack, body, client }) => {
      await ack();
      await client.chat.postEphemeral({ channel: ALERTS, user: body.user.id, text: 'not you' });
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'open',
      blocks: [button('approve', '1')],
    });
    await slack.click({ userId: sam.id, channelId: ALERTS, ts, actionId: 'approve' });
    const told = await slack.waitFor(({ ephemerals }) => ephemerals[0], DEADLINE_MS);
    expect(told).toMatchObject({ forUserId: sam.id, text: 'not you' });
  });

  it('opens a modal, has a submission refused, then accepted', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.action<BlockAction>('exempt', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: modal });
    });
    const submissions: ViewSubmitAction[] = [];
    app.view<ViewSubmitAction>('exempt', async ({ ack, body, view }) => {
      submissions.push(body);
      const text = view.state.values.reason?.text?.value ?? '';
      if (text.length >= 5) return ack();
      return ack({ response_action: 'errors', errors: { reason: 'say more' } });
    });
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'open',
      blocks: [button('exempt', '1')],
    });
    await slack.click({ userId: alice.id, channelId: ALERTS, ts, actionId: 'exempt' });
    const view = await slack.waitFor(
      ({ openViews }) => openViews.get(alice.id)?.at(-1),
      DEADLINE_MS,
    );
    const submit = (text: string) =>
      slack.submitView({ userId: alice.id, viewId: view.id, values: { reason: { text } } });

    expect(await submit('no')).toMatchObject({
      shown: { kind: 'viewErrors', errors: { reason: 'say more' } },
    });
    expect(slack.world.openViews.get(alice.id)?.[0]?.errors).toEqual({ reason: 'say more' });
    expect(await submit('vendor visit')).toMatchObject({ shown: { kind: 'viewClosed' } });
    expect(slack.world.openViews.get(alice.id)).toEqual([]);
    expect(submissions.map(({ view: sent }) => sent.private_metadata)).toEqual([
      'finding-1',
      'finding-1',
    ]);
  });

  it('answers a slash command in its acknowledgement, then through respond', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.command('/portcullis', async ({ ack, command, respond }) => {
      await ack(`heard ${command.text}`);
      await respond({ response_type: 'in_channel', text: 'nothing is open' });
    });
    const act = { userId: bob.id, channelId: ALERTS, command: '/portcullis' };
    const result = await slack.command({ ...act, text: 'show @alice <b> #general' });
    expect(result).toMatchObject({ kind: 'acked', shown: { kind: 'message' } });
    expect(slack.world.ephemerals).toMatchObject([
      {
        forUserId: bob.id,
        text: `heard show <@${alice.id}|alice> &lt;b&gt; <#C0GENERAL1|general>`,
      },
    ]);
    const said = await slack.waitFor(({ messages }) => messages[0], DEADLINE_MS);
    expect(said.text).toBe('nothing is open');
  });

  it('publishes a Home when somebody opens it, and hears clicks there', async () => {
    const slack = await startEmulator({ manifest: wideManifest() });
    const app = await startApp(slack);
    app.event('app_home_opened', async ({ event, client }) => {
      const view = { type: 'home' as const, blocks: [button('refresh', 'home')] };
      await client.views.publish({ user_id: event.user, view });
    });
    const clicked: string[] = [];
    app.action<BlockAction>('refresh', async ({ ack, body }) => {
      clicked.push(body.view?.type ?? '');
      await ack();
    });
    expect(await slack.openHome(bob.id)).toMatchObject({ kind: 'acked' });
    const home = await slack.waitFor(({ homeViews }) => homeViews.get(bob.id), DEADLINE_MS);
    await slack.clickInView({ userId: bob.id, viewId: home.id, actionId: 'refresh' });
    expect(clicked).toEqual(['home']);
  });

  it('replaces and deletes the touched message through respond', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    app.action<BlockAction>(/replace|delete/, async ({ ack, action, respond }) => {
      await ack();
      const isDelete = 'action_id' in action && action.action_id === 'delete';
      await respond(
        isDelete ? { delete_original: true } : { replace_original: true, text: 'replaced' },
      );
    });
    const post = async (id: string) => {
      const blocks = [button(id, '1')];
      const { ts = '' } = await app.client.chat.postMessage({ channel: ALERTS, text: id, blocks });
      await slack.click({ userId: alice.id, channelId: ALERTS, ts, actionId: id });
    };
    await post('replace');
    await slack.waitFor(({ messages }) => messages[0]?.editedTs, DEADLINE_MS);
    await post('delete');
    await slack.waitFor(({ messages }) => messages.length === 1 || undefined, DEADLINE_MS);
    expect(slack.world.messages).toMatchObject([{ text: 'replaced', blocks: [] }]);
  });

  it('tells the app that a modal was closed only if the view asked for it', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const closed: string[] = [];
    app.view({ callback_id: 'exempt', type: 'view_closed' }, async ({ ack, body }) => {
      closed.push(body.view.id);
      await ack();
    });
    app.command('/portcullis', async ({ ack, body, client }) => {
      await ack();
      const view = { ...modal, notify_on_close: body.text === 'notify' };
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    const openWith = async (text: string) => {
      await slack.command({ userId: bob.id, channelId: ALERTS, command: '/portcullis', text });
      return slack.waitFor(({ openViews }) => openViews.get(bob.id)?.[0]?.id, DEADLINE_MS);
    };
    const silent = await openWith('silent');
    expect(await slack.closeView({ userId: bob.id, viewId: silent })).toMatchObject({
      kind: 'notTold',
      shown: { kind: 'viewClosed' },
    });
    const notified = await openWith('notify');
    expect(await slack.closeView({ userId: bob.id, viewId: notified })).toMatchObject({
      kind: 'acked',
    });
    expect(closed).toEqual([notified]);
  });
});

describe('a person on the Slack emulator', () => {
  it('cannot click what is not there, where they are not, or after they have left', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const blocks = [button('approve', '1')];
    const { ts = '' } = await app.client.chat.postMessage({
      channel: ALERTS,
      text: 'open',
      blocks,
    });
    const act = { userId: alice.id, channelId: ALERTS, ts, actionId: 'approve' };
    expect(await slack.click({ ...act, actionId: 'nope' })).toMatchObject({ kind: 'refused' });
    expect(await slack.click({ ...act, ts: '1.000001' })).toMatchObject({ kind: 'refused' });
    expect(await slack.click({ ...act, userId: dora.id })).toMatchObject({ kind: 'refused' });
    expect(await slack.click({ ...act, channelId: 'C0SECRET01' })).toMatchObject({
      kind: 'refused',
      reason: 'alice is not in #incident-room',
    });
  });

  it('is told when nobody acknowledges in time, and when nobody is connected', async () => {
    const slack = await startEmulator({ ackTimeoutMs: 100 });
    const act = { userId: bob.id, channelId: ALERTS, command: '/portcullis', text: '' };
    expect(await slack.command(act)).toEqual({ kind: 'notConnected' });
    const app = await startApp(slack);
    app.command('/portcullis', async () => undefined);
    expect(await slack.command(act)).toEqual({ kind: 'timeout' });
  });

  it('clickRaw() forges even the app that a click is for', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const heard: string[] = [];
    app.action<BlockAction>('approve', async ({ ack, body }) => {
      heard.push(body.api_app_id);
      await ack();
    });
    const act = { userId: alice.id, channelId: ALERTS, ts: '1.000001', actionId: 'approve' };
    await slack.clickRaw({ ...act, value: '1', appId: 'A_OTHER' });
    expect(heard).toEqual(['A_OTHER']);
  });

  it('clickRaw() forges the value, the team and a button that nobody issued', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const heard: unknown[] = [];
    app.action<BlockAction>('approve', async ({ ack, body, action }) => {
      heard.push([body.team?.id, body.user.team_id, 'value' in action && action.value]);
      await ack();
    });
    const act = { userId: dora.id, channelId: ALERTS, ts: '1.000001', actionId: 'approve' };
    await slack.clickRaw({ ...act, value: 'forged', teamId: 'T_OTHER' });
    // Bolt lets another team's click through to the listener: the app has to check.
    expect(heard).toEqual([['T_OTHER', 'T_OTHER', 'forged']]);
  });
});
