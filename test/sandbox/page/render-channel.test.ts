import { describe, expect, it } from 'vitest';
import { renderChannel } from '../../../src/sandbox/page/view/render-channel.ts';
import { DEFAULT_SEED, SEED_CHANNELS, SEED_USERS } from '../../../src/sandbox/slack/seed.ts';
import { Workspace } from '../../../src/sandbox/slack/workspace.ts';
import type { SlackMessage } from '../../../src/sandbox/slack/world.ts';

const { alice, bob, bot } = SEED_USERS;
const channelId = SEED_CHANNELS.alerts.id;

const message = (ts: string, text: string, more: Partial<SlackMessage> = {}): SlackMessage => ({
  channelId,
  ts,
  text,
  threadTs: undefined,
  userId: bot.id,
  blocks: [],
  metadata: undefined,
  editedTs: undefined,
  ...more,
});

function workspace(...messages: readonly SlackMessage[]): Workspace {
  const made = new Workspace(DEFAULT_SEED, () => new Date(0), String);
  for (const one of messages) made.addMessage(one);
  return made;
}

const render = (world: Workspace, userId: string = alice.id) =>
  renderChannel(world, { channelId, userId }).text;

describe('renderChannel()', () => {
  it('says what to do while the channel is empty', () => {
    expect(render(workspace())).toContain('Nothing here yet');
  });

  it('puts replies into the thread of their message, open while they are few', () => {
    const replies = ['2.1', '2.2'].map((ts) => message(ts, `reply ${ts}`, { threadTs: '1.1' }));
    const drawn = render(workspace(message('1.1', 'alert'), ...replies));
    expect(drawn).toMatch(
      /<details class="thread" open><summary>2 replies<\/summary>.*reply 2\.1/s,
    );
    expect(drawn.match(/<details/g)).toHaveLength(1);
  });

  it('folds a long thread', () => {
    const replies = Array.from({ length: 9 }, (_, index) =>
      message(`2.${index}`, 'reply', { threadTs: '1.1' }),
    );
    expect(render(workspace(message('1.1', 'alert'), ...replies))).toContain(
      '<details class="thread"><summary>9 replies',
    );
  });

  it('marks what was edited', () => {
    expect(render(workspace(message('1.1', 'one')))).not.toContain('(edited)');
    expect(render(workspace(message('1.1', 'one', { editedTs: '1.2' })))).toContain('(edited)');
  });

  it('shows an ephemeral message to its one reader only, in its place', () => {
    const world = workspace(message('1.1', 'first'), message('3.1', 'last'));
    world.addEphemeral({
      channelId,
      ts: '2.1',
      threadTs: undefined,
      forUserId: bob.id,
      text: 'for bob',
      blocks: [],
    });
    expect(render(world, alice.id)).not.toContain('for bob');
    expect(render(world, bob.id)).toMatch(/first.*Only visible to you.*for bob.*last/s);
  });

  it('leaves out other channels', () => {
    const elsewhere = message('1.1', 'elsewhere', { channelId: SEED_CHANNELS.general.id });
    expect(render(workspace(elsewhere))).not.toContain('elsewhere');
  });

  it('shows markup as text, in names too', () => {
    const world = workspace(message('1.1', '<script>alert(1)</script>', { userId: alice.id }));
    world.setUser({ ...alice, realName: '<img src=x>"' });
    const drawn = render(world);
    expect(drawn).not.toMatch(/<script|<img/);
    expect(drawn).toContain('&lt;img src=x&gt;&quot;');
  });
});
