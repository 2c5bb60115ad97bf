import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Action, authorise, type Person } from '../../src/domain/people/authorise.ts';
import { METHODS } from '../../src/sandbox/slack/web-api/methods.ts';
import { files, read, table } from './pages.ts';

const PAGE = 'docs/security.md';
const HOME = { teamId: 'T_HOME', enterpriseId: null };
const APPROVERS = { userIds: ['U_LISTED'], userGroupIds: ['S_LISTED'] };
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
  ['other member', { ...LISTED, userId: 'U_OTHER' }],
  ['guest on the list of approvers', { ...LISTED, isGuest: true }],
  ['member of another team on the list', { ...LISTED, teamId: 'T_OTHER' }],
  ['deactivated approver', { ...LISTED, isDeactivated: true }],
  ['bot on the list', { ...LISTED, isBot: true }],
  ['somebody whom Slack could not look up', null],
];
const ACTIONS: readonly Action[] = ['view', 'acknowledge', 'approveRevert', 'harden'];

function answer(action: Action, person: Person | null): string {
  const authorisation = authorise(action, person, { approvers: APPROVERS, home: HOME });
  return authorisation.kind === 'allowed' ? 'yes' : `no: ${authorisation.reason}`;
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
    const expected = PEOPLE.map(([who, person]) => [
      who,
      ...ACTIONS.map((action) => answer(action, person)),
    ]);
    expect(table(PAGE, 'people')).toEqual(expected);
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
