import { describe, expect, it } from 'vitest';
import { slackChannel } from '../../../src/adapters/slack/slack-channel.ts';
import type { AlertView } from '../../../src/app/ports.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import { SEED_CHANNELS } from '../../../src/sandbox/slack/seed.ts';
import { findingOf, OWN_ACCOUNTS } from '../../domain/finding/finding-of.ts';
import { ALERTS, alice, startEmulator } from '../../sandbox/slack/support.ts';
import { postingClient } from './slack-on-emulator.ts';

const finding = findingOf();
const view: AlertView = { finding, plan: planRevert(finding, OWN_ACCOUNTS), isRepost: false };
const POST = 'chat.postMessage';

async function channelOn() {
  const slack = await startEmulator();
  return { slack, channel: slackChannel(postingClient(slack)) };
}

describe('slackChannel()', () => {
  it('posts an alert, edits it in place and tells its thread', async () => {
    const { slack, channel } = await channelOn();
    const address = await channel.postAlert(ALERTS, view);
    const closed = findingOf({
      state: { kind: 'closed', at: 0, by: { kind: 'unknown' }, leftOpen: null },
    });
    expect(await channel.updateAlert(address, { ...view, finding: closed })).toBe('updated');
    await channel.tell(address, { kind: 'door.seenOpen', at: 0 });
    const [alert, line] = slack.world.messages;
    expect(slack.world.messages).toHaveLength(2);
    expect(alert).toMatchObject({ ts: address.messageTs, text: expect.stringContaining('✅') });
    expect(JSON.stringify(alert?.blocks)).not.toContain('"button"');
    expect(line).toMatchObject({ threadTs: address.messageTs });
  });

  it('posts and edits a notice', async () => {
    const { slack, channel } = await channelOn();
    const notice = { id: 'n', title: 'A record <!channel>', detail: 'd', count: 1 };
    const address = await channel.postNotice(ALERTS, notice);
    expect(await channel.updateNotice(address, { ...notice, count: 2 })).toBe('updated');
    expect(slack.world.messages.map(({ text }) => text)).toEqual(['⚠️ A record &lt;!channel&gt;']);
  });

  it('says that a message is gone', async () => {
    const { channel } = await channelOn();
    const missing = { channelId: ALERTS, messageTs: '1700000000.000100' };
    expect(await channel.updateAlert(missing, view)).toBe('gone');
  });

  it('a lost reply is one message and an error: nothing is posted again by itself (1.c)', async () => {
    const { slack, channel } = await channelOn();
    slack.faults.drop({ method: POST });
    await expect(channel.postAlert(ALERTS, view)).rejects.toMatchObject({
      code: 'slack_unreachable',
      isRetryable: true,
    });
    expect(slack.world.messages).toHaveLength(1);
    expect(slack.calls.filter(({ method }) => method === POST)).toHaveLength(1);
  });

  it('a 429 is an error at once: nobody waits behind it (1.c)', async () => {
    const { slack, channel } = await channelOn();
    slack.faults.rateLimit({ method: POST, retryAfterS: 60 });
    await expect(channel.postAlert(ALERTS, view)).rejects.toMatchObject({
      code: 'slack_rate_limited',
      isRetryable: true,
    });
    await channel.postAlert(ALERTS, view);
    expect(slack.world.messages).toHaveLength(1);
  });

  it('a server error is not tried again by itself', async () => {
    const { slack, channel } = await channelOn();
    slack.faults.http500({ method: POST });
    await expect(channel.postAlert(ALERTS, view)).rejects.toMatchObject({ isRetryable: true });
    expect(slack.world.messages).toEqual([]);
  });

  it.each([
    ['not_in_channel', SEED_CHANNELS.general.id, 'invite the bot'],
    ['channel_not_found', 'C0NOWHERE1', 'slack.channel in portcullis.yml'],
    ['is_archived', SEED_CHANNELS.archived.id, 'unarchive the channel'],
  ])('%s says what to do', async (code, channelId, advice) => {
    const { channel } = await channelOn();
    const message = expect.stringMatching(new RegExp(`${code}.*${advice}`));
    await expect(channel.postAlert(channelId, view)).rejects.toMatchObject({
      code: 'slack_refused',
      isRetryable: false,
      message,
    });
  });

  it.each(['invalid_auth', 'token_revoked', 'missing_scope', 'account_inactive'])(
    '%s says what to do',
    async (code) => {
      const { slack, channel } = await channelOn();
      slack.faults.error({ method: POST, code });
      const message = expect.stringMatching(new RegExp(`${code} \\(.+\\)`));
      await expect(channel.postAlert(ALERTS, view)).rejects.toMatchObject({ message });
    },
  );
});

describe('retire()', () => {
  it('turns a copy into a link to the live alert, without its buttons', async () => {
    const { slack, channel } = await channelOn();
    const copy = await channel.postAlert(ALERTS, view);
    const live = await channel.postAlert(ALERTS, view);
    await channel.retire(copy, live);
    const [retired] = slack.world.messages;
    const blocks = JSON.stringify(retired?.blocks);
    expect(blocks).toContain('old copy');
    expect(blocks).toContain(live.messageTs.replace('.', ''));
    expect(blocks).not.toContain('review_revert');
  });

  it('leaves alone what is gone, or was never ours', async () => {
    const { slack, channel } = await channelOn();
    const live = { channelId: ALERTS, messageTs: '1700000000.000200' };
    const messageTs = slack.admin.say({ userId: alice.id, channelId: ALERTS, text: 'mine' });
    await channel.retire({ channelId: ALERTS, messageTs }, live);
    await channel.retire({ channelId: ALERTS, messageTs: '1700000000.000100' }, live);
    await channel.retire({ channelId: 'C0NOWHERE1', messageTs }, live);
    expect(slack.world.messages).toMatchObject([{ text: 'mine' }]);
  });
});
