import { describe, expect, it } from 'vitest';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { RecordOutcome } from '../../../src/app/ports.ts';
import { RUN_MS_MAX } from '../../../src/app/tasks/schedule.ts';
import { DIFFERING_MAX } from '../../../src/app/tasks/sweep-interfaces.ts';
import type { AttachmentDoor } from '../../../src/domain/finding/door.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { interfaceOf } from '../../support/attachment-findings.ts';
import { found, throttled } from '../../support/fake-groups.ts';
import { GROUP, HOME_ACCOUNT, RDP_FROM_ALL, REGION, rdpFrom } from '../../support/findings.ts';
import { GUARDED } from '../../support/guarded.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';
import { launched } from '../hear/attachments/attaching.ts';

const TASK = { name: 'sweep', accountId: HOME_ACCOUNT, region: REGION } as const;
const A_RUN_MS = RUN_MS_MAX + MINUTE_MS;
const AT = { accountId: HOME_ACCOUNT, region: REGION };
const { groupId: GUARDED_ID } = GROUP;
/** Not guarded, and open to everybody. */
const ANY_ID = 'sg-any';
const POLICY = {
  ...GUARDED,
  guards: GUARDED.guards.map((guard) => {
    const gateway = { kind: 'referencedGroup', groupId: 'sg-gateway' } as const;
    return { ...guard, approved: new Map([['rdp' as const, sourceSet([gateway])]]) };
  }),
};

/** A bench whose guarded group lets in nobody, and whose interfaces are swept once. */
async function swept(
  interfaces: readonly ReturnType<typeof interfaceOf>[] = [],
  { rules = [] as (typeof RDP_FROM_ALL)[] } = {},
): Promise<WorkerBench> {
  const bench = await workerBench(rules);
  const { groups } = bench;
  const { describeRules } = groups;
  groups.describeGroup = async ({ groupId }) => {
    const groupName = groupId === GUARDED_ID ? 'win-web' : groupId;
    return { kind: 'found', value: { groupName, vpcId: 'vpc-1', tags: new Map() } };
  };
  groups.describeRules = (address) => {
    if (address.groupId === GUARDED_ID) return describeRules(address);
    const open = address.groupId === ANY_ID ? [rdpFrom('0.0.0.0/0', 'sgr-any')] : [];
    return Promise.resolve(found(open));
  };
  for (const each of interfaces) bench.interfaces.known.set(each.interfaceId, each);
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.start({ policy: POLICY });
  await bench.clock.advance(A_RUN_MS);
  return bench;
}

async function sweepAgain(bench: WorkerBench): Promise<void> {
  await bench.store.wantTask(TASK, bench.clock.now());
  await bench.clock.advance(A_RUN_MS);
}

type AttachmentFinding = Finding & { readonly door: AttachmentDoor };

async function open({ store }: WorkerBench): Promise<readonly AttachmentFinding[]> {
  const all = await store.openFindings(1_000);
  return all.filter((each): each is AttachmentFinding => each.door.kind === 'attachment');
}

function put({ interfaces }: WorkerBench, interfaceId: string, ...groupIds: string[]): void {
  interfaces.known.set(interfaceId, interfaceOf(interfaceId, groupIds));
}

function hear({ needs }: WorkerBench, change: ReturnType<typeof launched>): Promise<RecordOutcome> {
  return hearRecord({ kind: 'change', change }, { ...needs, policy: POLICY });
}

describe('interfaces, the first time', () => {
  it('are known from then on, and no finding, however open', async () => {
    const guarded = interfaceOf('eni-1', [GUARDED_ID, ANY_ID]);
    const gateway = interfaceOf('eni-2', ['sg-gateway']);
    const bench = await swept([guarded, gateway, interfaceOf('eni-3', [ANY_ID])], {
      rules: [RDP_FROM_ALL],
    });
    expect(await bench.store.openFindings(10)).toEqual([]);
    const known = await Promise.all(
      ['eni-1', 'eni-2', 'eni-3'].map((interfaceId) =>
        bench.store.networkInterface({ ...AT, interfaceId }),
      ),
    );
    expect(known.map((each) => each?.groupIds)).toEqual([
      [GUARDED_ID, ANY_ID],
      ['sg-gateway'],
      undefined,
    ]);
  });

  it('of a group that is guarded only now are a baseline, too', async () => {
    const bench = await swept();
    bench.listing.others.set('sg-late', {
      group: { groupId: 'sg-late', groupName: 'win-late', vpcId: 'vpc-1', tags: new Map() },
      rules: [
        { kind: 'inbound', groupId: 'sg-late', rule: { ...RDP_FROM_ALL, description: null } },
      ],
    });
    put(bench, 'eni-1', 'sg-late');
    put(bench, 'eni-0', GUARDED_ID, 'sg-late');
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toEqual([]);
    put(bench, 'eni-2', 'sg-late');
    await sweepAgain(bench);
    expect(await open(bench)).toMatchObject([{ door: { places: [{ interfaceId: 'eni-2' }] } }]);
  });
});

