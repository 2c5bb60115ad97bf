import { expect, test } from 'vitest';
import { createArchive } from '../../src/cli/replay/archive.ts';
import { type Scope, WHOLE_ARCHIVE } from '../../src/cli/replay/scope.ts';
import { summarise } from '../../src/cli/replay/summary/summarise.ts';
import { emptyTally, summaryLines, tallyEntry } from '../../src/cli/replay/tally.ts';
import { authorize, type Fields, permission, wrappedCall } from '../fixtures/cloudtrail/records.ts';

function at(minute: number, record: Fields): Fields {
  return { ...record, eventTime: `2026-03-01T10:0${minute}:00Z`, eventID: `e-${minute}` };
}

const NAMES = authorize([
  permission({
    ipProtocol: 'tcp',
    fromPort: 3389,
    toPort: 3389,
    prefixListIds: { items: [{ prefixListId: 'pl-1' }] },
  }),
]);

function inGroup(record: Fields, groupId: string): Fields {
  return JSON.parse(JSON.stringify(record).replaceAll('sg-0123456789abcdef0', groupId));
}

function modify(entry: 'AddEntry' | 'RemoveEntry', CurrentVersion: number): Fields {
  const entries = { [entry]: { tag: 1, Cidr: '10.0.0.0/8' } };
  return wrappedCall('ModifyManagedPrefixList', {
    PrefixListId: 'pl-1',
    CurrentVersion,
    ...entries,
  });
}

const RECORDS = [
  at(7, modify('RemoveEntry', 2)),
  at(3, modify('AddEntry', 1)),
  at(8, wrappedCall('RestoreManagedPrefixListVersion', { PrefixListId: 'pl-1' })),
  at(2, inGroup(NAMES, 'sg-2')),
  at(1, inGroup(NAMES, 'sg-1')),
];

function judged(scope: Partial<Scope> = {}) {
  const choice = { policy: null, assumedKind: 'windows' } as const;
  const archive = createArchive(choice, { ...WHOLE_ARCHIVE, ...scope });
  for (const record of RECORDS) archive.add({ kind: 'record', record, context: {} });
  return archive.judged();
}

function grown(scope?: Partial<Scope>) {
  return judged(scope).find(({ row }) => row.eventId === 'e-3');
}

test('a list that grows is one finding that names the groups, with when it was over', () => {
  expect(grown()?.row).toMatchObject({
    outcome: 'finding',
    reason: 'TCP 3389 from 10.0.0.0/8, by pl-1 in sg-1 and sg-2, beyond what is approved',
    groupId: null,
    groupIds: ['sg-1', 'sg-2'],
    prefixList: { prefixListId: 'pl-1', added: ['10.0.0.0/8'], removed: [] },
    excess: [{ source: '10.0.0.0/8', direction: 'inbound' }],
    closedAt: '2026-03-01T10:07:00Z',
    openForMs: 4 * 60_000,
  });
});

test.each([
  [['sg-1'], 'told'],
  [['sg-9'], 'outside'],
] as const)('asked for %j, the finding is %s', (groupIds, standing) => {
  expect(grown({ groupIds })?.standing).toBe(standing);
});

test('before the entry was removed, the door is open', () => {
  const until = Date.parse('2026-03-01T10:05:00Z');
  expect(grown({ until })?.row.closedAt).toBeNull();
});

test('a finding counts for each of its groups, with the doors there', () => {
  const groups = summarise(judged()).filter(({ by }) => by === 'group');
  expect(groups).toMatchObject([
    { key: 'sg-1', findings: 2, doors: 2, openDoors: 1 },
    { key: 'sg-2', findings: 2, doors: 2, openDoors: 1 },
  ]);
});

test('the sum tells of a restored list, which is left undecided', () => {
  const tally = emptyTally();
  for (const entry of judged()) tallyEntry(tally, entry);
  expect(summaryLines(tally).join('\n')).toContain('1 of the ignored change prefix lists');
});
