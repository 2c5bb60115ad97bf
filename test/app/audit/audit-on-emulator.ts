import { awsDirectories } from '../../../src/adapters/aws/directories.ts';
import { ec2GroupListing } from '../../../src/adapters/aws/group-listing.ts';
import { ec2Hosts } from '../../../src/adapters/aws/hosts.ts';
import { ec2Surroundings } from '../../../src/adapters/aws/surroundings.ts';
import { auditGroups } from '../../../src/app/audit/audit-groups.ts';
import type { AuditNeeds } from '../../../src/app/audit/audit-needs.ts';
import { standingsOf } from '../../../src/app/standings.ts';
import type { AuditQuery } from '../../../src/domain/audit/audit-query.ts';
import type { AuditReport, GroupAudit } from '../../../src/domain/audit/group-audit.ts';
import type { Guard, Policy } from '../../../src/domain/policy/policy.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import {
  type AdapterOnEmulator,
  adapterOnEmulator,
  NOW,
} from '../../adapters/aws/adapter-on-emulator.ts';
import { homeOnly } from '../../support/accounts.ts';

export interface AuditOnEmulator extends AdapterOnEmulator {
  readonly readers: Omit<AuditNeeds, 'policy' | 'progress' | 'standings'>;
  audit(
    query: AuditQuery,
    asked?: { readonly guards?: readonly Guard[]; readonly tried?: ScenarioChoice | null },
  ): Promise<AuditReport>;
}

/** A directory guard by the name that AWS gives groups of directories. */
export function directoryGuard(more: Partial<Guard> = {}): Guard {
  const match = [{ name: 'd-*_controllers' }];
  return { name: 'corp-directory', kind: 'directory', match, approved: new Map(), ...more };
}

/** Audits with the real SDK, on an emulator. */
export async function auditOnEmulator(): Promise<AuditOnEmulator> {
  const on = await adapterOnEmulator();
  const { accountId } = on.place;
  const readers = {
    groups: on.groups,
    listing: ec2GroupListing(homeOnly(accountId)),
    lists: on.lists,
    hosts: ec2Hosts(homeOnly(accountId)),
    directories: awsDirectories(homeOnly(accountId)),
    surroundings: ec2Surroundings(homeOnly(accountId)),
    clock: { now: () => NOW, wait: waitNever },
  };
  return {
    ...on,
    readers,
    audit: (query, { guards = [directoryGuard()], tried = null } = {}) => {
      const policy = { guards, approvers: { userIds: [], userGroupIds: [] }, channelId: 'C1' };
      const standings = standingsWith(on, policy);
      return auditGroups({ ...on.place, query, tried }, { ...readers, standings, policy });
    },
  };
}

/** Where groups stand, as EC2 tells it alone: nothing is kept. */
export function standingsWith(
  {
    groups,
    interfaces,
    place: { accountId },
  }: Pick<AdapterOnEmulator, 'groups' | 'interfaces' | 'place'>,
  policy: Policy,
): AuditNeeds['standings'] {
  const store = {
    beside: () => Promise.resolve(new Map()),
    behind: () => Promise.resolve({ things: new Map(), looked: new Set<string>() }),
    cursor: () => Promise.resolve(null),
    group: () => Promise.resolve(null),
  };
  const behind = {
    listing: ec2GroupListing(homeOnly(accountId)),
    hosts: ec2Hosts(homeOnly(accountId)),
    directories: awsDirectories(homeOnly(accountId)),
    clock: { now: () => NOW, wait: waitNever },
  };
  return (place, some) =>
    standingsOf(place, some, { ...behind, groups, interfaces, store, policy });
}

/** Pauses pass at once; a time that is up ends only with the read that it limits. */
function waitNever(delayMs: number, signal?: AbortSignal): Promise<void> {
  if (signal === undefined) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => resolve(), { once: true });
  return delayMs === 0 ? Promise.resolve() : promise;
}

/** The one group of a report. */
export function onlyGroup({ groups }: AuditReport): GroupAudit {
  const [group, ...others] = groups;
  if (group === undefined || others.length > 0) throw new Error(`${groups.length} groups came`);
  return group;
}