describe('a group that came to an interface unheard', () => {
  it('is a drift, and the late record tells who it was', async () => {
    const bench = await swept([], { rules: [RDP_FROM_ALL] });
    const at = bench.clock.now() + MINUTE_MS;
    await bench.clock.advance(2 * MINUTE_MS);
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    const [drift, ...others] = await open(bench);
    expect(others).toEqual([]);
    expect(drift).toMatchObject({
      door: { groupId: GUARDED_ID, places: [{ interfaceId: 'eni-1' }] },
      opening: { kind: 'drift', call: null },
      doubt: null,
    });
    const outcome = await hear(bench, launched('e-late', at, ['eni-1', GUARDED_ID]));
    expect(outcome).toEqual({ kind: 'finding', findingId: drift?.id, isNew: false });
    expect(await open(bench)).toMatchObject([
      { id: drift?.id, opening: { call: { eventId: 'e-late', actor: { name: 'dana' } } } },
    ]);
  });

  it('closed by then, its late record opens nothing', async () => {
    const bench = await swept([], { rules: [RDP_FROM_ALL] });
    const at = bench.clock.now() + MINUTE_MS;
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    bench.interfaces.known.clear();
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 1 });
    await hear(bench, launched('e-late', at, ['eni-1', GUARDED_ID]));
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 1 });
  });

  it('on a host that was guarded is judged by the guard of the group that is there', async () => {
    const bench = await swept([interfaceOf('eni-1', [GUARDED_ID])]);
    put(bench, 'eni-1', GUARDED_ID, ANY_ID);
    await sweepAgain(bench);
    expect(await open(bench)).toMatchObject([
      { door: { groupId: ANY_ID, guardName: 'hosts' }, rules: [{ ruleId: 'sgr-any' }] },
    ]);
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
  });

  it.each([
    ['closed since its group was compared', [], 1],
    ['there still', [RDP_FROM_ALL], 0],
  ])('is hidden by no rule unless reads show it: %s', async (_, still, count) => {
    const bench = await swept([interfaceOf('eni-1', [GUARDED_ID])], { rules: [RDP_FROM_ALL] });
    put(bench, 'eni-1', GUARDED_ID, ANY_ID);
    const { withGroups } = bench.interfaces;
    bench.interfaces.withGroups = (...asked) => {
      bench.groups.rules = [...still];
      return withGroups(...asked);
    };
    await sweepAgain(bench);
    expect(await open(bench)).toHaveLength(count);
  });

  it('and is approved as a source is told', async () => {
    const bench = await swept();
    put(bench, 'eni-1', 'sg-gateway');
    await sweepAgain(bench);
    expect(await open(bench)).toMatchObject([{ door: { isApprovedSource: true } }]);
  });

  it('one whose record came is no drift', async () => {
    const bench = await swept([], { rules: [RDP_FROM_ALL] });
    await bench.clock.advance(MINUTE_MS);
    put(bench, 'eni-1', GUARDED_ID);
    await hear(bench, launched('e-1', bench.clock.now(), ['eni-1', GUARDED_ID]));
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 1, closed: 0 });
    expect((await open(bench))[0]?.opening.kind).toBe('attached');
  });

  it('on an interface that came to another host counts as new there', async () => {
    const lone = interfaceOf('eni-1', [GUARDED_ID], { instanceId: null });
    const bench = await swept([lone], { rules: [RDP_FROM_ALL] });
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    expect(await open(bench)).toMatchObject([
      { door: { places: [{ interfaceId: 'eni-1', instanceId: 'i-of-eni-1' }] } },
    ]);
  });

  it('is not believed before two reads agree', async () => {
    const bench = await swept([interfaceOf('eni-1', [GUARDED_ID])]);
    const truth = bench.interfaces.withGroups;
    bench.interfaces.withGroups = async (query, token) => {
      const page = await truth(query, token);
      const items = page.items.map((each) => ({ ...each, groupIds: [GUARDED_ID, ANY_ID] }));
      return { ...page, items };
    };
    await sweepAgain(bench);
    expect(await bench.store.openFindings(10)).toEqual([]);
  });

  it('more differ than one sweep reads again: the rest is the next sweep’s', async () => {
    const bench = await swept([], { rules: [RDP_FROM_ALL] });
    for (let i = 0; i < DIFFERING_MAX + 3; i += 1) put(bench, `eni-${i}`, GUARDED_ID);
    await sweepAgain(bench);
    expect((await open(bench))[0]?.door.places).toHaveLength(DIFFERING_MAX);
    await sweepAgain(bench);
    expect(await open(bench)).toHaveLength(1);
    expect((await open(bench))[0]?.door.places).toHaveLength(DIFFERING_MAX + 3);
  });
});

