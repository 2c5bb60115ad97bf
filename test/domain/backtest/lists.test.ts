import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { backtest } from '../../../src/domain/backtest/backtest.ts';
import { type Door, openForMs } from '../../../src/domain/backtest/door.ts';
import { type HistoryEvent, inMoments } from '../../../src/domain/backtest/order.ts';
import type {
  Direction,
  ListChange,
  RecordHeader,
  RuleChange,
} from '../../../src/domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../../../src/domain/change/security-group-rule.ts';
import { matchGuard } from '../../../src/domain/guard/match.ts';
import { STANDS_ALONE } from '../../../src/domain/guard/standing.ts';
import { cidr } from '../../../src/domain/net/cidr.ts';
import { toRows } from '../../../src/domain/net/exposure.ts';
import { type Source, sourceSet } from '../../../src/domain/net/source.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';

const LIST: Source = { kind: 'prefixList', prefixListId: 'pl-1' };
const APPROVED_LIST: Source = { kind: 'prefixList', prefixListId: 'pl-ok' };
const APPROVED = sourceSet([APPROVED_LIST, block('198.51.100.0/24')]);

/** Guards sg-1 and sg-2, the second outbound too; not sg-3. */
const GUARDS: readonly Guard[] = [
  { name: 'in', kind: 'windows', match: [{ id: 'sg-1' }], approved: new Map([['rdp', APPROVED]]) },
  {
    name: 'both',
    kind: 'windows',
    match: [{ id: 'sg-2' }],
    approved: new Map(),
    outbound: new Map([['rdp', APPROVED]]),
  },
];
const POLICY: Policy = {
  guards: GUARDS,
  approvers: { userIds: [], userGroupIds: [] },
  channelId: 'C0',
};

function block(text: string): Source {
  return { kind: 'cidr', cidr: cidr(text) };
}

function header(minute: number): RecordHeader {
  return {
    eventId: `e-${minute}`,
    eventTime: new Date(Date.UTC(2026, 2, 1, 0, minute)).toISOString(),
    eventName: 'Call',
    accountId: '111122223333',
    region: 'eu-central-1',
    requestId: null,
    actor: {
      kind: 'IAMUser',
      arn: null,
      name: 'alice',
      accountId: null,
      invokedBy: null,
      sourceIp: null,
      userAgent: null,
    },
  };
}

function ruleOf(source: Source, port = 3389): SecurityGroupRule {
  return {
    ruleId: null,
    description: null,
    protocol: 'tcp',
    fromPort: port,
    toPort: port,
    source,
  };
}

function rules(
  minute: number,
  kind: 'rulesAdded' | 'rulesRemoved',
  groupId: string,
  rule: SecurityGroupRule,
  direction: Direction = 'inbound',
): RuleChange {
  const group = { groupId, groupName: null, ownerId: '111122223333' };
  return { kind, record: header(minute), group, direction, rules: [rule], ruleIds: [] };
}

function list(
  minute: number,
  added: readonly string[],
  removed: readonly string[] = [],
  prefixListId = 'pl-1',
): ListChange {
  return {
    kind: 'listModified',
    record: header(minute),
    prefixListId,
    added: added.map((text) => ({ cidr: text, description: null })),
    removed,
    version: minute + 1,
  };
}

function listCall(minute: number, kind: 'listRestored' | 'listDeleted'): ListChange {
  return { ...list(minute, []), kind };
}

function judge(events: readonly HistoryEvent[]) {
  return backtest(events, (reference, region, facts) =>
    matchGuard(POLICY, { reference, region, facts, standing: STANDS_ALONE }),
  );
}

/** What each change came to, in the order given. */
function told(...events: readonly HistoryEvent[]): readonly string[] {
  const judged = judge(events);
  return events.map((event) => {
    const answer = judged.get(event);
    if (answer?.kind === 'permitted') return answer.reason;
    return answer?.kind === 'violates'
      ? answer.doors.map(doorText).join('; ')
      : (answer?.kind ?? 'nothing');
  });
}

function doorText(door: Door): string {
  const excess = toRows(door.excess).map(({ source }) => source);
  const time = openForMs(door);
  const shut = door.closing === null ? 'open' : `${door.closing.kind} ${(time ?? 0) / 60_000} min`;
  return `${door.group.groupId} ${door.direction} ${excess.join(' ')}: ${shut}`;
}

