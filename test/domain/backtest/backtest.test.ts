import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import { decodeGroupEvent } from '../../../src/adapters/cloudtrail/decode-group-event.ts';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { type Door, openForMs } from '../../../src/domain/backtest/door.ts';
import type { HistoryEvent } from '../../../src/domain/backtest/order.ts';
import { type GuardMatch, matchGuard } from '../../../src/domain/guard/match.ts';
import { STANDS_ALONE } from '../../../src/domain/guard/standing.ts';
import { toRows } from '../../../src/domain/net/exposure.ts';
import type { GroupSelector, Policy } from '../../../src/domain/policy/policy.ts';
import {
  answeredRule,
  authorize,
  editedRule,
  type Fields,
  GROUP_ID,
  modify,
  RULE_ID,
  rdpFrom,
  revoke,
} from '../../fixtures/cloudtrail/records.ts';
import { ruleChangeOf } from '../../fixtures/cloudtrail/rule-change.ts';

/** Guards the groups of a selector, and approves nothing. */
function policy(...match: readonly GroupSelector[]): Policy {
  const guards = [{ name: 'hosts', kind: 'windows', match, approved: new Map() }] as const;
  return { guards, approvers: { userIds: [], userGroupIds: [] }, channelId: 'C0' };
}

/** A record at a minute of one day, made by someone. */
function at(minute: number, record: Fields, userName = 'alice'): Fields {
  const eventTime = new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString().replace('.000', '');
  const userIdentity = { type: 'IAMUser', userName };
  return { ...record, eventTime, userIdentity, eventID: `${minute}-${userName}` };
}

function eventOf(record: Fields): HistoryEvent {
  return decodeGroupEvent(record) ?? ruleChangeOf(decode(record));
}

/** What each change came to, in the order given: a reason, or each door as `excess: closing`. */
function told(records: readonly Fields[], under = policy({ id: GROUP_ID })): readonly string[] {
  const events = records.map(eventOf);
  const judged = backtest(events, (reference, region, facts) =>
    matchGuard(under, { reference, region, facts, standing: STANDS_ALONE }),
  );
  return events.flatMap((event) => {
    const answer = judged.get(event);
    if (answer === undefined) return [];
    if (answer.kind === 'permitted') return [answer.reason];
    return answer.kind === 'violates' ? answer.doors.map(doorText) : [answer.kind];
  });
}

function doorText(door: Door): string {
  const excess = toRows(door.excess).map(
    ({ protocol, fromPort, source }) => `${protocol} ${fromPort} ${source}`,
  );
  const { closing } = door;
  const time = openForMs(door);
  const shut =
    closing === null
      ? 'open'
      : `${closing.kind} by ${closing.record.actor.name} after ${time === null ? '?' : time / 60_000} min`;
  return `${excess.join(', ')}: ${shut}`;
}

const OPEN = authorize([rdpFrom('0.0.0.0/0')], [answeredRule({ cidrIpv4: '0.0.0.0/0' })]);
const OLD_OPEN = authorize([rdpFrom('0.0.0.0/0')]);
const REVOKE = revoke({ ipPermissions: { items: [rdpFrom('0.0.0.0/0')] } });
const REVOKE_BY_ID = revoke({
  securityGroupRuleIds: { items: [{ securityGroupRuleId: RULE_ID }] },
});

function edit(CidrIpv4: string, port = 3389): Fields {
  return modify(editedRule({ CidrIpv4, FromPort: port, ToPort: port }));
}

function groupCall(
  eventName: string,
  requestParameters: Fields,
  responseElements: Fields = {},
): Fields {
  return {
    ...OPEN,
    eventName,
    requestParameters,
    responseElements: { _return: true, ...responseElements },
  };
}

