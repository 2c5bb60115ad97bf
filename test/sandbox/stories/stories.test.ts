import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { productEnvironment } from '../../../src/sandbox/run/product-environment.ts';
import { ProductProcess } from '../../../src/sandbox/run/product-process.ts';
import { startWorlds, type Worlds } from '../../../src/sandbox/run/worlds.ts';
import type { SlackMessage } from '../../../src/sandbox/slack/world.ts';
import { HOSTILE_GROUP_NAME } from '../../../src/sandbox/stories/hostile-names.ts';
import { playStory } from '../../../src/sandbox/stories/play-story.ts';
import { STORIES } from '../../../src/sandbox/stories/stories.ts';
import { OPEN_AT_START } from '../../support/open-at-start.ts';
import { countedIds } from '../aws/support/emulated-aws.ts';

const DEADLINE_MS = 60_000;
const now = () => new Date();
const newId = countedIds();

let worlds: Worlds;
let product: ProductProcess;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portcullis-test-'));
  worlds = await startWorlds(now);
  const databasePath = join(folder, 'portcullis.sqlite');
  const setting = { ...worlds, credentials: worlds.cast.product, databasePath };
  const swept = Promise.withResolvers<void>();
  const onLine = (line: string): void => {
    if (/"task":"sweep\/.*"progress":"done"/.test(line)) swept.resolve();
  };
  product = new ProductProcess({ env: productEnvironment(setting, process.env), now, onLine });
  await product.start();
  // What is opened while the first sweep looks is told by its notice too.
  await swept.promise;
  await worlds.slack.waitFor(
    ({ messages }) => messages.find(({ text }) => text.includes(OPEN_AT_START)),
    DEADLINE_MS,
  );
});

afterAll(async () => {
  await product.stop();
  await worlds.close();
  await rm(folder, { recursive: true });
});

/** Plays a story as Dana; answers what the page would say. */
async function play(id: string): Promise<string> {
  const story = STORIES.find((one) => one.id === id);
  const dana = worlds.cast.people.find((person) => person.id === 'dana');
  if (story === undefined || dana === undefined)
    throw new Error(`expected a story ${id}, and Dana`);
  const stage = { ...worlds, product, newId, now };
  const command = () => Promise.resolve(undefined);
  return playStory(story, { ...stage, credentials: dana.credentials, command });
}

/** The next message of the channel, not in a thread, that was not there before `act`. */
async function nextPost(act: () => Promise<unknown>): Promise<SlackMessage> {
  const before = new Set(worlds.slack.world.messages.map(({ ts }) => ts));
  await act();
  return worlds.slack.waitFor(
    ({ messages }) =>
      messages.find(({ ts, threadTs }) => threadTs === undefined && !before.has(ts)),
    DEADLINE_MS,
  );
}

const topPosts = () => worlds.slack.world.messages.filter(({ threadTs }) => threadTs === undefined);

describe('the stories of the sandbox, with the real product', () => {
  it.each([
    ['open-rdp-ipv4', /RDP.* to the internet on win-web/],
    // The host has no IPv6 address.
    ['open-rdp-ipv6', /RDP.* to any address on win-web/],
    ['open-all-traffic', /to the internet on win-web/],
    ['open-ldap', /LDAP.* beyond the approved networks on d-93676fd512/],
    ['five-rules', /win-files/],
    // After five-rules: what an open door lets in already, no other rule opens.
    ['edit-bastion-rule', /RDP.* to any address on win-files/],
  ])('%s raises an alert', async (id, headline) => {
    const { ts } = await nextPost(() => play(id));
    // What stands behind the group may be looked up after the first post.
    await worlds.slack.waitFor(
      ({ messages }) => messages.find((one) => one.ts === ts && headline.test(one.text)),
      DEADLINE_MS,
    );
  });

  it('five-rules raises one alert that names the two that offend', async () => {
    const alert = topPosts().find(({ text }) => text.includes('win-files'));
    const told = JSON.stringify(alert?.blocks);
    expect(told.match(/Let in: /g)).toHaveLength(2);
    expect(told).toContain('TCP 445');
    expect(told).not.toContain('TCP 443');
  });

  it('what is harmless raises nothing before the next thing that is not', async () => {
    const before = topPosts().length;
    const notice = await nextPost(async () => {
      for (const id of ['add-https', 'add-rdp-bastion', 'open-unguarded']) await play(id);
      await play('undecodable');
    });
    expect(notice.text).toMatch(/could not be read/);
    expect(topPosts()).toHaveLength(before + 1);
  });

  it('revoke-by-hand closes the alert of that rule, and names who closed it', async () => {
    await play('revoke-by-hand');
    const closed = await worlds.slack.waitFor(
      ({ messages }) =>
        messages.find(({ blocks }) =>
          JSON.stringify(blocks).includes('closed by dana@example.com'),
        ),
      DEADLINE_MS,
    );
    // All traffic is open too, so the rule is gone and the door is not shut.
    expect(closed.text).toMatch(/^⚠️/);
    expect(JSON.stringify(closed.blocks)).toContain('other rules still let in part of it');
  });

  it('kill-product brings it back knowing everything: no alert is posted again', async () => {
    const before = topPosts().length;
    const told = await play('kill-product');
    expect(told).toContain('runs again');
    expect(product.state.kind).toBe('ready');
    await nextPost(() => play('hostile-names'));
    expect(topPosts()).toHaveLength(before + 1);
  });

  it('hostile-names raised an alert that neither mentions nor links', () => {
    const alert = topPosts().at(-1);
    expect(alert?.text).toContain('&lt;!channel&gt;');
    expect(alert?.text).not.toMatch(/<!channel>|<script>/);
    expect(JSON.stringify(alert?.blocks)).toContain(HOSTILE_GROUP_NAME);
  });

  it('deny-revoke, throttle, stale-reads and clear-faults arm what they say', async () => {
    for (const id of ['deny-revoke', 'throttle', 'stale-reads']) {
      expect(await play(id)).toMatch(/The next/);
    }
    expect(await play('clear-faults')).toContain('behaves again');
  });
});
