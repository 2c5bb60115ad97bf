import { onTestFinished } from 'vitest';
import type { OpenStore } from '../../../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../../../src/adapters/store/sqlite-store.ts';
import { READ_GAP_MS } from '../../../../src/app/doors/look-at-door.ts';
import { hearRecord } from '../../../../src/app/hear/hear-record.ts';
import { wake } from '../../../../src/app/jobs/wake.ts';
import type {
  ListReading,
  LiveRules,
  Looked,
  NetworkInterfaces,
  SecurityGroups,
} from '../../../../src/app/ports.ts';
import type { ExposureChange } from '../../../../src/domain/change/exposure-change.ts';
import type { Finding } from '../../../../src/domain/finding/finding.ts';
import type { InterfaceState } from '../../../../src/domain/inventory/interface-state.ts';
import { fakeDirectories } from '../../../support/fake-directories.ts';
import { fakeGroups } from '../../../support/fake-groups.ts';
import { fakeHosts } from '../../../support/fake-hosts.ts';
import { fakeInterfaces } from '../../../support/fake-interfaces.ts';
import { fakeListing } from '../../../support/fake-listing.ts';
import { fakeLists, listOf } from '../../../support/fake-lists.ts';
import {
  HOME_ACCOUNT,
  OWN_ACCOUNTS,
  OWN_ARN,
  POLICY,
  REGION,
  START,
} from '../../../support/findings.ts';
import {
  type Card,
  cardsOf,
  GROUP_IDS,
  GUARDED_IDS,
  isGuarded,
  LIST_IDS,
  type World,
} from './world.ts';

const PLACE = { accountId: HOME_ACCOUNT, region: REGION } as const;
const PROMPT_MS_MAX = 5_000;
const ROUNDS_MAX = 20;

export interface Watching {
  /** The world is so from now on, and some of the next reads still show how it was. */
  move(to: World, at: number): void;
  hear(change: ExposureChange): Promise<unknown>;
  open(): Promise<readonly Finding[]>;
  /** Looks at every door of which something asks for it, until nothing does. */
  look(): Promise<void>;
}

/** The product's use cases on a real store that knows what a first sweep would, between the far ends of
 * a world that a test moves.
 *
 * EC2's answers are eventually consistent: of the reads of one thing after a move, those that
 * `staleReads` says show the world before it, but never two in a row that are `READ_GAP_MS` apart: of that a
 * look makes nothing. */
export async function watching(
  from: World,
  staleReads: readonly boolean[],
  { areInterfacesFresh = false } = {},
): Promise<Watching> {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  let [world, before, now, findings] = [from, from, START, 0];
  const reads = new Map<string, number>();
  const staleSince = new Map<string, number>();
  const seen = (what: string): World => {
    const nth = reads.get(what) ?? 0;
    reads.set(what, nth + 1);
    const since = staleSince.get(what);
    const isStale = staleReads[nth] === true && (since === undefined || now - since < READ_GAP_MS);
    if (!isStale) staleSince.delete(what);
    else if (since === undefined) staleSince.set(what, now);
    return isStale ? before : world;
  };
  const ignore = () => undefined;
  const needs = {
    store,
    groups: groupsOf(seen),
    lists: {
      ...fakeLists(),
      describe: async ({ prefixListId }: { readonly prefixListId: string }) =>
        listIn(seen(prefixListId), prefixListId, now),
    },
    interfaces: interfacesOf(areInterfacesFresh ? () => world : seen, () => now),
    directories: fakeDirectories(),
    hosts: fakeHosts(),
    listing: fakeListing(fakeGroups([])),
    ownArns: [OWN_ARN],
    policy: {
      ...POLICY,
      guards: POLICY.guards.map((guard) => ({ ...guard, match: [{ name: 'win-*' }] })),
    },
    ownAccountIds: OWN_ACCOUNTS,
    clock: {
      now: () => now,
      // What is waited for in case an answer is late is never over: every answer is prompt.
      wait: async (ms: number) => {
        if (ms > PROMPT_MS_MAX) await new Promise<void>(() => undefined);
        now += ms;
      },
    },
    ids: { findingId: () => `f-${++findings}`, leaseToken: () => 'token' },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  await learnAll(store, from);
  return {
    move: (to, at) => {
      [before, world, now] = [world, to, Math.max(now, at)];
      reads.clear();
      staleSince.clear();
    },
    hear: (change) => hearRecord({ kind: 'change', change }, needs),
    open: () => store.openFindings(1_000),
    look: async () => {
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const asked = (await store.openFindings(1_000)).filter(({ lookAt }) => lookAt !== null);
        if (asked.length === 0) return;
        for (const { id } of asked) await wake(id, needs).catch(ignore);
      }
    },
  };
}