describe('backtest: how long a door stood open', () => {
  test.each([
    ['its values', OPEN, REVOKE],
    ['its id', OPEN, REVOKE_BY_ID],
    ['its values, of the time before rule ids', OLD_OPEN, REVOKE],
  ])('a revoke by %s closes it', (_, open, close) => {
    expect(told([at(0, open), at(42, close, 'bob')])).toEqual([
      'tcp 3389 0.0.0.0/0: revoked by bob after 42 min',
      'onlyCloses',
    ]);
  });

  test('a revoke of something else leaves it open', () => {
    const other = revoke({ ipPermissions: { items: [rdpFrom('10.0.0.0/8')] } });
    expect(told([at(0, OPEN), at(1, other)])[0]).toBe('tcp 3389 0.0.0.0/0: open');
  });

  test('the end of its group closes it', () => {
    const gone = groupCall('DeleteSecurityGroup', { groupId: GROUP_ID });
    expect(told([at(0, OPEN), at(9, gone, 'bob')])).toEqual([
      'tcp 3389 0.0.0.0/0: groupDeleted by bob after 9 min',
    ]);
  });

  test('opened again without a revoke in between: it was shut by a call that is not there', () => {
    expect(told([at(0, OPEN), at(60, OPEN)])).toEqual([
      'tcp 3389 0.0.0.0/0: unseen by alice after 60 min',
      'tcp 3389 0.0.0.0/0: open',
    ]);
  });

  test('removed and added within one second, in whatever order the archive has them', () => {
    const expected = [
      'tcp 3389 0.0.0.0/0: revoked by alice after 5 min',
      'tcp 3389 0.0.0.0/0: open',
    ];
    expect(told([at(0, OPEN), at(5, OPEN), at(5, REVOKE)]).slice(0, 2)).toEqual(expected);
    expect(
      told([at(0, OPEN), at(5, REVOKE), at(5, OPEN)]).filter((text) => text !== 'onlyCloses'),
    ).toEqual(expected);
  });

  test('added and removed within one second', () => {
    expect(told([at(5, REVOKE), at(5, OPEN)])).toContain(
      'tcp 3389 0.0.0.0/0: revoked by alice after 0 min',
    );
  });
});

describe('backtest: edits', () => {
  test('with the old values unknown, all of the new rule counts', () => {
    expect(told([at(0, edit('0.0.0.0/0'))])).toEqual(['tcp 3389 0.0.0.0/0: open']);
  });

  test('an edit that narrows opens nothing, and the door stays the same', () => {
    expect(told([at(0, OPEN), at(5, edit('10.0.0.0/8')), at(9, REVOKE_BY_ID)])).toEqual([
      'tcp 3389 10.0.0.0/8: revoked by alice after 9 min',
      'opensNothingNew',
      'onlyCloses',
    ]);
  });

  test('an edit to another port closes it', () => {
    expect(told([at(0, OPEN), at(5, edit('0.0.0.0/0', 443), 'bob')])).toEqual([
      'tcp 3389 0.0.0.0/0: edited by bob after 5 min',
      'noGuardedTraffic',
    ]);
  });

  test('an edit that widens is a door of its own', () => {
    const narrow = authorize([rdpFrom('10.0.0.0/8')], [answeredRule({ cidrIpv4: '10.0.0.0/8' })]);
    expect(told([at(0, narrow), at(5, edit('10.0.0.0/7'))])).toEqual([
      'tcp 3389 10.0.0.0/8: edited by alice after 5 min',
      'tcp 3389 10.0.0.0/7: open',
    ]);
  });

  test('the excess of an edit is what the old values did not let in', () => {
    const narrow = authorize([rdpFrom('10.0.0.0/8')], [answeredRule({ cidrIpv4: '10.0.0.0/8' })]);
    const events = [at(0, narrow), at(5, edit('10.0.0.0/7'))].map(eventOf);
    const judged = [...backtest(events, () => GUARDED).values()][1];
    expect(judged?.kind === 'violates' && toRows(judged.openings[0]?.excess ?? [])).toMatchObject([
      { source: '11.0.0.0/8' },
    ]);
  });

  test('an edit of a rule that is known to be outbound opens nothing', () => {
    const answer = {
      securityGroupRuleSet: { items: [answeredRule({ isEgress: true, cidrIpv4: '0.0.0.0/0' })] },
    };
    const outbound = groupCall('AuthorizeSecurityGroupEgress', { groupId: GROUP_ID }, answer);
    expect(told([at(0, outbound), at(1, edit('0.0.0.0/0'))])).toEqual(['onlyOutbound']);
  });
});