const NAMES = rules(0, 'rulesAdded', 'sg-1', ruleOf(LIST));
const NAMES_APPROVED = rules(0, 'rulesAdded', 'sg-1', ruleOf(APPROVED_LIST));

describe('backtest: prefix lists', () => {
  test('a list that grows opens a door on each guarded group whose rules name it', () => {
    const also = rules(1, 'rulesAdded', 'sg-2', ruleOf(LIST), 'outbound');
    const elsewhere = rules(2, 'rulesAdded', 'sg-3', ruleOf(LIST));
    const grown = list(5, ['0.0.0.0/0']);
    const shrunk = list(9, [], ['0.0.0.0/0']);
    const revoked = rules(7, 'rulesRemoved', 'sg-2', ruleOf(LIST), 'outbound');
    expect(told(NAMES, also, elsewhere, grown, shrunk, revoked)).toEqual([
      'sg-1 inbound pl-1: open',
      'sg-2 outbound pl-1: revoked 6 min',
      'notGuarded',
      // 198.51.100.0/24 is approved, so that the rest is what was opened.
      expect.stringMatching(
        /^sg-1 inbound 0\.0\.0\.0\/1 .*: entriesRemoved 4 min; sg-2 outbound 0\.0\.0\.0\/1 .*: revoked 2 min$/,
      ),
      'onlyCloses',
      'onlyCloses',
    ]);
  });

  test('a rule that names a list lets in the entries told of it, and the list besides', () => {
    expect(told(list(0, ['10.0.0.0/8']), rules(1, 'rulesAdded', 'sg-1', ruleOf(LIST)))).toEqual([
      'notNamed',
      'sg-1 inbound 10.0.0.0/8 pl-1: open',
    ]);
  });

  test('a list approved by its id is approved; what it grows by is not', () => {
    const grown = list(5, ['10.0.0.0/8', '198.51.100.7/32'], [], 'pl-ok');
    expect(told(NAMES_APPROVED, grown)).toEqual([
      'approvedSources',
      'sg-1 inbound 10.0.0.0/8: open',
    ]);
    const before = list(0, ['10.0.0.0/8'], [], 'pl-ok');
    expect(told(before, { ...NAMES_APPROVED, record: header(5) })[1]).toBe('approvedSources');
  });

  test('an entry that is there already, or is approved, or stands on other ports opens nothing', () => {
    const web = rules(0, 'rulesAdded', 'sg-1', ruleOf(LIST, 443));
    expect(told(NAMES, list(1, ['10.0.0.0/8']), list(2, ['10.0.0.0/8']))[2]).toBe('alreadyOpen');
    expect(told(NAMES, list(1, ['198.51.100.0/25']))[1]).toBe('approvedSources');
    expect(told(web, list(1, ['10.0.0.0/8']))[1]).toBe('noGuardedTraffic');
  });

  test('entries replaced by narrower ones open nothing, and the door stays the same', () => {
    const events = [
      NAMES_APPROVED,
      list(1, ['10.0.0.0/8'], [], 'pl-ok'),
      list(3, ['10.0.0.0/9'], ['10.0.0.0/8'], 'pl-ok'),
      list(9, [], ['10.0.0.0/9'], 'pl-ok'),
    ];
    expect(told(...events)).toEqual([
      'approvedSources',
      'sg-1 inbound 10.0.0.0/9: entriesRemoved 8 min',
      'opensNothingNew',
      'onlyCloses',
    ]);
  });

  test('changes of a list in one second count in the order of its versions', () => {
    const second = (change: ListChange) => ({
      ...change,
      record: { ...change.record, eventTime: header(9).eventTime },
    });
    const added = { ...second(list(2, ['10.0.0.0/8'])), version: 1 };
    const removed = { ...second(list(1, [], ['10.0.0.0/8'])), version: 2 };
    expect(told(NAMES, removed, added)[2]).toBe('sg-1 inbound 10.0.0.0/8: entriesRemoved 0 min');
  });

  test('after a restore nothing is known of the entries, and doors stay open', () => {
    const events = [NAMES, list(1, ['10.0.0.0/8']), listCall(3, 'listRestored')];
    expect(told(...events)).toEqual([
      'sg-1 inbound pl-1: open',
      'sg-1 inbound 10.0.0.0/8: open',
      'restored',
    ]);
    expect(told(...events, list(6, ['10.0.0.0/8'])).slice(1)).toEqual([
      'sg-1 inbound 10.0.0.0/8: unseen 5 min',
      'restored',
      'sg-1 inbound 10.0.0.0/8: open',
    ]);
  });

  test('a restore in the second of another change comes in the order of versions', () => {
    const second = (change: ListChange, version: number): ListChange => ({
      ...change,
      record: { ...change.record, eventTime: header(9).eventTime },
      version,
    });
    const restored = second(listCall(9, 'listRestored'), 1);
    const added = second(list(9, ['10.0.0.0/8']), 2);
    const ofNoVersion = { ...restored, version: null };
    expect(inMoments([added, restored])).toEqual([[restored, added]]);
    expect(inMoments([ofNoVersion, added])).toEqual([[added, ofNoVersion]]);
  });

  test('a list that is deleted is named by no rule any more', () => {
    expect(told(NAMES, list(1, ['10.0.0.0/8']), listCall(4, 'listDeleted'))).toEqual([
      'sg-1 inbound pl-1: unseen 4 min',
      'sg-1 inbound 10.0.0.0/8: unseen 3 min',
      'nothing',
    ]);
  });

  test('the same rule in and out are two doors', () => {
    const rule = ruleOf(block('10.0.0.0/8'));
    expect(
      told(
        rules(0, 'rulesAdded', 'sg-2', rule),
        rules(1, 'rulesAdded', 'sg-2', rule, 'outbound'),
        rules(4, 'rulesRemoved', 'sg-2', rule),
        rules(5, 'rulesAdded', 'sg-1', rule, 'outbound'),
      ),
    ).toEqual([
      'sg-2 inbound 10.0.0.0/8: revoked 4 min',
      'sg-2 outbound 10.0.0.0/8: open',
      'onlyCloses',
      'outbound',
    ]);
  });
});