type Seen = (what: string) => World;

function groupsOf(seen: Seen): SecurityGroups {
  return {
    describeGroup: async ({ groupId }) => {
      const value = { groupName: nameOf(groupId), vpcId: null, tags: new Map() };
      return { kind: 'found', value };
    },
    describeRules: async ({ groupId }) => ({
      kind: 'found',
      value: rulesIn(seen(groupId), groupId),
    }),
    restore: () => Promise.reject(new Error('Nothing is restored here')),
    revoke: () => Promise.reject(new Error('Nothing is revoked here')),
  };
}

function interfacesOf(seen: Seen, now: () => number): NetworkInterfaces {
  return {
    ...fakeInterfaces(),
    describe: async ({ interfaceId }) => {
      const card = seen(interfaceId).cards[interfaceId];
      if (card === undefined) return { kind: 'notThere' };
      return { kind: 'found', value: interfaceOf(interfaceId, card, now()) };
    },
    ofInstance: async ({ instanceId }) => {
      const value = cardsOf(seen(instanceId), instanceId).map(([id, card]) =>
        interfaceOf(id, card, now()),
      );
      return value.length === 0 ? { kind: 'notThere' } : { kind: 'found', value };
    },
  };
}

function nameOf(groupId: string): string {
  return isGuarded(groupId) ? `win-${groupId}` : `any-${groupId}`;
}

function rulesIn({ rules }: World, id: string): LiveRules {
  const known = GROUP_IDS.find((each) => each === id);
  return { inbound: known === undefined ? [] : rules[known], outbound: [] };
}

function listIn({ entries, versions }: World, id: string, observedAt: number): Looked<ListReading> {
  const known = LIST_IDS.find((each) => each === id);
  if (known === undefined) return { kind: 'notThere' };
  const address = { ...PLACE, prefixListId: known };
  const list = listOf(address, entries[known], { version: versions[known], observedAt });
  return { kind: 'found', value: { list, isSettled: true } };
}

function interfaceOf(
  interfaceId: string,
  { hostId, groupIds }: Card,
  observedAt: number,
): InterfaceState {
  const rest = { vpcId: null, managedBy: null, description: '' };
  return { ...PLACE, interfaceId, instanceId: hostId, groupIds, ...rest, observedAt };
}

/** What a first sweep would have learnt: guarded groups, all lists, and the interfaces on which guarded
 * groups stand. */
async function learnAll(store: OpenStore, world: World): Promise<void> {
  const groups = GUARDED_IDS.map((groupId) => ({
    kind: 'group' as const,
    state: {
      ...PLACE,
      groupId,
      groupName: nameOf(groupId),
      vpcId: null,
      tags: {},
      inbound: world.rules[groupId],
      outbound: [],
      observedAt: START,
    },
  }));
  const lists = LIST_IDS.map((id) => {
    const state = listOf({ ...PLACE, prefixListId: id }, world.entries[id], { observedAt: START });
    return { kind: 'list' as const, state };
  });
  const interfaces = Object.entries(world.cards)
    .filter(([, { groupIds }]) => groupIds.some(isGuarded))
    .map(([id, card]) => ({ kind: 'interface' as const, state: interfaceOf(id, card, START) }));
  const learnt = [...groups, ...lists, ...interfaces];
  const about = { groups: [], lists: [], interfaces: [] };
  await store.learn(about, () => ({ changes: [], learnt }), START);
  await store.noteInterfacesRead(PLACE, GUARDED_IDS, START);
}
