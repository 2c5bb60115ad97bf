import type { App, SlashCommand, ViewSubmitAction } from '@slack/bolt';
import { describe, expect, it } from 'vitest';
import type { SlackEmulator } from '../../../src/sandbox/slack/slack-emulator.ts';
import { ALERTS, alice, codeOf, createClient, startApp, startEmulator } from './support.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const modal = (title: string, more = {}) => ({
  type: 'modal' as const,
  callback_id: 'step',
  title: plain(title),
  submit: plain('Next'),
  blocks: [
    {
      type: 'input' as const,
      block_id: 'choice',
      label: plain('For how long'),
      element: {
        type: 'static_select' as const,
        action_id: 'hours',
        options: [{ text: plain('a day'), value: '24' }],
      },
    },
  ],
  ...more,
});

/** Types the command once and hands over what the app heard, its trigger included. */
async function hearCommand(slack: SlackEmulator, app: App): Promise<SlashCommand> {
  const { promise, resolve } = Promise.withResolvers<SlashCommand>();
  app.command('/portcullis', async ({ ack, command }) => {
    await ack();
    resolve(command);
  });
  const act = { userId: alice.id, channelId: ALERTS, command: '/portcullis', text: '' };
  await slack.command(act);
  return promise;
}

describe('a trigger', () => {
  it('opens one view, within three seconds', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const { trigger_id } = await hearCommand(slack, app);
    const open = (id: string) => app.client.views.open({ trigger_id: id, view: modal('One') });
    expect(await codeOf(open(trigger_id))).toBeUndefined();
    expect(await codeOf(open(trigger_id))).toBe('exchanged_trigger_id');
    expect(await codeOf(open('forged'))).toBe('invalid_trigger_id');
    const late = await hearCommand(slack, app);
    slack.clock.advance(3_001);
    expect(await codeOf(open(late.trigger_id))).toBe('expired_trigger_id');
  });

  it('is not spent by a view that Slack refuses', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const { trigger_id } = await hearCommand(slack, app);
    const tooLong = modal('x'.repeat(25));
    expect(await codeOf(createClient(slack).views.open({ trigger_id, view: tooLong }))).toBe(
      'invalid_arguments',
    );
    expect(await codeOf(app.client.views.open({ trigger_id, view: modal('Two') }))).toBeUndefined();
  });
});

describe('an open view', () => {
  it('changes only for who knows its latest hash', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const { trigger_id } = await hearCommand(slack, app);
    const { view } = await app.client.views.open({ trigger_id, view: modal('One') });
    const update = (hash: string) =>
      app.client.views.update({ view_id: view?.id ?? '', hash, view: modal('Changed') });
    expect(await codeOf(update(view?.hash ?? ''))).toBeUndefined();
    expect(await codeOf(update(view?.hash ?? ''))).toBe('hash_conflict');
    const gone = app.client.views.update({ view_id: 'V0', view: modal('Gone') });
    expect(await codeOf(gone)).toBe('not_found');
  });

  it('has at most two others on top, closed one by one', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const push = async (title: string) => {
      const { trigger_id } = await hearCommand(slack, app);
      return codeOf(app.client.views.push({ trigger_id, view: modal(title) }));
    };
    expect(await push('Nothing below')).toBe('invalid_trigger_id');
    const { trigger_id } = await hearCommand(slack, app);
    await app.client.views.open({ trigger_id, view: modal('One') });
    expect(await push('Two')).toBeUndefined();
    expect(await push('Three')).toBeUndefined();
    expect(await push('Four')).toBe('push_limit_reached');
    const [root, , top] = slack.world.openViews.get(alice.id) ?? [];
    expect(top?.rootViewId).toBe(root?.id);
    const close = (viewId = '') => slack.closeView({ userId: alice.id, viewId });
    expect(await close(root?.id)).toMatchObject({ kind: 'refused' });
    expect(await close(top?.id)).toMatchObject({ shown: { kind: 'viewClosed' } });
    expect(slack.world.openViews.get(alice.id)).toHaveLength(2);
  });

  it('takes the views below with it when it says clear_on_close', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const first = await hearCommand(slack, app);
    await app.client.views.open({ trigger_id: first.trigger_id, view: modal('One') });
    const second = await hearCommand(slack, app);
    const view = modal('Two', { clear_on_close: true });
    const pushed = await app.client.views.push({ trigger_id: second.trigger_id, view });
    const act = { userId: alice.id, viewId: pushed.view?.id ?? '' };
    expect(await slack.closeView(act)).toMatchObject({ shown: { kind: 'viewsCleared' } });
    expect(slack.world.openViews.get(alice.id)).toEqual([]);
  });

  it('is a Home only where the manifest has one', async () => {
    const slack = await startEmulator();
    const view = { type: 'home' as const, blocks: [] };
    const publish = createClient(slack).views.publish({ user_id: alice.id, view });
    expect(await codeOf(publish)).toBe('not_enabled');
    expect(await slack.openHome(alice.id)).toMatchObject({ kind: 'refused' });
  });

  it('keeps an external_id to itself', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const view = modal('One', { external_id: 'finding-1' });
    const first = await hearCommand(slack, app);
    await app.client.views.open({ trigger_id: first.trigger_id, view });
    const second = await hearCommand(slack, app);
    const again = app.client.views.push({ trigger_id: second.trigger_id, view });
    expect(await codeOf(again)).toBe('duplicate_external_id');
  });
});

