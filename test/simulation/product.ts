import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import { openDesk } from '../../src/app/desk/open-desk.ts';
import { hearDelivery } from '../../src/app/hear/hear-delivery.ts';
import type { Desk } from '../../src/app/ports.ts';
import { startWorker, type Worker, type WorkerNeeds } from '../../src/app/worker.ts';
import type { ExposureChange } from '../../src/domain/change/exposure-change.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { windowsGuard } from '../domain/policy/change-of.ts';
import { fakeDirectories } from '../support/fake-directories.ts';
import { fakeHistory } from '../support/fake-history.ts';
import { fakeHosts, fakeManagedInstances } from '../support/fake-hosts.ts';
import { fakeInterfaces } from '../support/fake-interfaces.ts';
import { fakeSurroundings } from '../support/fake-surroundings.ts';
import { HOME_ACCOUNT, OWN_ARN } from '../support/findings.ts';
import type { DaysClock } from './clock.ts';
import type { Cloud } from './cloud.ts';
import { type Life, life } from './life.ts';
import { groupListing } from './listing.ts';
import { APPROVER_GROUP, APPROVER_USERS, HOME, type SimulatedSlack } from './slack.ts';

/** RDP is approved from here, and nothing else. */
export const APPROVED = '10.9.8.0/28';

export const POLICY: Policy = {
  guards: [{ ...windowsGuard(APPROVED), match: [{ name: 'win-*' }] }],
  approvers: { userIds: APPROVER_USERS, userGroupIds: [APPROVER_GROUP] },
  channelId: 'C1',
};

/** The world that outlives the processes of the product. */
export interface Outside {
  readonly clock: DaysClock;
  readonly cloud: Cloud;
  readonly slack: SimulatedSlack;
  readonly store: OpenStore;
  readonly ids: WorkerNeeds['ids'];
}

/** One process of the product, from its start to its death. */
export interface Process {
  readonly life: Life;
  readonly desk: Desk;
  /** Resolves when a queue would delete the message; rejects when it would deliver it again. */
  hear(change: ExposureChange, receiveCount: number): Promise<void>;
  poke(): void;
}

export async function startProcess({ clock, cloud, slack, store, ids }: Outside): Promise<Process> {
  const its = life();
  const ignore = () => undefined;
  const interfaces = fakeInterfaces();
  interfaces.now = clock.now;
  const needs: WorkerNeeds = {
    store: its.port(store),
    clock: its.port(clock),
    groups: its.port(cloud.groups),
    lists: its.port(cloud.lists),
    listing: its.port(groupListing(cloud)),
    channel: its.port(slack.channel),
    surroundings: its.port(fakeSurroundings()),
    interfaces,
    hosts: fakeHosts(),
    directories: fakeDirectories(),
    managedInstances: fakeManagedInstances(),
    history: fakeHistory(),
    ruleSteps: { take: () => Promise.reject(new Error('Nothing is hardened here')) },
    channelId: POLICY.channelId,
    policy: POLICY,
    homeAccountId: HOME_ACCOUNT,
    ownArn: OWN_ARN,
    ids,
    log: { error: ignore, warn: ignore, info: ignore, debug: ignore },
  };
  const desk = openDesk({
    ...needs,
    people: its.port(slack.people),
    home: HOME,
    startedAt: clock.now(),
    audits: async () => ({ kind: 'busy' }),
    simulateRevert: async () => ({ lockOuts: [], notKnown: [] }),
  });
  await store.wantAll(clock.now());
  const worker: Worker = startWorker(needs);
  return {
    life: its,
    desk,
    poke: worker.poke,
    hear: async (change, receiveCount) => {
      const delivery = { kind: 'records', records: [{ kind: 'change', change }] } as const;
      await hearDelivery(delivery, { id: change.record.eventId, receiveCount }, needs);
    },
  };
}
