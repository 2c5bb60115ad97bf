import { describe, expect, it } from 'vitest';
import { readManifest } from '../../../src/sandbox/slack/slack-app.ts';
import { METHODS } from '../../../src/sandbox/slack/web-api/methods.ts';
import { productManifest, wideManifest } from './support.ts';

/** What the product calls; apps.connections.open goes with the app-level token. */
const CALLED_BY_THE_PRODUCT = [
  ...['auth.test', 'chat.postMessage', 'chat.update', 'chat.postEphemeral', 'chat.getPermalink'],
  ...['views.open', 'views.update', 'users.info', 'usergroups.users.list'],
  ...['users.lookupByEmail', 'conversations.open'],
];

describe('manifest.yml', () => {
  it('asks for every scope that the product’s calls need', () => {
    const { botScopes } = readManifest(productManifest());
    const called = METHODS.filter(({ name }) => CALLED_BY_THE_PRODUCT.includes(name));
    expect(called).toHaveLength(CALLED_BY_THE_PRODUCT.length);
    const lacking = called.filter(
      ({ scopes }) => scopes.length > 0 && !scopes.some((scope) => botScopes.includes(scope)),
    );
    expect(lacking.map(({ name }) => name)).toEqual([]);
  });

  it('asks for no scope that no call needs', () => {
    const { botScopes } = readManifest(productManifest());
    const called = METHODS.filter(({ name }) => CALLED_BY_THE_PRODUCT.includes(name));
    const needed = new Set(['commands', ...called.flatMap(({ scopes }) => scopes)]);
    expect(botScopes.filter((scope) => !needed.has(scope))).toEqual([]);
  });

  it('has the slash command, escaped, and listens to no events', () => {
    expect(readManifest(productManifest())).toMatchObject({
      commands: [{ command: '/portcullis', shouldEscape: true }],
      botEvents: [],
      isInteractive: true,
    });
  });
});

describe('readManifest()', () => {
  it('refuses a key that Slack does not have, naming it', () => {
    expect(() => readManifest({ ...wideManifest(), setings: {} })).toThrow(/setings/);
  });

  it('refuses a manifest without Socket Mode: the emulator delivers no other way', () => {
    const settings = { interactivity: { is_enabled: true }, socket_mode_enabled: false };
    expect(() => readManifest({ ...wideManifest(), settings })).toThrow(/socket_mode_enabled/);
  });
});
