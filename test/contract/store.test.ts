import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import type { About, Admission, GroupAddress, Kept, RecordOutcome } from '../../src/app/ports.ts';
import type { Decision } from '../../src/domain/finding/decision.ts';
import type { DirectoryCall } from '../../src/domain/finding/directory-call.ts';
import type { RulesDoor } from '../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import { WEIGHT_WAIT_MS } from '../../src/domain/finding/wanted.ts';
import { MINUTE_MS, SECOND_MS } from '../../src/domain/instant.ts';
import type { GroupState } from '../../src/domain/inventory/group-state.ts';
import type { InterfaceState } from '../../src/domain/inventory/interface-state.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { OutsideError } from '../../src/domain/outside-error.ts';
import type { Severity } from '../../src/domain/weight/severity.ts';
import { CALL } from '../domain/finding/finding-of.ts';
import { interfaceOf } from '../support/attachment-findings.ts';
import {
  GROUP,
  opened,
  RDP_FROM_ALL,
  rdpFrom,
  recordKey,
  START,
  weighed,
} from '../support/findings.ts';
import { type Anchors, STORE_ENGINES } from '../support/store-engines.ts';

const NOTICE: Notice = { id: 'unreadable/1', title: 'Not read', detail: 'first', count: 1 };
const LEASE = { token: 'lease-1', ms: MINUTE_MS };

function acknowledged(note: string): FindingEvent {
  return { kind: 'finding.acknowledged', by: 'U1', note, at: START };
}

const CLOSED: FindingEvent = { kind: 'door.seenClosed', by: { kind: 'unknown' }, at: START };

function decides(...events: readonly FindingEvent[]): () => Decision {
  return () => ({ kind: 'events', events });
}

function opens(findingId: string, rules = [RDP_FROM_ALL]): Admission {
  return {
    outcome: { kind: 'finding', findingId, isNew: true },
    changes: [{ findingId, events: [opened(findingId, rules)] }],
    notice: null,
    learnt: [],
  };
}

function about(...groups: readonly GroupAddress[]): About {
  return { groups, lists: [], interfaces: [] };
}

