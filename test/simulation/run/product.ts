import { channelTrouble } from '../../../src/app/channel-trouble.ts';
import type { DeskNeeds } from '../../../src/app/desk/desk-needs.ts';
import { openDesk } from '../../../src/app/desk/open-desk.ts';
import { readConnections } from '../../../src/app/doors/read-connections.ts';
import { revertLockOuts, SIMULATION_MS_MAX } from '../../../src/app/hardening/revert-lock-outs.ts';
import { hearDelivery } from '../../../src/app/hear/hear-delivery.ts';
import { countApprovers } from '../../../src/app/people/count-approvers.ts';
import type { Desk, Log, Store } from '../../../src/app/ports.ts';
import { startWorker, type WorkerNeeds } from '../../../src/app/worker.ts';
import type { ExposureChange } from '../../../src/domain/change/exposure-change.ts';
import { fakeDirectories } from '../../support/fake-directories.ts';
import { fakeHistory } from '../../support/fake-history.ts';
import { fakeHosts, fakeManagedInstances } from '../../support/fake-hosts.ts';
import { fakeInterfaces } from '../../support/fake-interfaces.ts';
import { fakeSurroundings } from '../../support/fake-surroundings.ts';
import { OWN_ACCOUNTS, OWN_ARN } from '../../support/findings.ts';
import { POLICY } from '../policy.ts';
import type { DaysClock } from '../world/clock.ts';
import type { Cloud } from '../world/cloud.ts';
import { groupListing } from '../world/listing.ts';
import { HOME, type SimulatedSlack } from '../world/slack.ts';
import { type Life, life } from './life.ts';

/** The world that outlives the processes of the product. */
export interface Outside {
  readonly clock: DaysClock;
  readonly cloud: Cloud;
  readonly slack: SimulatedSlack;
  readonly store: Store;
  readonly ids: WorkerNeeds['ids'];
}

/** One process of the product, from its start to its death. */
export interface Process {
  readonly life: Life;
  readonly desk: Desk;
  readonly deskNeeds: DeskNeeds;
  /** Resolves when a queue would delete the message; rejects when it would deliver it again. */
  hear(change: ExposureChange, receiveCount: number): Promise<void>;
  poke(): void;
}

/** Starts the product as it is composed, on a world of the simulation. */
export async function startProcess({ clock, cloud, slack, store, ids }: Outside): Promise<Process> {
  const its = life();
  const needs = needsOf({ clock, cloud, slack, store, ids }, its);
  const deskNeeds: DeskNeeds = {
    ...needs,
    startedAt: clock.now(),
    audits: async () => ({ kind: 'busy' }),
    // Nobody narrows a door here yet.
    planNarrowing: () => Promise.reject(new Error('Nothing is narrowed here')),
    simulateRevert: (finding, plan) => revertLockOuts(finding, plan, needs),
    foreseeConnections: (finding) => readConnections(finding, needs, SIMULATION_MS_MAX),
    countApprovers: (finding) => countApprovers(finding, needs),
  };
  await store.wantAll(clock.now());
  const worker = startWorker(needs);
  return {
    life: its,
    desk: openDesk(deskNeeds),
    deskNeeds,
    poke: worker.poke,
    hear: async (change, receiveCount) => {
      const delivery = { kind: 'records', records: [{ kind: 'change', change }] } as const;
      await hearDelivery(delivery, { id: change.record.eventId, receiveCount }, needs);
    },
  };
}

/** Every port that outlives a process may be the last that it calls. */
function needsOf({ clock, cloud, slack, store, ids }: Outside, its: Life): WorkerNeeds {
  const interfaces = fakeInterfaces();
  interfaces.now = clock.now;
  return {
    store: its.port(store),
    clock: its.port(clock),
    groups: its.port(cloud.groups),
    lists: its.port(cloud.lists),
    listing: its.port(groupListing(cloud)),
    ruleSteps: its.port(cloud.ruleSteps),
    channel: its.port(slack.channel),
    surroundings: its.port(fakeSurroundings()),
    interfaces,
    hosts: fakeHosts(),
    directories: fakeDirectories(),
    managedInstances: fakeManagedInstances(),
    history: fakeHistory(),
    anchorFile: { append: async () => undefined },
    channelId: POLICY.channelId,
    policy: POLICY,
    people: its.port(slack.people),
    home: HOME,
    trouble: channelTrouble(),
    accounts: { check: () => Promise.resolve({ kind: 'known', value: null } as const) },
    ownAccountIds: OWN_ACCOUNTS,
    ownArns: [OWN_ARN],
    ids,
    log: SILENT,
  };
}

const SILENT: Log = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
};
