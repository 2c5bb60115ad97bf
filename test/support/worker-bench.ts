import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openSqliteStore } from '../../src/adapters/store/sqlite-store.ts';
import { channelTrouble } from '../../src/app/channel-trouble.ts';
import type { Changed, Log } from '../../src/app/ports.ts';
import { startWorker, type Worker, type WorkerNeeds } from '../../src/app/worker.ts';
import type { FindingCommand } from '../../src/domain/finding/commands.ts';
import { decide } from '../../src/domain/finding/decide.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import { planRevert } from '../../src/domain/plan/plan.ts';
import type { PlannedRule } from '../../src/domain/plan/planned-rule.ts';
import { type FakeChannel, fakeChannel } from './fake-channel.ts';
import { type FakeDirectories, fakeDirectories } from './fake-directories.ts';
import { type FakeGroups, fakeGroups } from './fake-groups.ts';
import { type FakeHistory, fakeHistory } from './fake-history.ts';
import {
  type FakeHosts,
  type FakeManagedInstances,
  fakeHosts,
  fakeManagedInstances,
} from './fake-hosts.ts';
import { type FakeInterfaces, fakeInterfaces } from './fake-interfaces.ts';
import { type FakeListing, fakeListing } from './fake-listing.ts';
import { type FakeLists, fakeLists } from './fake-lists.ts';
import { type FakePeople, fakePeople } from './fake-people.ts';
import { type FakeSurroundings, fakeSurroundings } from './fake-surroundings.ts';
import {
  OWN_ACCOUNTS,
  OWN_ARN,
  opened,
  POLICY,
  RDP_FROM_ALL,
  recordKey,
  START,
  weighed,
} from './findings.ts';
import { RULES } from './rules.ts';
import { type SimulatedClock, simulatedClock } from './simulated-clock.ts';

/** A line of the process log. */
export interface Logged {
  readonly level: keyof Log;
  readonly fields: object;
  readonly message: string;
}

/** The worker on the real store in memory, a simulated clock, and the network's far ends. */
export interface WorkerBench {
  readonly store: OpenStore;
  readonly clock: SimulatedClock;
  readonly groups: FakeGroups;
  readonly lists: FakeLists;
  readonly interfaces: FakeInterfaces;
  readonly history: FakeHistory;
  readonly listing: FakeListing;
  readonly surroundings: FakeSurroundings;
  readonly hosts: FakeHosts;
  readonly directories: FakeDirectories;
  readonly managedInstances: FakeManagedInstances;
  readonly channel: FakeChannel;
  readonly people: FakePeople;
  readonly logged: readonly Logged[];
  readonly needs: WorkerNeeds;
  /** A finding that is open from now on, and weighed already. */
  open(findingId: string, rules?: readonly PlannedRule[]): Promise<void>;
  /** Writes events that records bring. */
  happen(findingId: string, ...events: readonly FindingEvent[]): Promise<void>;
  command(findingId: string, command: FindingCommand): Promise<Changed>;
  /** A click on the plan as it is now. */
  approve(findingId: string): Promise<Changed>;
  finding(findingId: string): Promise<Finding>;
  /** What happened to a finding, without its weighing: that is told by tests of its own. */
  eventKinds(findingId: string): Promise<readonly FindingEvent['kind'][]>;
  /** Starts a worker as a process does: everything is asked for again first. */
  start(needs?: Partial<WorkerNeeds>): Promise<Worker>;
}

export async function workerBench(rules = [RDP_FROM_ALL]): Promise<WorkerBench> {
  let worker: Worker | null = null;
  const store = await openSqliteStore(':memory:', {
    onCommit: () => undefined,
    onWanted: () => worker?.poke(),
  });
  const clock = simulatedClock(START);
  const groups = fakeGroups(rules);
  const channel = fakeChannel();
  const { log, logged } = recordingLog();
  let tokens = 0;
  let records = 0;
  let findings = 0;
  const ids = { findingId: () => `f-new-${++findings}`, leaseToken: () => `lease-${++tokens}` };
  const history = fakeHistory();
  const listing = fakeListing(groups);
  const surroundings = fakeSurroundings();
  const hosts = fakeHosts();
  const managedInstances = fakeManagedInstances();
  const lists = fakeLists();
  const interfaces = fakeInterfaces();
  const directories = fakeDirectories();
  const people = fakePeople();
  interfaces.now = clock.now;
  const outside = {
    groups,
    // Hardenings are executed on the emulator, by tests of their own.
    ruleSteps: { take: () => Promise.reject(new Error('No hardening is executed here')) },
    lists,
    interfaces,
    directories,
    history,
    listing,
    surroundings,
    hosts,
    managedInstances,
    channel,
    channelId: POLICY.channelId,
    people,
    home: { teamId: 'T1', enterpriseId: null },
    trouble: channelTrouble(),
    anchorFile: { append: () => Promise.reject(new Error('No file was asked for')) },
  };
  const ours = {
    store,
    policy: POLICY,
    accounts: { check: () => Promise.resolve({ kind: 'known', value: null } as const) },
    ownAccountIds: OWN_ACCOUNTS,
    ownArns: [OWN_ARN],
    clock,
    ids,
    log,
  };
  const needs: WorkerNeeds = { ...outside, ...ours };

  async function finding(findingId: string): Promise<Finding> {
    const found = await store.finding(findingId);
    if (found === null) throw new Error(`No finding ${findingId}`);
    return found;
  }
  async function happen(findingId: string, ...events: readonly FindingEvent[]): Promise<void> {
    const outcome = { kind: 'finding', findingId, isNew: false } as const;
    const admission = { outcome, changes: [{ findingId, events }], notice: null, learnt: [] };
    records += 1;
    await store.admit(recordKey(`event-${records}`), () => admission, clock.now());
  }
  function command(findingId: string, asked: FindingCommand): Promise<Changed> {
    const context = { now: clock.now(), ownAccountIds: OWN_ACCOUNTS, rules: RULES };
    return store.change(findingId, (latest) => decide(latest, asked, context), clock.now());
  }
  return {
    store,
    clock,
    groups,
    lists,
    interfaces,
    history,
    listing,
    surroundings,
    hosts,
    directories,
    managedInstances,
    channel,
    people,
    logged,
    needs,
    finding,
    happen,
    command,
    open: (findingId, its) => {
      const opening = opened(findingId, its, clock.now());
      return happen(findingId, opening, weighed(opening));
    },
    approve: async (findingId) => {
      const plan = planRevert(await finding(findingId), OWN_ACCOUNTS);
      if (typeof plan === 'string') throw new Error(`No plan: ${plan}`);
      const matter = { kind: 'plan', intent: 'revert', hash: plan.hash } as const;
      return command(findingId, { kind: 'request', by: 'U1', matter, reason: null, mayVote: true });
    },
    eventKinds: async (findingId) => {
      const kinds = (await store.events(findingId, 0)).map(({ kind }) => kind);
      return kinds.filter((kind) => kind !== 'finding.weighed');
    },
    start: async (instead = {}) => {
      const own = { ...needs, ...instead };
      await own.store.wantAll(clock.now());
      worker = startWorker(own);
      await clock.settle();
      return worker;
    },
  };
}

function recordingLog(): { readonly log: Log; readonly logged: readonly Logged[] } {
  const logged: Logged[] = [];
  const at = (level: keyof Log) => (fields: object, message: string) => {
    logged.push({ level, fields, message });
  };
  const log = { error: at('error'), warn: at('warn'), info: at('info'), debug: at('debug') };
  return { log, logged };
}