/** Disjoint, so that the count below can go by single blocks. */
const BLOCKS = ['10.0.0.0/8', '192.0.2.0/24', '203.0.113.0/24', '198.51.100.0/24'] as const;

const anyDirection = fc.constantFrom('inbound', 'outbound');
const anyGroup = fc.constantFrom('sg-1', 'sg-2', 'sg-3');
const anySource = fc.constantFrom<Source>(LIST, APPROVED_LIST, block('10.0.0.0/8'));
const anyStep = fc.oneof(
  fc.record({
    kind: fc.constantFrom('rulesAdded', 'rulesRemoved'),
    groupId: anyGroup,
    source: anySource,
    direction: anyDirection,
  }),
  fc.record({
    kind: fc.constant('list'),
    added: fc.uniqueArray(fc.constantFrom(...BLOCKS), { maxLength: 2 }),
    removed: fc.uniqueArray(fc.constantFrom(...BLOCKS), { maxLength: 2 }),
    prefixListId: fc.constantFrom('pl-1', 'pl-ok'),
  }),
  fc.record({ kind: fc.constant('groupDeleted'), groupId: anyGroup }),
);
const anyHistory = fc.array(anyStep, { minLength: 8, maxLength: 40, size: 'max' }).map((steps) =>
  steps.map((step, minute): HistoryEvent => {
    if (step.kind === 'list' && 'added' in step) {
      return list(
        minute,
        step.added,
        step.removed.filter((text) => !step.added.includes(text)),
        step.prefixListId,
      );
    }
    if ('source' in step) {
      return rules(minute, step.kind, step.groupId, ruleOf(step.source), step.direction);
    }
    return {
      kind: 'groupDeleted',
      record: header(minute),
      groupId: 'groupId' in step ? step.groupId : '',
    };
  }),
);

/** What stands open after a history, counted plainly: per group and direction the sources beyond what
 * is approved. A list's entries count where they came while a rule named it, or the list is not approved. */