describe('backtest: what is guarded, as far as the archive tells', () => {
  const made = groupCall(
    'CreateSecurityGroup',
    {
      groupName: 'win-web',
      vpcId: 'vpc-1',
      tagSpecificationSet: { items: [{ tags: [{ key: 'Role', value: 'dc' }] }] },
    },
    { groupId: GROUP_ID },
  );
  const tag = (name: string, value: string) =>
    groupCall(name, {
      resourcesSet: { items: [{ resourceId: GROUP_ID }] },
      tagSet: { items: [{ key: 'Role', value }] },
    });

  test.each<[string, GroupSelector, readonly Fields[], string]>([
    ['nothing is known', { vpc: 'vpc-1' }, [], 'possible'],
    ['it was made in the VPC', { vpc: 'vpc-1' }, [made], 'tcp 3389 0.0.0.0/0: open'],
    ['it was made in another VPC', { vpc: 'vpc-2' }, [made], 'notGuarded'],
    ['its name matches', { name: 'win-*' }, [made], 'tcp 3389 0.0.0.0/0: open'],
    [
      'it was made with the tag',
      { tag: { key: 'Role', value: 'dc' } },
      [made],
      'tcp 3389 0.0.0.0/0: open',
    ],
    [
      'it was given the tag',
      { tag: { key: 'Role', value: 'dc' } },
      [tag('CreateTags', 'dc')],
      'tcp 3389 0.0.0.0/0: open',
    ],
    [
      'it was given another tag',
      { tag: { key: 'Os', value: '*' } },
      [tag('CreateTags', 'dc')],
      'possible',
    ],
    [
      'its tag was taken',
      { tag: { key: 'Role', value: 'dc' } },
      [made, tag('DeleteTags', 'dc')],
      'notGuarded',
    ],
    [
      'another value of its tag was taken',
      { tag: { key: 'Role', value: 'dc' } },
      [made, tag('DeleteTags', 'x')],
      'tcp 3389 0.0.0.0/0: open',
    ],
  ])('%s', (_, selector, before, expected) => {
    const history = before.map((record, i) => at(i, record));
    expect(told([...history, at(10, OPEN)], policy(selector))).toEqual([expected]);
  });

  test('what is told later does not count for what was before', () => {
    expect(told([at(0, OPEN), at(5, made)], policy({ vpc: 'vpc-1' }))).toEqual(['possible']);
  });
});

test('the order in which an archive has its records makes no difference', () => {
  const history = [
    at(0, OPEN),
    at(3, edit('10.0.0.0/8')),
    at(7, edit('0.0.0.0/0', 445)),
    at(20, REVOKE_BY_ID, 'bob'),
    at(30, OLD_OPEN),
    at(31, REVOKE),
    at(32, OLD_OPEN),
  ];
  const expected = told(history);
  expect(expected).toHaveLength(7);
  fc.assert(
    fc.property(fc.shuffledSubarray(history, { minLength: history.length }), (shuffled) => {
      expect(told(shuffled).toSorted()).toEqual(expected.toSorted());
    }),
  );
});

test('what was open already by another rule is no new opening, and still a door', () => {
  const narrow = authorize([rdpFrom('10.0.0.0/8')]);
  const events = [at(0, OPEN), at(5, narrow)].map(eventOf);
  const judged = [...backtest(events, () => GUARDED).values()][1];
  expect(judged).toMatchObject({
    kind: 'violates',
    openings: [{ newlyOpened: [] }],
    doors: { length: 1 },
  });
});

const HOSTS = { name: 'hosts', kind: 'windows', match: [], approved: new Map() } as const;
const GUARDED: GuardMatch = {
  kind: 'guarded',
  guard: HOSTS,
  why: { kind: 'selected' },
  also: [],
  unless: [],
};
