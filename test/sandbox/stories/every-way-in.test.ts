import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entriesOf } from '../../../src/sandbox/aws/world/prefix-list.ts';
import { randomAwsId } from '../../../src/sandbox/run/ids.ts';
import { productEnvironment } from '../../../src/sandbox/run/product-environment.ts';
import { ProductProcess } from '../../../src/sandbox/run/product-process.ts';
import { startWorlds, type Worlds } from '../../../src/sandbox/run/worlds.ts';
import type { SlackMessage } from '../../../src/sandbox/slack/world.ts';
import { groupNamed, hostNamed, prefixListNamed } from '../../../src/sandbox/stories/find.ts';
import { playStory } from '../../../src/sandbox/stories/play-story.ts';
import {
  ADMINS_LIST,
  BASTION_CIDR,
  DIRECTORY_ID,
  GROUP_NAMES,
  HOST_NAMES,
} from '../../../src/sandbox/stories/seed-aws.ts';
import { OPEN_DIRECTORY_ID } from '../../../src/sandbox/stories/seed-estate.ts';
import { STORIES } from '../../../src/sandbox/stories/stories.ts';
import { OPEN } from '../../support/acts.ts';
import { OPEN_AT_START } from '../../support/open-at-start.ts';

const DEADLINE_MS = 60_000;
const now = () => new Date();

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
  const stage = { ...worlds, product, newId: randomAwsId, now };
  const command = () => Promise.resolve(undefined);
  return playStory(story, { ...stage, credentials: dana.credentials, command });
}

const topPosts = () => worlds.slack.world.messages.filter(({ threadTs }) => threadTs === undefined);

/** The next message of the channel, not in a thread, that was not there before the story. */
async function postAfter(id: string): Promise<SlackMessage> {
  const before = new Set(topPosts().map(({ ts }) => ts));
  await play(id);
  return worlds.slack.waitFor(() => topPosts().find(({ ts }) => !before.has(ts)), DEADLINE_MS);
}

/** A message, once its text or blocks match. */
function becoming({ ts }: SlackMessage, pattern: RegExp): Promise<SlackMessage> {
  return worlds.slack.waitFor(
    ({ messages }) =>
      messages.find(
        (one) => one.ts === ts && pattern.test(`${one.text}\n${JSON.stringify(one.blocks)}`),
      ),
    DEADLINE_MS,
  );
}

const blocksOfList = () =>
  entriesOf(prefixListNamed(worlds.aws, ADMINS_LIST))?.map(({ cidr }) => cidr);

describe('the stories of the other ways in, with the real product', () => {
  it('says once what is open at the start, and nothing else', () => {
    expect(topPosts().map(({ text }) => text)).toEqual([`⚠️ ${OPEN_AT_START}`]);
    expect(JSON.stringify(topPosts())).toContain(`${OPEN_DIRECTORY_ID}_controllers`);
  });

  it('widen-list is one alert for both groups, narrow-list closes it', async () => {
    const alert = await postAfter('widen-list');
    expect(alert.text).toContain('opened to the internet by prefix list admins');
    const told = JSON.stringify(alert.blocks);
    expect(told).toContain(GROUP_NAMES.web);
    expect(told).toContain(GROUP_NAMES.files);
    expect(await play('widen-list')).toContain('in the list already');
    await play('narrow-list');
    await becoming(alert, /closed by dana/);
    expect(blocksOfList()).toEqual([BASTION_CIDR]);
  });

  it('replace-entry is an alert, restore-list closes it and gives the entry back', async () => {
    const alert = await postAfter('replace-entry');
    expect(alert.text).toMatch(/by prefix list admins/);
    expect(blocksOfList()).toEqual(['10.0.0.0/8']);
    expect(await play('narrow-list')).toContain('not in the list');
    await play('restore-list');
    await becoming(alert, /closed by dana/);
    expect(entriesOf(prefixListNamed(worlds.aws, ADMINS_LIST))).toEqual([
      { cidr: BASTION_CIDR, description: 'the admin bastion' },
    ]);
  });

  it('attach-open-group is an alert, detach-open-group closes it', async () => {
    const open = groupNamed(worlds.aws, GROUP_NAMES.open).groupId;
    const alert = await postAfter('attach-open-group');
    expect(alert.text).toContain('by group remote-support on');
    expect(hostNamed(worlds.aws, HOST_NAMES.files).groupIds).toContain(open);
    await play('detach-open-group');
    await becoming(alert, /closed by dana/);
    expect(hostNamed(worlds.aws, HOST_NAMES.files).groupIds).not.toContain(open);
  });

  it('launch-approved says nothing, launch-open is an alert', async () => {
    const before = topPosts().length;
    expect(await play('launch-approved')).toContain('(web-new-');
    const alert = await postAfter('launch-open');
    expect(alert.text).toContain('by group remote-support on');
    expect(topPosts()).toHaveLength(before + 1);
  });

  it('open-outbound is an alert about an outbound rule', async () => {
    const alert = await postAfter('open-outbound');
    expect(`${alert.text} ${JSON.stringify(alert.blocks)}`).toMatch(/outbound/i);
    expect(alert.text).toContain(DIRECTORY_ID);
  });

  it('add-ip-routes is an alert about what AWS opened', async () => {
    const alert = await postAfter('add-ip-routes');
    expect(alert.text).toMatch(/RDP/);
    await becoming(alert, /Probably because: .*dana@example\.com/);
    // Every call adds another route: AWS would refuse one that is there.
    expect(await play('add-ip-routes')).toContain('198.51.100.16/28');
  });

  it('create-directory speaks of the group that AWS makes, activate-directory ends its birth', async () => {
    expect(await play('activate-directory')).toContain('create one first');
    const made = await postAfter('create-directory');
    expect(`${made.text} ${JSON.stringify(made.blocks)}`).toMatch(
      /AWS is making directory d-[0-9a-z]{10}/,
    );
    expect(made.text).not.toMatch(OPEN);
    expect(await play('activate-directory')).toContain('is active');
  });
});