function plainlyOpen(history: readonly HistoryEvent[]): readonly string[] {
  const entries = new Map<string, Set<string>>();
  const standing = new Map<string, Set<string>>();
  for (const event of history) {
    if (event.kind === 'groupDeleted') {
      for (const key of standing.keys())
        if (key.startsWith(`${event.groupId} `)) standing.delete(key);
    }
    if (event.kind === 'rulesAdded' || event.kind === 'rulesRemoved') {
      const { source } = event.rules[0] ?? ruleOf(LIST);
      const id = source.kind === 'prefixList' ? source.prefixListId : '10.0.0.0/8';
      const key = `${event.group.groupId} ${event.direction} ${id}`;
      const known = id === 'pl-1' ? [...(entries.get(id) ?? [])] : [];
      if (event.kind === 'rulesRemoved') standing.delete(key);
      else standing.set(key, new Set([...(id === 'pl-ok' ? [] : [id]), ...known]));
      // Nothing but RDP outbound, and inbound of sg-1, approves the list.
      if (event.kind === 'rulesAdded' && id === 'pl-ok' && key.startsWith('sg-2 inbound')) {
        standing.set(key, new Set([id, ...(entries.get(id) ?? [])]));
      }
    }
    if (event.kind === 'listModified') {
      const told = entries.get(event.prefixListId) ?? new Set();
      entries.set(event.prefixListId, told);
      const using = [...standing].filter(([key]) => key.endsWith(` ${event.prefixListId}`));
      for (const text of event.removed) {
        told.delete(text);
        for (const [, open] of using) open.delete(text);
      }
      for (const { cidr: text } of event.added.filter((entry) => !told.has(entry.cidr))) {
        told.add(text);
        for (const [, open] of using) open.add(text);
      }
    }
  }
  const found = [...standing].flatMap(([key, open]) => {
    const [groupId = '', direction = ''] = key.split(' ');
    if (groupId === 'sg-3' || (groupId === 'sg-1' && direction === 'outbound')) return [];
    const isBlockApproved = !(groupId === 'sg-2' && direction === 'inbound');
    return [...open]
      .filter((text) => !(isBlockApproved && text === '198.51.100.0/24'))
      .map((text) => `${groupId} ${direction} ${text}`);
  });
  return [...new Set(found)].sort();
}

function openDoors(history: readonly HistoryEvent[]): readonly string[] {
  const doors = [...judge(history).values()].flatMap((answer) =>
    answer.kind === 'violates' ? answer.doors : [],
  );
  const open = doors.filter(({ closing }) => closing === null);
  const texts = open.flatMap(({ group, direction, excess }) =>
    toRows(excess).map(({ source }) => `${group.groupId} ${direction} ${source}`),
  );
  return [...new Set(texts)].sort();
}

describe('backtest: random histories with lists', () => {
  test('after each change, what stands open is what a plain count says', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        for (let count = 1; count <= history.length; count += 1) {
          const some = history.slice(0, count);
          expect(openDoors(some)).toEqual(plainlyOpen(some));
        }
      }),
    );
  });

  test('a door is shut by the first change after which nothing of it is left', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const whole = judge(history);
        history.forEach((event, i) => {
          const answer = whole.get(event);
          if (answer?.kind !== 'violates') return;
          answer.doors.forEach((door, nth) => {
            const shutAt = history.findIndex((_, last) => {
              if (last < i) return false;
              const then = judge(history.slice(0, last + 1)).get(event);
              return then?.kind === 'violates' && then.doors[nth]?.closing !== null;
            });
            expect(door.closing?.record.eventId ?? null).toBe(
              history[shutAt]?.record.eventId ?? null,
            );
          });
        });
      }),
      { numRuns: 30 },
    );
  });

  test('the order in which an archive has its records makes no difference', () => {
    const crowded = anyHistory.map((history) => history.map(inCrowdedTime));
    const shuffled = crowded.chain((history) =>
      fc.tuple(fc.constant(history), fc.shuffledSubarray(history, { minLength: history.length })),
    );
    fc.assert(
      fc.property(shuffled, ([history, other]) => {
        expect([...judge(other)].map(answerText).sort()).toEqual(
          [...judge(history)].map(answerText).sort(),
        );
      }),
    );
  });
});

/** Three changes a minute, each with its own id and, of a list, its own version. */
function inCrowdedTime(event: HistoryEvent, i: number): HistoryEvent {
  const { eventTime } = header(Math.floor(i / 3));
  return { ...event, record: { ...event.record, eventTime } };
}

function answerText([event, answer]: readonly [HistoryEvent, unknown]): string {
  return `${event.record.eventId} ${JSON.stringify(answer, (_, value) => (typeof value === 'bigint' ? `${value}` : value))}`;
}