describe('submitView()', () => {
  async function openOn(slack: SlackEmulator, app: App) {
    const { trigger_id } = await hearCommand(slack, app);
    const { view } = await app.client.views.open({ trigger_id, view: modal('One') });
    const answer = { choice: { hours: '24' } };
    return { userId: alice.id, viewId: view?.id ?? '', values: answer };
  }

  it('does not let a person leave out what is required, or choose what is not offered', async () => {
    const slack = await startEmulator();
    const act = await openOn(slack, await startApp(slack));
    expect(await slack.submitView({ ...act, values: {} })).toMatchObject({
      kind: 'refused',
      reason: '"For how long" is required and empty',
    });
    const stray = { choice: { hours: '9000' } };
    expect(await slack.submitView({ ...act, values: stray })).toMatchObject({ kind: 'refused' });
    const unknown = { nowhere: { hours: '24' } };
    expect(await slack.submitView({ ...act, values: unknown })).toMatchObject({ kind: 'refused' });
  });

  it('follows update, push and clear, and passes the chosen option', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const act = await openOn(slack, app);
    const chosen: unknown[] = [];
    app.view<ViewSubmitAction>('step', async ({ ack, view }) => {
      chosen.push(view.state.values.choice?.hours?.selected_option?.value);
      if (chosen.length === 1) await ack({ response_action: 'update', view: modal('update') });
      else if (chosen.length === 2) await ack({ response_action: 'push', view: modal('push') });
      else await ack({ response_action: 'clear' });
    });
    expect(await slack.submitView(act)).toMatchObject({ shown: { kind: 'viewUpdated' } });
    expect(await slack.submitView(act)).toMatchObject({ shown: { kind: 'viewPushed' } });
    const top = slack.world.openViews.get(alice.id)?.at(-1)?.id ?? '';
    expect(await slack.submitView({ ...act, viewId: top })).toMatchObject({
      shown: { kind: 'viewsCleared' },
    });
    expect(slack.world.openViews.get(alice.id)).toEqual([]);
    expect(chosen).toEqual(['24', '24', '24']);
  });

  it('tells of an acknowledgement that Slack does not take, and keeps the view', async () => {
    const slack = await startEmulator();
    const app = await startApp(slack);
    const act = await openOn(slack, app);
    app.view<ViewSubmitAction>('step', ({ ack }) =>
      ack({ response_action: 'errors', errors: { nope: 'x' } }),
    );
    expect(await slack.submitView(act)).toMatchObject({
      kind: 'badAck',
      problem: expect.stringContaining('nope'),
    });
    expect(slack.world.openViews.get(alice.id)).toHaveLength(1);
  });
});
