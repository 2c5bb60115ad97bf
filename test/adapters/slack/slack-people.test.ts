import { describe, expect, it } from 'vitest';
import { PEOPLE_KEPT_MS } from '../../../src/adapters/slack/remembered.ts';
import { slackPeople } from '../../../src/adapters/slack/slack-people.ts';
import { authorise } from '../../../src/domain/people/authorise.ts';
import { NO_SUBJECT } from '../../../src/domain/people/subject.ts';
import { SEED_APPROVERS } from '../../../src/sandbox/slack/seed.ts';
import type { SlackEmulatorOptions } from '../../../src/sandbox/slack/slack-emulator.ts';
import {
  alice,
  bob,
  bot,
  dora,
  gus,
  productManifest,
  sam,
  startEmulator,
} from '../../sandbox/slack/support.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { keepingLog, postingClient } from './slack-on-emulator.ts';

async function people(options: Partial<SlackEmulatorOptions> = {}) {
  const slack = await startEmulator(options);
  const log = keepingLog();
  const clock = simulatedClock(0);
  const called = (method: string) => slack.calls.filter((call) => call.method === method).length;
  return { slack, log, clock, called, people: slackPeople(postingClient(slack), { clock, log }) };
}

const GROUPS = [SEED_APPROVERS.id];
const GONE = 'S0DELETED1';

describe('lookUp()', () => {
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
    const approvers = { userIds: [], userGroupIds: GROUPS };
    const context = { policy: { approvers }, home: { teamId: slack.teamId, enterpriseId: null } };
    const answer = async () => {
      const person = await asked.lookUp(alice.id, GROUPS);
      return authorise('vote', person, NO_SUBJECT, context).kind;
    };
    expect(await answer()).toBe('allowed');
    slack.admin.setUser({ ...alice, kind: 'deactivated' });
    expect(await answer()).toBe('refused');
  });

  it('one user group that is gone leaves the others, and is not known itself', async () => {
    const { log, people: asked } = await people();
    const found = await asked.lookUp(alice.id, [GONE, ...GROUPS]);
    expect(found).toMatchObject({ userGroupIds: GROUPS, unknownGroupIds: [GONE] });
    expect(log.said.join('\n')).toContain('usergroups.users.list');
  });

  it('a user group that fails is not known, and its members are not in it', async () => {
    const { slack, people: asked } = await people();
    slack.faults.error({ method: 'usergroups.users.list', code: 'fatal_error' });
    const found = await asked.lookUp(alice.id, GROUPS);
    expect(found).toMatchObject({ userGroupIds: [], unknownGroupIds: GROUPS });
    expect(await asked.lookUp(alice.id, GROUPS)).toMatchObject({ userGroupIds: GROUPS });
  });

  it('fails closed when users.info fails, Slack is down, and for whom it does not know', async () => {
    const { slack, people: asked } = await people();
    slack.faults.error({ method: 'users.info', code: 'fatal_error' });
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
    slack.faults.rateLimit({ method: 'users.info', retryAfterS: 30 });
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
    expect(await asked.lookUp('U0NOBODY01', GROUPS)).toBeNull();
    slack.faults.unreachable(true);
    expect(await asked.lookUp(alice.id, GROUPS)).toBeNull();
  });
});

describe('membersOf()', () => {
  it('believes an answer for a minute and no longer', async () => {
    const { slack, clock, called, people: asked } = await people();
    await asked.membersOf(SEED_APPROVERS.id);
    slack.admin.setUserGroup({ ...SEED_APPROVERS, userIds: [bob.id] });
    await clock.advance(PEOPLE_KEPT_MS - 1);
    const old = { kind: 'members', userIds: [alice.id, dora.id] };
    expect(await asked.membersOf(SEED_APPROVERS.id)).toEqual(old);
    expect(called('usergroups.users.list')).toBe(1);
    await clock.advance(1);
    const now = { kind: 'members', userIds: [bob.id] };
    expect(await asked.membersOf(SEED_APPROVERS.id)).toEqual(now);
  });

  it('tells a group that is gone from one that could not be looked up, and keeps neither', async () => {
    const { slack, people: asked } = await people();
    slack.admin.setUserGroup({ ...SEED_APPROVERS, isDisabled: true });
    expect(await asked.membersOf(SEED_APPROVERS.id)).toEqual({ kind: 'gone' });
    slack.faults.error({ method: 'usergroups.users.list', code: 'fatal_error' });
    expect(await asked.membersOf(SEED_APPROVERS.id)).toEqual({ kind: 'couldNotLook' });
    slack.admin.setUserGroup(SEED_APPROVERS);
    expect((await asked.membersOf(SEED_APPROVERS.id)).kind).toBe('members');
  });
});

describe('glance()', () => {
  it('asks once a minute', async () => {
    const { clock, called, people: asked } = await people();
    await Promise.all([asked.glance(alice.id, GROUPS), asked.glance(alice.id, GROUPS)]);
    expect(called('users.info')).toBe(1);
    await clock.advance(PEOPLE_KEPT_MS);
    expect(await asked.glance(alice.id, GROUPS)).toMatchObject({ userGroupIds: GROUPS });
    expect(called('users.info')).toBe(2);
  });
});

describe('byEmail()', () => {
  it('finds a user by the whole address, case aside, and asks once a minute', async () => {
    const { called, people: asked } = await people();
    const found = await asked.byEmail('Alice@Example.com');
    expect(found).toMatchObject({ kind: 'found', value: { userId: alice.id, isGuest: false } });
    await asked.byEmail('alice@example.com');
    expect(called('users.lookupByEmail')).toBe(1);
  });

  it('knows nobody of an address that Slack does not know, nor who has left', async () => {
    const { people: asked } = await people();
    expect(await asked.byEmail('nobody@example.com')).toEqual({ kind: 'notThere' });
    expect(await asked.byEmail('dora@example.com')).toEqual({ kind: 'notThere' });
  });

  it('could not look is another answer: it says why, and is not kept', async () => {
    const bare = ['chat:write', 'commands', 'users:read', 'usergroups:read'];
    const manifest = { ...productManifest(), oauth_config: { scopes: { bot: bare } } };
    const { people: withoutScope } = await people({ manifest });
    expect(await withoutScope.byEmail('alice@example.com')).toEqual({
      kind: 'couldNotLook',
      reason: expect.stringMatching(/users\.lookupByEmail: missing_scope .*manifest\.yml/),
    });
    const { slack, people: asked } = await people();
    slack.faults.http500({ method: 'users.lookupByEmail' });
    expect((await asked.byEmail('alice@example.com')).kind).toBe('couldNotLook');
    expect((await asked.byEmail('alice@example.com')).kind).toBe('found');
  });
});
