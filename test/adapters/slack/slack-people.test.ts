import { describe, expect, it } from 'vitest';
import { slackPeople } from '../../../src/adapters/slack/slack-people.ts';
import { authorise } from '../../../src/domain/people/authorise.ts';
import { SEED_APPROVERS } from '../../../src/sandbox/slack/seed.ts';
import { alice, bob, bot, dora, gus, sam, startEmulator } from '../../sandbox/slack/support.ts';
import { keepingLog, postingClient } from './slack-on-emulator.ts';

async function people() {
  const slack = await startEmulator();
  const log = keepingLog();
  return { slack, log, people: slackPeople(postingClient(slack), log) };
}

const GROUPS = [SEED_APPROVERS.id];

describe('slackPeople()', () => {
  it.each([
    ['a member of the group', alice, { userGroupIds: GROUPS }],
    ['a member', bob, { userGroupIds: [], isGuest: false, isBot: false, isStranger: false }],
    ['a guest', gus, { isGuest: true }],
    ['a stranger', sam, { isStranger: true, teamId: sam.teamId }],
    ['a bot', bot, { isBot: true }],
    [
      'somebody who has left, but not the group (trap 14)',
      dora,
      { isDeactivated: true, userGroupIds: GROUPS },
    ],
  ])('knows %s', async (_, { id }, facts) => {
    const { people: asked } = await people();
    expect(await asked.lookUp(id, GROUPS)).toMatchObject({ userId: id, ...facts });
  });

  it('knows a single-channel guest', async () => {
    const { slack, people: asked } = await people();
    slack.admin.setUser({ ...alice, kind: 'singleChannelGuest' });
    expect(await asked.lookUp(alice.id, GROUPS)).toMatchObject({ isGuest: true });
  });

  it('asks anew each time: who was deactivated a moment ago may nothing', async () => {
    const { slack, people: asked } = await people();
    const policy = {
      approvers: { userIds: [], userGroupIds: GROUPS },
      home: { teamId: slack.teamId, enterpriseId: null },
    };
    const answer = async () => {
      return authorise('approveRevert', await asked.lookUp(alice.id, GROUPS), policy).kind;
    };
    expect(await answer()).toBe('allowed');
    slack.admin.setUser({ ...alice, kind: 'deactivated' });
    expect(await answer()).toBe('refused');
  });

  it('fails closed for a user group that is not there, and says which call failed', async () => {
    const { log, people: asked } = await people();
    expect(await asked.lookUp(alice.id, ['S0DELETED1'])).toBeNull();
    expect(log.said.join('\n')).toContain('usergroups.users.list: no_such_subteam');
  });

  it.each(['users.info', 'usergroups.users.list'])('fails closed when %s fails', async (method) => {
    const { slack, people: asked } = await people();
    slack.faults.error({ method, code: 'fatal_error' });
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
    slack.faults.rateLimit({ method, retryAfterS: 30 });
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
  });

  it('fails closed when Slack is down, and for somebody whom Slack does not know', async () => {
    const { slack, people: asked } = await people();
    expect(await asked.lookUp('U0NOBODY01', GROUPS)).toBeNull();
    slack.faults.unreachable(true);
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
  });
});
