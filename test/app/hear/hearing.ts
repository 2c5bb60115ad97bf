import { onTestFinished } from 'vitest';
import { decode } from '../../../src/adapters/cloudtrail/decode.ts';
import type { OpenStore } from '../../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../../src/adapters/store/sqlite-store.ts';
import { hearRecord } from '../../../src/app/hear/hear-record.ts';
import type { HearNeeds } from '../../../src/app/hear/prepared.ts';
import type { LiveRules, Looked, RecordOutcome, SecurityGroups } from '../../../src/app/ports.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { GroupFacts } from '../../../src/domain/guard/group-facts.ts';
import { sourceSet } from '../../../src/domain/net/source.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { source } from '../../domain/policy/change-of.ts';
import { type FakeDirectories, fakeDirectories } from '../../support/fake-directories.ts';
import { fakeGroups } from '../../support/fake-groups.ts';
import { type FakeHosts, fakeHosts } from '../../support/fake-hosts.ts';
import { type FakeInterfaces, fakeInterfaces } from '../../support/fake-interfaces.ts';
import { fakeListing } from '../../support/fake-listing.ts';
import { type FakeLists, fakeLists } from '../../support/fake-lists.ts';
import { OWN_ARN } from '../../support/findings.ts';

export const NOW = Date.parse('2026-03-01T10:00:05Z');

/** RDP of groups named `win-…` is approved from 10.9.8.0/28 and nothing else is. */
export const POLICY: Policy = {
  guards: [
    {
      name: 'windows-servers',
      kind: 'windows',
      match: [{ name: 'win-*' }],
      approved: new Map([['rdp', sourceSet([source('10.9.8.0/28')])]]),
    },
  ],
  approvers: { userIds: ['U1'], userGroupIds: [] },
  channelId: 'C1',
};

/** EC2 as far as hearing asks it: what it answers can be changed at any time. */
export interface ScriptedGroups extends SecurityGroups {
  facts: Looked<GroupFacts>;
  rules: Looked<LiveRules>;
}

export interface Hearing {
  readonly store: OpenStore;
  readonly groups: ScriptedGroups;
  readonly lists: FakeLists;
  readonly interfaces: FakeInterfaces;
  readonly directories: FakeDirectories;
  readonly hosts: FakeHosts;
  readonly needs: HearNeeds;
  /** Hears a raw CloudTrail record. */
  hear(record: unknown): Promise<RecordOutcome>;
  /** Every finding that is open, oldest first. */
  open(): Promise<readonly Finding[]>;
}

/** The real use case on the real store in memory, with a scripted EC2. */
export async function hearing(policy = POLICY): Promise<Hearing> {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  onTestFinished(() => store.close());
  const groups = scriptedGroups();
  const lists = fakeLists();
  const interfaces = fakeInterfaces();
  const directories = fakeDirectories();
  const hosts = fakeHosts();
  const listing = fakeListing(fakeGroups([]));
  interfaces.now = () => NOW;
  let findings = 0;
  const ignore = () => undefined;
  const needs: HearNeeds = {
    store,
    groups,
    lists,
    interfaces,
    directories,
    hosts,
    listing,
    policy,
    ownArns: [OWN_ARN],
    clock: { now: () => NOW, wait: () => Promise.resolve() },
    ids: {
      findingId: () => {
        findings += 1;
        return `f-${findings}`;
      },
      leaseToken: () => 'token',
    },
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  return {
    store,
    groups,
    lists,
    interfaces,
    directories,
    hosts,
    needs,
    hear: (record) => hearRecord(decode(record), needs),
    open: async () => [...(await store.openFindings(1_000))].sort(byId),
  };
}

/** The same hearing, where something happens just before its next record is admitted: when all that it asks
 * for was asked. */
export function meanwhile(on: Hearing, happens: () => Promise<unknown>): Hearing {
  const waiting = [happens];
  const admit: HearNeeds['store']['admit'] = async (...record) => {
    await waiting.pop()?.();
    return on.store.admit(...record);
  };
  const needs = { ...on.needs, store: { ...on.store, admit } };
  return { ...on, needs, hear: (record) => hearRecord(decode(record), needs) };
}

/** The door of a finding is seen closed; what is known of its rules stays. */
export async function seenClosed({ store }: Hearing, findingId: string): Promise<void> {
  const closed = { kind: 'door.seenClosed', by: { kind: 'unknown' }, at: NOW } as const;
  await store.change(findingId, () => ({ kind: 'events', events: [closed] }), NOW);
}

function byId(a: Finding, b: Finding): number {
  return Number(a.id.slice(2)) - Number(b.id.slice(2));
}

function scriptedGroups(): ScriptedGroups {
  const groups: ScriptedGroups = {
    facts: { kind: 'found', value: { groupName: 'win-web', vpcId: 'vpc-1', tags: new Map() } },
    rules: { kind: 'found', value: { inbound: [], outbound: [] } },
    describeGroup: async () => groups.facts,
    describeRules: async () => groups.rules,
    restore: () => Promise.reject(new Error('Hearing never restores')),
    revoke: () => Promise.reject(new Error('Hearing never revokes')),
  };
  return groups;
}