describe('what a sweep does not find', () => {
  it('a group that left an interface: its finding is looked at, and closes', async () => {
    const bench = await swept([interfaceOf('eni-1', [GUARDED_ID])]);
    put(bench, 'eni-1', GUARDED_ID, ANY_ID);
    await sweepAgain(bench);
    put(bench, 'eni-1', GUARDED_ID);
    await sweepAgain(bench);
    expect(await bench.store.countFindings()).toEqual({ open: 0, closed: 1 });
  });

  it('an interface that is gone is forgotten', async () => {
    const bench = await swept([interfaceOf('eni-1', [GUARDED_ID])]);
    bench.interfaces.known.clear();
    await sweepAgain(bench);
    expect(await bench.store.networkInterface({ ...AT, interfaceId: 'eni-1' })).toBeNull();
  });

  it('one that may not be looked at, or that a list left out, is not', async () => {
    const bench = await swept([
      interfaceOf('eni-1', [GUARDED_ID]),
      interfaceOf('eni-2', [GUARDED_ID]),
    ]);
    bench.interfaces.withGroups = async () => ({ items: [], nextPageToken: null });
    const truth = bench.interfaces.describe;
    bench.interfaces.describe = async (address) =>
      address.interfaceId === 'eni-1'
        ? { kind: 'couldNotLook', reason: 'Allow it' }
        : truth(address);
    await sweepAgain(bench);
    for (const interfaceId of ['eni-1', 'eni-2']) {
      expect(await bench.store.networkInterface({ ...AT, interfaceId })).not.toBeNull();
    }
  });
});

describe('a reading of interfaces that breaks off', () => {
  it('goes on with its page, and does not begin with the groups again', async () => {
    const bench = await swept([], { rules: [RDP_FROM_ALL] });
    put(bench, 'eni-1', GUARDED_ID);
    const truth = bench.interfaces.withGroups;
    const asked: (string | null)[] = [];
    bench.interfaces.withGroups = async (query, token) => {
      asked.push(token);
      if (asked.length === 2) throw throttled();
      const page = await truth(query, token);
      return token === null ? { items: [], nextPageToken: 'second' } : page;
    };
    const before = bench.listing.calls.length;
    await sweepAgain(bench);
    // What is asked after these is about the finding: what its revert would cut.
    expect(asked.slice(0, 3)).toEqual([null, 'second', 'second']);
    expect(bench.listing.calls.slice(before)).toEqual(['groups', 'rules']);
    expect(await open(bench)).toHaveLength(1);
  });

  it('with a token that counts no more begins these groups again', async () => {
    const bench = await swept();
    const asked: (string | null)[] = [];
    bench.interfaces.withGroups = async (_, token) => {
      asked.push(token);
      if (asked.length === 2) {
        throw new OutsideError('aws_failed', 'No such token', { isRetryable: true });
      }
      return { items: [], nextPageToken: asked.length === 1 ? 'stale' : null };
    };
    await sweepAgain(bench);
    expect(asked).toEqual([null, 'stale', null]);
  });

  it('takes as many runs as it needs', async () => {
    const bench = await swept();
    let pages = 0;
    bench.interfaces.withGroups = async () => {
      pages += 1;
      await bench.clock.wait(20_000);
      return { items: [], nextPageToken: pages < 8 ? `${pages}` : null };
    };
    await bench.store.wantTask(TASK, bench.clock.now());
    await bench.clock.advance(4 * A_RUN_MS);
    expect(pages).toBe(8);
    const runs = bench.logged.filter(({ message }) => message === 'task ran').slice(1);
    expect(runs.map(({ fields }) => 'progress' in fields && fields.progress)).toEqual([
      'more',
      'more',
      'done',
    ]);
  });
});
