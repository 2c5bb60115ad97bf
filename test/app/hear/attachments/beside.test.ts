import { expect, it } from 'vitest';
import { wake } from '../../../../src/app/jobs/wake.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import { listOf } from '../../../support/fake-lists.ts';
import { rdpFrom } from '../../../support/findings.ts';
import { NOW } from '../hearing.ts';
import {
  ANY,
  AT,
  type Attaching,
  attaching,
  CLEAN,
  eni,
  group,
  OPEN,
  POLICY,
} from './attaching.ts';

/* What else stands on a host, or among the rules of a group, than what a record tells of. */

const HOST = { instanceId: 'i-1' } as const;

it('a host that becomes guarded: what stands on its other interfaces is told, too', async () => {
  const cloud = await attaching();
  await cloud.known(CLEAN);
  for (const each of [eni('eni-1', ['sg-other'], HOST), eni('eni-2', ['sg-any'], HOST)]) {
    cloud.interfaces.known.set(each.interfaceId, each);
  }

  await cloud.modify('eni-1', 'sg-other', 'sg-clean');

  const told = (await cloud.findings()).map(({ door }) => [
    door.groupId,
    ...door.places.map((place) => (place.kind === 'vpc' ? place.vpcId : place.interfaceId)),
  ]);
  expect(told.sort()).toEqual([
    ['sg-any', 'eni-2'],
    ['sg-other', 'eni-1'],
  ]);
});

it('a host that was guarded by a group on another interface: what stood there is no news', async () => {
  const cloud = await attaching();
  await cloud.known(CLEAN, eni('eni-1', ['sg-clean'], HOST), eni('eni-2', ['sg-any'], HOST));

  await cloud.modify('eni-1', 'sg-clean', 'sg-quiet');

  expect(await cloud.findings()).toEqual([]);
});

it('a rule that hid behind the one told keeps the door open when that one is gone', async () => {
  const { cloud, finding } = await openOnHost();
  const hidden = { ...rdpFrom('198.51.100.0/24', 'sgr-hidden'), description: null };
  cloud.there.set('sg-open', { ...OPEN, inbound: [hidden] });

  const looked = await look(cloud, finding);

  expect(looked).toMatchObject({ state: { kind: 'open' }, rules: [{ ruleId: 'sgr-hidden' }] });
  expect(looked?.excess.map(({ source }) => source)).toEqual(['198.51.100.0/24']);
});

it('gone from one of its places and edited meanwhile: both are told', async () => {
  const { cloud, finding } = await openOnHost('eni-2');
  cloud.interfaces.known.delete('eni-2');
  const [rule] = group('sg-open', 'win-open', '198.51.100.0/24').inbound;
  cloud.there.set('sg-open', { ...OPEN, inbound: rule === undefined ? [] : [rule] });

  const looked = await look(cloud, finding);

  expect(looked).toMatchObject({ door: { places: [{ interfaceId: 'eni-1' }] } });
  expect(looked?.excess.map(({ source }) => source)).toEqual(['198.51.100.0/24']);
});

it('a stale read of a list that its rules name is not believed alone', async () => {
  const cloud = await attaching();
  const listed = group('sg-open', 'win-open', 'pl-1');
  const list = listOf({ ...AT, prefixListId: 'pl-1' }, ['0.0.0.0/0']);
  cloud.lists.known.set('pl-1', list);
  cloud.there.set('sg-open', listed);
  await cloud.known(CLEAN, listed, eni('eni-1', ['sg-clean']));
  await cloud.modify('eni-1', 'sg-clean', 'sg-open');
  const finding = await touchedFinding(cloud);
  cloud.lists.known.set('pl-1', { ...list, entries: [] });
  cloud.lists.nextReads.push({ kind: 'found', value: { list, isSettled: true } });

  expect(await look(cloud, finding)).toMatchObject({ state: { kind: 'closed' } });
});

/** A finding of sg-open on a host, which something asks to be looked at. */
async function openOnHost(
  ...further: readonly string[]
): Promise<{ readonly cloud: Attaching; readonly finding: Finding }> {
  const cloud = await attaching();
  const places = ['eni-1', ...further];
  await cloud.known(CLEAN, OPEN, ANY, ...places.map((id) => eni(id, ['sg-clean'])));
  for (const id of places) await cloud.modify(id, 'sg-clean', 'sg-open');
  return { cloud, finding: await touchedFinding(cloud) };
}

/** The one that is open, which something asks to be looked at. */
async function touchedFinding(cloud: Attaching): Promise<Finding> {
  const [finding] = await cloud.findings();
  if (finding === undefined) throw new Error('sg-open should have a finding');
  const touched = { kind: 'door.missed', at: NOW } as const;
  await cloud.store.change(finding.id, () => ({ kind: 'events', events: [touched] }), NOW);
  return finding;
}

async function look({ needs }: Attaching, { id }: Finding): Promise<Finding | null> {
  let now = NOW;
  const clock = {
    now: () => now,
    wait: async (ms: number) => {
      // What is waited for in case an answer is late is never over: every answer is prompt.
      if (ms > 5_000) await new Promise<void>(() => undefined);
      now += ms;
    },
  };
  await wake(id, { ...needs, clock, policy: POLICY, ownAccountIds: new Set([AT.accountId]) });
  return needs.store.finding(id);
}
