import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ACTION_NAMES, ACTIONS, type Action } from '../../src/domain/people/actions.ts';
import { authorise, type Person } from '../../src/domain/people/authorise.ts';
import { NO_SUBJECT } from '../../src/domain/people/subject.ts';
import { METHODS } from '../../src/sandbox/slack/web-api/methods.ts';
import { files, read, table } from './pages.ts';

const PAGE = 'docs/security.md';
const HOME = { teamId: 'T_HOME', enterpriseId: null };
const APPROVERS = {
  userIds: ['U_LISTED'],
  userGroupIds: ['S_LISTED'],
  deny: { userIds: ['U_DENIED'], userGroupIds: [] },
};
const POLICY = {
  approvers: { ...APPROVERS, userIds: ['U_LISTED', 'U_DENIED'] },
  breakGlass: { userIds: ['U_GLASS'], userGroupIds: [] },
};
/** A finding that U_ACTOR opened; U_REQUESTER asked for something, U_BREAKER broke the glass. */
const SUBJECT = {
  ...NO_SUBJECT,
  actorUserId: 'U_ACTOR',
  requestedBy: 'U_REQUESTER',
  brokenBy: 'U_BREAKER',
};
const LISTED: Person = {
  userId: 'U_LISTED',
  teamId: HOME.teamId,
  enterpriseId: null,
  isDeactivated: false,
  isBot: false,
  isGuest: false,
  isStranger: false,
  userGroupIds: [],
};

/** Who the page's table speaks of, in its order. */
const PEOPLE: readonly (readonly [string, Person | null])[] = [
  ['approver by user id', LISTED],
  ['approver by user group', { ...LISTED, userId: 'U_OTHER', userGroupIds: ['S_LISTED'] }],
  ['approver in a group that is gone from Slack', other({ unknownGroupIds: ['S_LISTED'] })],
  ['approver whom policy denies it to', other({ userId: 'U_DENIED' })],
  ['approver who opened the door', listedToo('U_ACTOR')],
  ['approver who made the request', listedToo('U_REQUESTER')],
  ['approver who broke the glass', listedToo('U_BREAKER')],
  ['who opened the door, no approver', other({ userId: 'U_ACTOR' })],
  ['who made the request, no approver', other({ userId: 'U_REQUESTER' })],
  ['who may break glass, no approver', other({ userId: 'U_GLASS' })],
  ['other member', other({})],
  ['guest on the list of approvers', { ...LISTED, isGuest: true }],
  ['member of another team on the list', { ...LISTED, teamId: 'T_OTHER' }],
  ['deactivated approver', { ...LISTED, isDeactivated: true }],
  ['bot on the list', { ...LISTED, isBot: true }],
  ['somebody whom Slack could not look up', null],
];

function other(facts: Partial<Person>): Person {
  return { ...LISTED, userId: 'U_OTHER', ...facts };
}

function listedToo(userId: string): Person {
  return other({ userId, userGroupIds: ['S_LISTED'] });
}

function answer(action: Action, person: Person | null): string {
  const authorisation = authorise(action, person, SUBJECT, { policy: POLICY, home: HOME });
  return authorisation.kind === 'allowed' ? 'yes' : authorisation.reason;
}

/** What somebody may, and why not the rest, the reasons with as many actions as have each. */
function answers(person: Person | null): readonly string[] {
  const all = ACTION_NAMES.map((action) => ({ action, said: answer(action, person) }));
  const may = all.filter(({ said }) => said === 'yes').map(({ action }) => `\`${action}\``);
  const reasons = [...new Set(all.map(({ said }) => said))].filter((said) => said !== 'yes');
  const whyNot = reasons.map((reason) => {
    const actions = all.filter(({ said }) => said === reason).map(({ action }) => `\`${action}\``);
    return reasons.length === 1 ? reason : `${reason}: ${actions.join(', ')}`;
  });
  return [may.length === 0 ? 'nothing' : may.join(', '), whyNot.join('; ')];
}

function quotedIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
}

/** The Web API methods that our own code calls on a client. */
function calledMethods(): readonly string[] {
  const source = files('src/adapters/slack/**/*.ts').map(read).join('\n');
  const calls = source.matchAll(/\bclient\s*\.((?:[a-z]\w*\s*\.\s*)+[a-z]\w*)\(/g);
  return [...calls].map(([, path = '']) => path.replace(/\s/g, '').replace(/\.(catch|then)$/, ''));
}

describe(PAGE, () => {
  test('says who may do what as authorise() does', () => {
    expect(table(PAGE, 'people')).toEqual(PEOPLE.map(([who, person]) => [who, ...answers(person)]));
  });

  test('says what each action is', () => {
    const expected = ACTION_NAMES.map((name) => [`\`${name}\``, ACTIONS[name].text]);
    expect(table(PAGE, 'people-actions')).toEqual(expected);
  });

  test('lists the scopes of manifest.yml, and one for the app-level token', () => {
    const { bot } = z
      .object({ oauth_config: z.object({ scopes: z.object({ bot: z.array(z.string()) }) }) })
      .transform(({ oauth_config }) => oauth_config.scopes)
      .parse(parse(read('manifest.yml')));
    const scopes = table(PAGE, 'scopes').flatMap(([cell = '']) => quotedIn(cell));
    expect([...scopes].sort()).toEqual([...bot, 'connections:write'].sort());
  });

  test('lists every method of Slack that is called, under the scope that it needs', () => {
    const rows = table(PAGE, 'scopes').flatMap(([scope = '', , calls = '']) =>
      quotedIn(calls).map((name) => [name, scope.replaceAll('`', '')]),
    );
    // Socket Mode opens its connection by itself.
    const called = new Set([...calledMethods(), 'apps.connections.open']);
    const expected = [...called].map((name) => {
      const method = METHODS.find((each) => each.name === name);
      return [name, method?.scopes.join(' or ') || 'none'];
    });
    expect(rows.sort()).toEqual(expected.sort());
  });
});