describe.each(STORE_ENGINES)('the store on $name', (engine) => {
  let store: OpenStore;
  let anchors: Anchors;

  beforeEach(async () => {
    anchors = [];
    store = await engine.open(anchors);
  });
  afterEach(async () => {
    await store.close();
    await engine.dispose();
  });

  function open(findingId: string, rules = [RDP_FROM_ALL]): Promise<unknown> {
    return store.admit(recordKey(`record-of-${findingId}`), () => opens(findingId, rules), START);
  }

  describe('admit', () => {
    it('gives a record its outcome once, and keeps it', async () => {
      const key = recordKey('r1');
      const first = await store.admit(key, () => opens('f-1'), START);
      const again = await store.admit(
        key,
        () => {
          throw new Error('A known record is not judged again');
        },
        START,
      );
      const outcome = { kind: 'finding', findingId: 'f-1', isNew: true };
      expect(first).toEqual({ kind: 'admitted', outcome });
      expect(again).toEqual({ kind: 'known', outcome });
      expect(await store.countFindings()).toEqual({ open: 1, closed: 0 });
    });

    it('of a record that could not be judged writes nothing, and judges it when it comes again', async () => {
      const key = recordKey('r1');
      expect(await store.admit(key, () => null, START)).toEqual({ kind: 'unsure' });
      expect(await store.outcome(key)).toBeNull();
      expect(await store.admit(key, () => opens('f-1'), START)).toMatchObject({ kind: 'admitted' });
    });

    it('tells the same event id of two accounts apart', async () => {
      const ignored: RecordOutcome = { kind: 'ignored', reason: 'no guard' };
      const judge = (): Admission => ({ outcome: ignored, changes: [], notice: null, learnt: [] });
      const key = recordKey('r1');
      const other = { ...key, accountId: '444455556666' };
      expect((await store.admit(key, judge, START)).kind).toBe('admitted');
      expect((await store.admit(other, judge, START)).kind).toBe('admitted');
      expect(await store.recordSummary()).toEqual({
        byOutcome: { ignored: 2, permitted: 0, finding: 0, undecodable: 0 },
        lastAt: START,
      });
    });

    it('of the same record many times at once is judged once', async () => {
      let judged = 0;
      const judge = (): Admission => {
        judged += 1;
        return opens('f-1');
      };
      const all = await Promise.all(
        Array.from({ length: 20 }, () => store.admit(recordKey('r1'), judge, START)),
      );
      expect(judged).toBe(1);
      expect(all.filter(({ kind }) => kind === 'admitted')).toHaveLength(1);
      expect(await store.events('f-1', 0)).toHaveLength(1);
    });

    it('keeps what is known of the group, and never moves it to an earlier moment', async () => {
      const at = (observedAt: number): GroupState => ({
        ...GROUP,
        groupName: `name at ${observedAt}`,
        vpcId: null,
        tags: {},
        inbound: [],
        outbound: [],
        observedAt,
      });
      const seen: (GroupState | null)[] = [];
      const judge =
        (state: GroupState) =>
        ({ groups }: Kept): Admission => {
          seen.push(groups.get(GROUP.groupId) ?? null);
          const outcome = { kind: 'permitted', reason: 'fine' } as const;
          return { outcome, changes: [], notice: null, learnt: [{ kind: 'group', state }] };
        };
      expect(await store.group(GROUP)).toBeNull();
      await store.admit(recordKey('r1'), judge(at(START)), START);
      await store.admit(recordKey('r2'), judge(at(START - 1)), START);
      await store.admit(recordKey('r3'), judge(at(START + 1)), START);
      expect(seen).toEqual([null, at(START), at(START)]);
      expect(await store.group(GROUP)).toEqual(at(START + 1));
      expect(await store.group({ ...GROUP, groupId: 'sg-2' })).toBeNull();
    });

    it('shows the judge the open findings of its group, oldest first, and no others', async () => {
      await store.admit(
        recordKey('r-b'),
        () => ({
          ...opens('f-b'),
          changes: [{ findingId: 'f-b', events: [opened('f-b', [RDP_FROM_ALL], START + 1)] }],
        }),
        START,
      );
      await open('f-a', [rdpFrom('198.51.100.0/24')]);
      await open('f-closed', [rdpFrom('203.0.113.0/24')]);
      await store.change('f-closed', decides(CLOSED), START);
      const seen: string[][] = [];
      const judge = ({ open: found }: Kept): Admission => {
        seen.push(found.map(({ id }) => id));
        return { outcome: { kind: 'ignored', reason: '' }, changes: [], notice: null, learnt: [] };
      };
      await store.admit(recordKey('r1'), judge, START);
      await store.admit(
        { ...recordKey('r2'), about: about({ ...GROUP, groupId: 'sg-2' }) },
        judge,
        START,
      );
      await store.admit(
        { ...recordKey('r3'), about: about({ ...GROUP, region: 'x' }) },
        judge,
        START,
      );
      await store.admit({ ...recordKey('r4'), about: about() }, judge, START);
      expect(seen).toEqual([['f-a', 'f-b'], [], [], []]);
    });

    it('leaves nothing when the judge throws, and lets the record come again', async () => {
      const bug = new TypeError('a bug in the judge');
      const attempt = store.admit(
        recordKey('r1'),
        () => {
          throw bug;
        },
        START,
      );
      await expect(attempt).rejects.toBe(bug);
      expect((await store.recordSummary()).lastAt).toBeNull();
      expect((await store.admit(recordKey('r1'), () => opens('f-1'), START)).kind).toBe('admitted');
    });

    it('leaves nothing when a later part of what was asked for cannot be done', async () => {
      const half: Admission = {
        outcome: { kind: 'finding', findingId: 'f-1', isNew: true },
        changes: [
          { findingId: 'f-1', events: [opened('f-1')] },
          { findingId: 'f-2', events: [CLOSED] },
        ],
        notice: NOTICE,
        learnt: [],
      };
      await expect(store.admit(recordKey('r1'), () => half, START)).rejects.toThrow(
        'The first event of a finding is its opening',
      );
      expect(await store.finding('f-1')).toBeNull();
      expect(await store.post('f-1')).toBeNull();
      expect(await store.post(NOTICE.id)).toBeNull();
      expect(await store.takeJob(START, LEASE)).toBeNull();
      expect((await store.recordSummary()).lastAt).toBeNull();
      expect(anchors).toEqual([]);
      expect(await store.verifyLog()).toMatchObject({ kind: 'verified', entries: 0 });
    });

    it('refuses events under the id of another finding', async () => {
      const mislabelled = {
        ...opens('f-1'),
        changes: [{ findingId: 'f-2', events: [opened('f-1')] }],
      };
      await expect(store.admit(recordKey('r1'), () => mislabelled, START)).rejects.toThrow(
        'An event of finding f-1 is not one of f-2',
      );
    });
  });

  describe('change', () => {
    it('tells of a finding that is not there, and hands a refusal on without a trace', async () => {
      await open('f-1');
      expect(await store.change('f-2', decides(CLOSED), START)).toEqual({ kind: 'noSuchFinding' });
      const refusal = { kind: 'noPlan' } as const;
      expect(await store.change('f-1', () => ({ kind: 'refused', refusal }), START)).toMatchObject({
        kind: 'refused',
        refusal,
        finding: { version: 1 },
      });
      expect(await store.change('f-1', decides(), START)).toMatchObject({
        kind: 'changed',
        finding: { version: 1 },
      });
      expect(anchors).toHaveLength(1);
    });

    it('started many times at once happens one after the other, and loses nothing', async () => {
      await open('f-1');
      await open('f-2', [rdpFrom('198.51.100.0/24')]);
      const seen: number[] = [];
      await Promise.all(
        Array.from({ length: 100 }, (_, i) =>
          store.change(
            i % 2 === 0 ? 'f-1' : 'f-2',
            (finding) => {
              if (finding.id === 'f-1') seen.push(finding.version);
              return { kind: 'events', events: [acknowledged(`note ${i}`)] };
            },
            START,
          ),
        ),
      );
      expect(seen).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
      const notes = (await store.events('f-1', 1)).map((event) => 'note' in event && event.note);
      const inOrder = Array.from({ length: 50 }, (_, i) => `note ${2 * i}`);
      // Several connections take their turns in any order.
      if (engine.isShared) expect(notes.toSorted()).toEqual(inOrder.toSorted());
      else expect(notes).toEqual(inOrder);
      expect(await store.verifyLog()).toMatchObject({
        kind: 'verified',
        entries: 102,
        findings: 2,
      });
    });

    it('anchors the end of the log after each commit that moved it, without a gap', async () => {
      await open('f-1');
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          store.change('f-1', decides(acknowledged(`${i}`), acknowledged(`${i}b`)), START),
        ),
      );
      // Of commits on several connections, which is told first is not promised.
      const inOrder = anchors.toSorted((a, b) => a.seq - b.seq);
      expect(inOrder.map(({ seq }) => seq)).toEqual(
        Array.from({ length: 21 }, (_, i) => 1 + 2 * i),
      );
      expect(await store.verifyLog()).toMatchObject({ hash: inOrder.at(-1)?.hash });
    });
  });

  describe('findings', () => {
    it('survive the database unchanged', async () => {
      const rules = [rdpFrom('2001:db8::/32', null), rdpFrom('pl-1'), rdpFrom('sg-9')];
      await open('f-1', rules);
      expect(await store.finding('f-1')).toMatchObject({ id: 'f-1', version: 1, rules });
      expect(await store.events('f-1', 0)).toEqual([opened('f-1', rules)]);
    });

    it('are counted, and listed while they are open, newest first and limited', async () => {
      for (const [index, id] of ['f-1', 'f-2', 'f-3'].entries()) {
        await store.admit(
          recordKey(id),
          () => ({
            ...opens(id),
            changes: [{ findingId: id, events: [opened(id, [RDP_FROM_ALL], START + index)] }],
          }),
          START,
        );
      }
      await store.change('f-2', decides(CLOSED), START);
      expect((await store.openFindings(10)).map(({ id }) => id)).toEqual(['f-3', 'f-1']);
      expect((await store.openFindings(1)).map(({ id }) => id)).toEqual(['f-3']);
      expect(await store.countFindings()).toEqual({ open: 2, closed: 1 });
    });
  });

  it('lists what is open by severity, what is not weighed yet before all others', async () => {
    const severities: readonly (Severity | null)[] = ['low', 'critical', null, 'medium', 'high'];
    for (const [index, severity] of [...severities, 'critical' as const].entries()) {
      const id = `f-${index}-${severity}`;
      const opening = opened(id, [rdpFrom(`192.0.2.${index}/32`)], START + index);
      const { weight, ...rest } = weighed(opening);
      const its = severity === null ? [] : [{ ...rest, weight: { ...weight, severity } }];
      const events = [opening, ...its];
      const changes = [{ findingId: id, events }];
      await store.admit(recordKey(id), () => ({ ...opens(id), changes }), START);
    }
    const listed = (await store.openFindings(5)).map(({ id }) => id);
    expect(listed).toEqual(['f-2-null', 'f-5-critical', 'f-1-critical', 'f-4-high', 'f-3-medium']);
  });

  describe('jobs', () => {
    it('are one for each kind and subject', async () => {
      await open('f-1');
      await store.change('f-1', decides(acknowledged('a')), START);
      await store.change('f-1', decides(acknowledged('b')), START);
      expect(await store.takeJob(START, LEASE)).toMatchObject({ kind: 'weigh', subject: 'f-1' });
      const tie = await store.takeJob(START, { ...LEASE, token: 'lease-4' });
      expect(tie).toMatchObject({ kind: 'tie', subject: 'f-1' });
      const later = START + WEIGHT_WAIT_MS;
      const show = await store.takeJob(later, { ...LEASE, token: 'lease-2' });
      expect(show).toMatchObject({ kind: 'show', subject: 'f-1' });
      expect(await store.takeJob(later, { ...LEASE, token: 'lease-3' })).toBeNull();
    });

    it('come when they are due, the longest due first', async () => {
      await store.notify({ ...NOTICE, id: 'later' }, START + SECOND_MS);
      await store.notify({ ...NOTICE, id: 'sooner' }, START);
      expect(await store.nextDueAt()).toBe(START);
      expect(await store.takeJob(START - 1, LEASE)).toBeNull();
      expect((await store.takeJob(START + SECOND_MS, LEASE))?.subject).toBe('sooner');
      expect(
        (await store.takeJob(START + SECOND_MS, { ...LEASE, token: 'lease-2' }))?.subject,
      ).toBe('later');
    });

    it('asked for twice are due at the earlier moment', async () => {
      await store.notify(NOTICE, START + 2 * SECOND_MS);
      await store.notify(NOTICE, START + SECOND_MS);
      await store.notify(NOTICE, START + 3 * SECOND_MS);
      expect(await store.nextDueAt()).toBe(START + SECOND_MS);
    });

    it('go when they are finished', async () => {
      await store.notify(NOTICE, START);
      const job = await taken();
      await store.finishJob(job);
      expect(await store.nextDueAt()).toBeNull();
    });

    it('asked for again while they run are run again', async () => {
      await store.notify(NOTICE, START);
      const job = await taken();
      await store.notify(NOTICE, START + 1);
      expect(await store.takeJob(START + 1, { ...LEASE, token: 'lease-2' })).toBeNull();
      await store.finishJob(job);
      expect(await store.takeJob(START + 1, { ...LEASE, token: 'lease-2' })).toMatchObject({
        subject: NOTICE.id,
        attempts: 1,
      });
    });

    it('asked for while they run are run again at the earliest moment asked for since', async () => {
      await store.notify(NOTICE, START);
      const job = await taken();
      await store.notify(NOTICE, START + 2 * SECOND_MS);
      await store.notify(NOTICE, START + SECOND_MS);
      await store.notify(NOTICE, START + 3 * SECOND_MS);
      await store.finishJob(job);
      expect(await store.nextDueAt()).toBe(START + SECOND_MS);
    });

    it('that failed before are due at the earlier moment once they run no more', async () => {
      await store.notify(NOTICE, START);
      await store.retryJob(await taken(), START + SECOND_MS, 'no answer');
      await store.notify(NOTICE, START + MINUTE_MS);
      expect(await store.nextDueAt()).toBe(START + SECOND_MS);
    });

    it('given back come again when they are due, and count their attempts', async () => {
      await store.notify(NOTICE, START);
      const job = await taken();
      await store.retryJob(job, START + SECOND_MS, 'no answer');
      expect(await store.nextDueAt()).toBe(START + SECOND_MS);
      expect(await store.takeJob(START, LEASE)).toBeNull();
      expect(await taken(START + SECOND_MS)).toMatchObject({ attempts: 2 });
    });

    it('given back after they were asked for again keep the earlier moment', async () => {
      await store.notify(NOTICE, START);
      const job = await taken();
      await store.notify(NOTICE, START + 1);
      await store.retryJob(job, START + MINUTE_MS, 'no answer');
      expect(await taken(START + 1)).toMatchObject({ attempts: 1 });
    });

    it('are taken over when the lease has run out, and the late holder ends nothing', async () => {
      await store.notify(NOTICE, START);
      const late = await taken();
      expect(await store.nextDueAt()).toBe(START + LEASE.ms);
      expect(await store.takeJob(START + LEASE.ms - 1, { ...LEASE, token: 'b' })).toBeNull();
      const taker = await taken(START + LEASE.ms, 'b');
      expect(taker).toMatchObject({ subject: NOTICE.id, attempts: 2 });
      await store.finishJob(late);
      await store.retryJob(late, START, 'late');
      expect(await store.takeJob(START + LEASE.ms, { ...LEASE, token: 'c' })).toBeNull();
      await store.finishJob(taker);
      expect(await store.nextDueAt()).toBeNull();
    });

    it('are taken by one only, however many ask at once', async () => {
      await store.notify(NOTICE, START);
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, i) => store.takeJob(START, { ...LEASE, token: `t-${i}` })),
      );
      expect(all.filter((job) => job !== null)).toHaveLength(1);
    });

    async function taken(now = START, token = LEASE.token) {
      const job = await store.takeJob(now, { ...LEASE, token });
      if (job === null) throw new Error('Expected a job to be due');
      return job;
    }
  });

  describe('tasks', () => {
    const TASK = { name: 'sweep', accountId: GROUP.accountId, region: GROUP.region } as const;
    const state = (observedAt: number, groupId = GROUP.groupId): GroupState => ({
      ...GROUP,
      groupId,
      groupName: `name at ${observedAt}`,
      vpcId: null,
      tags: {},
      inbound: [],
      outbound: [],
      observedAt,
    });
    const keep = (group: GroupState) => ({ changes: [], group });
    const observe = (...groups: readonly GroupState[]) =>
      store.observe(groups, keep, () => null, START);

    it('asked for by many is one job', async () => {
      await Promise.all([1, 2, 3].map(() => store.wantTask(TASK, START)));
      const lease = { token: 't', ms: MINUTE_MS };
      const subject = `sweep/${GROUP.accountId}/${GROUP.region}`;
      expect(await store.takeJob(START, lease)).toMatchObject({ kind: 'run', subject });
      expect(await store.takeJob(START, { ...lease, token: 'u' })).toBeNull();
    });

    it('say how far they came, with what they have to tell', async () => {
      expect(await store.cursor('a')).toBeNull();
      await store.saveCursor({ name: 'a', text: '1' }, null, START);
      const notice = { id: 'n', title: 'Title', detail: 'Detail', count: 1 };
      await store.saveCursor({ name: 'a', text: '2' }, notice, START);
      expect([await store.cursor('a'), await store.cursor('b')]).toEqual(['2', null]);
      expect((await store.post('n'))?.subject).toEqual({ kind: 'notice', notice });
    });

    it('observe groups: each is judged by what is kept, and never moved to an earlier moment', async () => {
      await observe(state(START), state(START, 'sg-2'));
      await observe(state(START - 1));
      expect(await store.group(GROUP)).toEqual(state(START));
      const kept = await store.observe(
        [state(START + 1), state(START + 1, 'sg-3')],
        (live, { groups }) => ({
          changes: [],
          group: null,
          before: groups.get(live.groupId) ?? null,
        }),
        (seen) => ({ name: 'seen', text: `${seen.length}` }),
        START,
      );
      expect(kept.map(({ before }) => before)).toEqual([state(START), null]);
      expect(await store.cursor('seen')).toBe('2');
    });

    it('observe nothing at all when the judge throws', async () => {
      const failing = store.observe(
        [state(START), state(START, 'sg-2')],
        (live) => {
          if (live.groupId === 'sg-2') throw new TypeError('a bug');
          return keep(live);
        },
        () => ({ name: 'seen', text: '1' }),
        START,
      );
      await expect(failing).rejects.toThrow('a bug');
      expect([await store.group(GROUP), await store.cursor('seen')]).toEqual([null, null]);
    });

    it('forget a group that was not seen since, and tell its open findings', async () => {
      await observe(state(START), state(START + 2, 'sg-2'));
      expect(await store.groupsLastSeenBefore(GROUP, START + 1, 9)).toEqual([GROUP]);
      const event = opened('f-1');
      await store.observe(
        [state(START)],
        (live) => ({ changes: [{ findingId: 'f-1', events: [event] }], group: live }),
        () => null,
        START,
      );
      const missed = (open: readonly Finding[]) =>
        open.map(({ id }) => {
          return { findingId: id, events: [{ kind: 'door.missed', at: START } as const] };
        });
      await store.forgetGroup({ address: GROUP, before: START }, missed, START);
      expect(await store.group(GROUP)).not.toBeNull();
      await store.forgetGroup({ address: GROUP, before: START + 1 }, missed, START);
      expect(await store.group(GROUP)).toBeNull();
      expect(await store.finding('f-1')).toMatchObject({ version: 2, lookAt: START });
      expect(await store.verifyLog()).toMatchObject({ kind: 'verified' });
    });

    it('judge by what was called on directories, and by findings on their groups', async () => {
      const directory = { accountId: GROUP.accountId, region: GROUP.region };
      const one = { ...directory, directoryId: 'd-93676fd512' };
      const call = (eventId: string, at: number): DirectoryCall => {
        return { ...CALL, ...one, kind: 'routesAdded', eventId, at };
      };
      const ignored: RecordOutcome = { kind: 'ignored', reason: 'looked' };
      const seen: (readonly string[])[] = [];
      const hear = (eventId: string, learnt: Admission['learnt'], directories = [one]) =>
        store.admit(
          { ...recordKey(eventId), about: { ...about(), directories } },
          ({ directoryCalls, ofDirectories, open: onGroups }) => {
            seen.push([
              ...directoryCalls.map((each) => each.eventId),
              ...ofDirectories.map(({ id }) => id),
            ]);
            expect(onGroups).toEqual([]);
            return { outcome: ignored, changes: [], notice: null, learnt };
          },
          START,
        );
      const calls = [call('c-1', START), call('c-2', START + 1), call('c-1', START + 9)];
      await hear(
        'r1',
        calls.map((each) => ({ kind: 'directoryCall', call: each })),
      );
      const groupName = `${one.directoryId}_controllers`;
      for (const [id, name] of [['f-1', groupName] as const, ['f-2', 'win-web'] as const]) {
        const event = opened(id, [rdpFrom('10.0.0.0/8', `sgr-${id}`)]);
        const door = { ...event.door, groupName: name } as RulesDoor;
        await store.learn(
          about(),
          () => ({ changes: [{ findingId: id, events: [{ ...event, door }] }], learnt: [] }),
          START,
        );
      }
      await hear('r2', []);
      await hear('r3', [], [{ ...one, directoryId: 'd-0000000000' }]);
      await hear('r4', [], [{ ...one, region: 'eu-west-1' }]);
      await store.change('f-1', decides(CLOSED), START);
      await hear('r5', []);
      expect(seen).toEqual([[], ['c-2', 'c-1', 'f-1'], [], [], ['c-2', 'c-1']]);
    });

    it('judge by closed findings of which a revert was begun, where asked to', async () => {
      const began = [
        { kind: 'revert.approved', by: 'U1', planHash: 'h', at: START },
        { kind: 'revert.started', planHash: 'h', at: START },
      ] as const;
      const seen: string[][] = [];
      const hear = (eventId: string, withReverted: boolean) =>
        store.admit(
          { ...recordKey(eventId), about: { ...about(GROUP), withReverted } },
          ({ reverted }) => {
            seen.push(reverted.map(({ id }) => id));
            return {
              outcome: { kind: 'ignored', reason: 'looked' },
              changes: [],
              notice: null,
              learnt: [],
            };
          },
          START,
        );
      await open('f-1');
      await open('f-2', [rdpFrom('10.0.0.0/8', 'sgr-2')]);
      await store.change('f-1', decides(...began), START);
      await hear('r1', true);
      for (const id of ['f-1', 'f-2']) await store.change(id, decides(CLOSED), START);
      await hear('r2', true);
      await hear('r3', false);
      expect(seen).toEqual([[], ['f-1'], []]);
    });

    it('judge by findings that are closed and not explained, until they are', async () => {
      const { opening: _, ...rest } = opened('f-1');
      const drift = { kind: 'drift', at: START, otherwiseAt: START - 1, call: null } as const;
      const closed = { kind: 'door.seenClosed', by: { kind: 'unknown' }, at: START } as const;
      const events = [{ ...rest, opening: drift }, closed];
      const unexplained = async (): Promise<readonly string[]> => {
        const [seen] = await store.observe(
          [state(START)],
          (_live, kept) => ({
            changes: [],
            group: null,
            ids: kept.unexplained.map(({ id }) => id),
          }),
          () => null,
          START,
        );
        return seen?.ids ?? [];
      };
      await store.observe(
        [state(START)],
        () => ({ changes: [{ findingId: 'f-1', events }], group: null }),
        () => null,
        START,
      );
      expect(await unexplained()).toEqual(['f-1']);
      const explained = { kind: 'finding.explained', call: CALL, at: START } as const;
      await store.change('f-1', () => ({ kind: 'events', events: [explained] }), START);
      expect(await unexplained()).toEqual([]);
      expect(await store.verifyLog()).toMatchObject({ kind: 'verified' });
    });
  });

  describe('interfaces', () => {
    const AT = { accountId: GROUP.accountId, region: GROUP.region };
    const keep = (...states: readonly InterfaceState[]) =>
      store.learn(
        about(),
        () => ({
          changes: [],
          learnt: states.map((state) => ({ kind: 'interface' as const, state })),
        }),
        START,
      );

    it('are found by their instance, and never moved to an earlier moment', async () => {
      const [one, two] = [interfaceOf('eni-1', ['sg-1']), interfaceOf('eni-2', ['sg-2'])];
      const instanceId = 'i-1';
      await keep({ ...two, instanceId }, { ...one, instanceId });
      await keep({ ...one, instanceId: null, groupIds: [], observedAt: START - 1 });
      const found = await store.interfacesOf({ ...AT, instanceId });
      expect(found.map(({ interfaceId, groupIds }) => [interfaceId, groupIds])).toEqual([
        ['eni-1', ['sg-1']],
        ['eni-2', ['sg-2']],
      ]);
      await keep({ ...one, instanceId: null });
      expect(await store.interfacesOf({ ...AT, instanceId })).toHaveLength(1);
      expect(await store.interfacesOf({ ...AT, region: 'eu-west-1', instanceId })).toEqual([]);
    });

    it('are listed when nothing was learnt of them since a moment', async () => {
      const states = ['eni-3', 'eni-1', 'eni-2'].map((id) => interfaceOf(id, ['sg-1']));
      await keep(...states, interfaceOf('eni-0', [], { observedAt: START + 1 }));
      const seen = await store.interfacesLastSeenBefore(AT, START + 1, 2);
      expect(seen.map(({ interfaceId }) => interfaceId)).toEqual(['eni-1', 'eni-2']);
    });

    it('of a group were read when that was noted last', async () => {
      await store.noteInterfacesRead(AT, ['sg-1', 'sg-2'], START);
      await store.noteInterfacesRead(AT, ['sg-2'], START + 1);
      await store.noteInterfacesRead(AT, [], START + 2);
      const readAt = await store.interfacesReadAt(AT, ['sg-1', 'sg-2', 'sg-3']);
      expect(readAt).toEqual(
        new Map([
          ['sg-1', START],
          ['sg-2', START + 1],
        ]),
      );
      expect(await store.interfacesReadAt(AT, [])).toEqual(new Map());
    });
  });

  it('lists the ids of known groups that come after one', async () => {
    const groups = ['sg-3', 'sg-1', 'sg-2'].map((groupId): GroupState => {
      const rest = { vpcId: null, tags: {}, inbound: [], outbound: [], observedAt: START };
      return { ...GROUP, groupId, groupName: '', ...rest };
    });
    await store.observe(
      groups,
      (group) => ({ changes: [], group }),
      () => null,
      START,
    );
    const idsAfter = async (groupId: string) =>
      (await store.groupsAfter(GROUP, groupId, 2)).map((each) => each.groupId);
    expect(await idsAfter('')).toEqual(['sg-1', 'sg-2']);
    expect(await idsAfter('sg-2')).toEqual(['sg-3']);
  });

  describe('posts', () => {
    const AT = { channelId: 'C1', messageTs: '1700000000.000100' };

    it('remember attempts, address and what is shown and told', async () => {
      await open('f-1');
      const post = { id: 'f-1', subject: { kind: 'finding', findingId: 'f-1' } };
      const unseen = { address: null, attempts: 0, shownVersion: 0, toldVersion: 0 };
      expect(await store.post('f-1')).toEqual({ ...post, ...unseen });
      await store.beginPosting('f-1');
      await store.beginPosting('f-1');
      expect(await store.post('f-1')).toEqual({ ...post, ...unseen, attempts: 2 });
      await store.recordPosted('f-1', AT, 3);
      await store.recordShown('f-1', 4);
      await store.recordTold('f-1', 2);
      const known = { address: AT, attempts: 2, shownVersion: 4, toldVersion: 2 };
      expect(await store.post('f-1')).toEqual({ ...post, ...known });
      await store.forgetAddress('f-1');
      expect(await store.post('f-1')).toEqual({ ...post, ...unseen, attempts: 2 });
      expect(await store.post('f-2')).toBeNull();
    });

    it('of notices count, and tell what came last', async () => {
      await store.notify(NOTICE, START);
      await store.notify({ ...NOTICE, detail: 'second' }, START);
      await store.notify({ ...NOTICE, detail: 'third', count: 3 }, START);
      await store.notify({ ...NOTICE, id: 'another' }, START);
      expect((await store.post(NOTICE.id))?.subject).toEqual({
        kind: 'notice',
        notice: { ...NOTICE, detail: 'third', count: 5 },
      });
    });

    it('of the notice of a record come with its outcome', async () => {
      const outcome = { kind: 'undecodable', reason: 'odd' } as const;
      const judge = (): Admission => ({ outcome, changes: [], notice: NOTICE, learnt: [] });
      await store.admit(recordKey('r1'), judge, START);
      await store.admit(recordKey('r1'), judge, START);
      expect((await store.post(NOTICE.id))?.subject).toMatchObject({ notice: { count: 1 } });
    });
  });

  describe('wantAll', () => {
    async function wantedJobs(): Promise<readonly string[]> {
      const jobs: string[] = [];
      for (;;) {
        const job = await store.takeJob(START + MINUTE_MS, { token: `w-${jobs.length}`, ms: 1e9 });
        if (job === null) return jobs.toSorted();
        jobs.push(`${job.kind} ${job.subject}`);
      }
    }
    /** Jobs that were dropped: everything that is due is taken and ended. */
    async function dropJobs(): Promise<void> {
      for (let i = 0; ; i += 1) {
        const job = await store.takeJob(START + MINUTE_MS, { token: `d-${i}`, ms: 1e9 });
        if (job === null) return;
        await store.finishJob(job);
      }
    }
    const APPROVED: FindingEvent = { kind: 'revert.approved', by: 'U1', planHash: 'h', at: START };
    const TOUCHED: FindingEvent = {
      kind: 'door.touched',
      how: 'removed',
      name: 'dana',
      eventId: 'e',
      at: START,
    };

    it('asks again for what open findings want: to be shown, executed, looked at', async () => {
      await open('f-open');
      await open('f-touched');
      await store.change('f-touched', decides(TOUCHED), START);
      await open('f-approved');
      await store.change('f-approved', decides(APPROVED), START);
      await dropJobs();
      await store.wantAll(START);
      expect(await wantedJobs()).toEqual([
        'act f-approved',
        'show f-approved',
        'show f-open',
        'show f-touched',
        'tie f-approved',
        'tie f-open',
        'tie f-touched',
        'wake f-touched',
        'weigh f-approved',
        'weigh f-open',
        'weigh f-touched',
      ]);
    });

    it('asks for messages that do not show or tell the latest, and for no others', async () => {
      const at = { channelId: 'C1', messageTs: '1.1' };
      const ids = ['f-told', 'f-unshown', 'f-untold'];
      // Before any is closed: the same door again would come back to that one.
      for (const id of ids) await open(id);
      for (const id of ids) {
        await store.change(id, decides(CLOSED), START);
        await store.recordPosted(id, at, id === 'f-unshown' ? 1 : 2);
        await store.recordTold(id, id === 'f-untold' ? 1 : 2);
      }
      for (const id of ['n-shown', 'n-unseen', 'n-counted']) {
        await store.notify({ ...NOTICE, id }, START);
        if (id !== 'n-unseen') await store.recordPosted(id, at, 1);
      }
      await store.notify({ ...NOTICE, id: 'n-counted' }, START);
      await dropJobs();
      await store.wantAll(START);
      expect(await wantedJobs()).toEqual([
        'show f-unshown',
        'show f-untold',
        'show n-counted',
        'show n-unseen',
      ]);
    });

    it.skipIf(engine.isShared)('frees the leases of a process that is gone', async () => {
      await open('f-1');
      await store.takeJob(START, LEASE);
      await store.wantAll(START);
      expect(await store.takeJob(START, { ...LEASE, token: 'lease-2' })).not.toBeNull();
    });
  });

  it('says what it was doing when the database fails', async () => {
    const closed = await engine.open([]);
    await closed.close();
    const failure = await closed.finding('f-1').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(OutsideError);
    expect(failure).toMatchObject({ code: 'store_failed', isRetryable: true });
    expect(String(failure)).toContain('Could not read the database');
  });
});
