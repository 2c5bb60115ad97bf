import { describe, expect, it } from 'vitest';
import { slackPeople } from '../../../src/adapters/slack/slack-people.ts';
import { approversFor } from '../../../src/app/people/approvers-for.ts';
import { describeApprovers } from '../../../src/domain/people/describe-approvers.ts';
import { APPROVERS_LOOKED_UP_MAX } from '../../../src/domain/people/possible-approvers.ts';
import type { Subject } from '../../../src/domain/people/subject.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { SEED_APPROVERS } from '../../../src/sandbox/slack/seed.ts';
import { keepingLog, postingClient } from '../../adapters/slack/slack-on-emulator.ts';
import {
  alice,
  bob,
  bot,
  carol,
  dora,
  gus,
  sam,
  startEmulator,
} from '../../sandbox/slack/support.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const SUBJECT: Subject = {
  kinds: ['windows'],
  accountId: '111122223333',
  severity: 'high',
  actorUserId: null,
};

async function asked(
  policy: Pick<Policy, 'approvers' | 'breakGlass'>,
  prepare: (slack: Awaited<ReturnType<typeof startEmulator>>) => void = () => undefined,
  subject = SUBJECT,
) {
  const slack = await startEmulator();
  prepare(slack);
  const people = slackPeople(postingClient(slack), { clock: simulatedClock(0), log: keepingLog() });
  const needs = { people, policy, home: { teamId: slack.teamId, enterpriseId: null } };
  return approversFor('approveExemption', subject, needs);
}

function list(users: readonly { readonly id: string }[], ...userGroupIds: readonly string[]) {
  return { userIds: users.map(({ id }) => id), userGroupIds };
}

function texts(possible: Awaited<ReturnType<typeof asked>>, quorum = 1, asker = bob.id) {
  return describeApprovers(possible, quorum, asker).map((said) =>
    said.map((part) => ('text' in part ? part.text : `@${part.userId}`)).join(''),
  );
}

describe('approversFor()', () => {
  it('counts each once, by id and by group, and says why others do not count', async () => {
    const approvers = list([alice, bob, gus, sam, bot], SEED_APPROVERS.id);
    const possible = await asked({ approvers });
    expect(possible.userIds).toEqual([alice.id, bob.id]);
    expect(possible.problems).toEqual([
      { kind: 'user', userId: gus.id, why: 'guest' },
      { kind: 'user', userId: sam.id, why: 'foreignTeam' },
      { kind: 'user', userId: bot.id, why: 'bot' },
      { kind: 'user', userId: dora.id, why: 'deactivated' },
    ]);
    expect(texts(possible)[0]).toBe('2 people can approve this.');
    expect(texts(possible)).toContain(`@${dora.id} does not count: their account is deactivated.`);
  });

  it('counts by the rule that matches, without whom policy denies it to', async () => {
    const approvers = {
      ...list([alice]),
      rules: [
        { for: { severities: ['critical' as const] }, ...list([alice]) },
        { for: { kinds: ['windows' as const] }, ...list([bob, carol]) },
      ],
      deny: list([carol]),
    };
    const possible = await asked({ approvers });
    expect(possible.userIds).toEqual([bob.id]);
    expect(possible.problems).toEqual([{ kind: 'user', userId: carol.id, why: 'denied' }]);
  });

  it('a user group that is gone counts nobody and says so; the others count', async () => {
    const disable = (slack: Awaited<ReturnType<typeof startEmulator>>) =>
      slack.admin.setUserGroup({ ...SEED_APPROVERS, isDisabled: true });
    const possible = await asked({ approvers: list([bob], SEED_APPROVERS.id) }, disable);
    expect(possible.userIds).toEqual([bob.id]);
    expect(texts(possible)[1]).toContain(`User group ${SEED_APPROVERS.id} of the policy is gone`);
  });

  it('a group that could not be looked up counts nobody; a deny that is not known lets nobody', async () => {
    const fail = (slack: Awaited<ReturnType<typeof startEmulator>>) =>
      slack.faults.error({ method: 'usergroups.users.list', code: 'fatal_error', times: 9 });
    const possible = await asked({ approvers: list([bob], SEED_APPROVERS.id) }, fail);
    expect(possible).toMatchObject({ userIds: [bob.id], problems: [{ why: 'couldNotLook' }] });
    const deny = list([], SEED_APPROVERS.id);
    const denied = await asked({ approvers: { ...list([bob]), deny } }, fail);
    expect(denied.userIds).toEqual([]);
    expect(texts(denied)[0]).toContain('Nobody can approve this at present');
  });

  it('says at once that the only possible approver is the requester', async () => {
    const subject = { ...SUBJECT, requestedBy: bob.id };
    const possible = await asked({ approvers: list([bob]) }, undefined, subject);
    expect(possible).toEqual({ userIds: [], own: [bob.id], isAtLeast: false, problems: [] });
    expect(texts(possible)[0]).toMatch(
      /^The only possible approver is you, whose own matter it is/,
    );
    expect(texts(possible, 1, alice.id)[0]).toMatch(`The only possible approver is @${bob.id},`);
  });

  it('says that there are fewer than have to approve', async () => {
    const possible = await asked({ approvers: list([alice]) });
    expect(texts(possible, 2)[0]).toContain('2 have to approve this, and only 1 can');
  });

  it('looks up no more than its limit, and counts at least so many', async () => {
    const many = Array.from({ length: APPROVERS_LOOKED_UP_MAX + 5 }, (_, i) => ({
      ...bob,
      id: `U0MEMBER${i + 10}`,
    }));
    const possible = await asked({ approvers: list(many) }, (slack) => {
      for (const user of many) slack.admin.setUser(user);
    });
    expect(possible.userIds).toHaveLength(APPROVERS_LOOKED_UP_MAX);
    expect(texts(possible)[0]).toBe(`At least ${APPROVERS_LOOKED_UP_MAX} people can approve this.`);
  });
});
