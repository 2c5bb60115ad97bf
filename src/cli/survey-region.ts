import { awsDirectories } from '../adapters/aws/directories.ts';
import { ec2GroupListing } from '../adapters/aws/group-listing.ts';
import { ec2Hosts } from '../adapters/aws/hosts.ts';
import { ec2NetworkInterfaces } from '../adapters/aws/network-interfaces.ts';
import { type OpenAccounts, openAccounts } from '../adapters/aws/open-accounts.ts';
import { ec2PrefixLists } from '../adapters/aws/prefix-lists.ts';
import { ec2SecurityGroups } from '../adapters/aws/security-groups.ts';
import { openSqliteStore } from '../adapters/store/sqlite-store.ts';
import { randomIds } from '../adapters/system/random-ids.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { READ_GAP_MS } from '../app/doors/look-at-door.ts';
import type { EventHistory, Log, Place } from '../app/ports.ts';
import { readScope } from '../app/read-scope.ts';
import { PART_FAILURES_MAX } from '../app/tasks/discover-estate.ts';
import { sweep } from '../app/tasks/sweep.ts';
import type { TaskNeeds } from '../app/tasks/task-needs.ts';
import { OutsideError } from '../domain/outside-error.ts';
import type { Policy } from '../domain/policy/policy.ts';
import type { Scope } from '../domain/scope/scope.ts';
import type { Task } from '../domain/task.ts';

/** What a Region holds by a policy. */
export interface SurveyedRegion extends Scope {
  readonly place: Place;
  /** False where something could not be looked at: it is among what is left out. */
  readonly isWhole: boolean;
}

/** An account of which nothing could be looked at, since its role cannot be assumed. */
export interface NotSurveyed {
  readonly place: Place;
  readonly reason: string;
}

/** Discovers a Region once in each account that is configured, as the service does at its start, and forgets it again.
 * @throws OutsideError when AWS does not answer, or may not be asked for security groups. */
export async function* surveyRegion(
  region: string,
  policy: Policy,
): AsyncGenerator<SurveyedRegion | NotSurveyed> {
  const open = await openAccounts(policy, { region, clock: systemClock });
  for (const accountId of open.accounts.ids) {
    const place = { accountId, region };
    const checked = await open.accounts.check(accountId);
    if (checked.kind === 'unknown') yield { place, reason: checked.reason };
    else yield await surveyPlace(place, open, policy);
  }
}

async function surveyPlace(
  { accountId, region }: Place,
  { accounts, ownArns }: OpenAccounts,
  policy: Policy,
): Promise<SurveyedRegion> {
  const store = await openSqliteStore(':memory:', { onCommit: () => undefined });
  try {
    const task = { name: 'sweep', accountId, region } as const;
    const needs = {
      store,
      policy,
      ownArns,
      clock: systemClock,
      ids: randomIds,
      log: SILENT,
      history: NO_HISTORY,
      groups: ec2SecurityGroups(accounts),
      listing: ec2GroupListing(accounts),
      lists: ec2PrefixLists(accounts, systemClock),
      interfaces: ec2NetworkInterfaces(accounts, systemClock),
      directories: awsDirectories(accounts),
      hosts: ec2Hosts(accounts),
    };
    await sweepThrough(task, needs);
    const scope = await readScope({ accountId, region }, store);
    const isWhole = scope.leftOut.every(
      ({ kind }) => kind !== 'partNotLooked' && kind !== 'groupUnread',
    );
    return { ...scope, place: { accountId, region }, isWhole };
  } finally {
    await store.close();
  }
}

/** Runs until the sweep is through. What AWS does not answer is tried again, as often as a part is. */
async function sweepThrough(task: Task, needs: TaskNeeds): Promise<void> {
  let failures = 0;
  for (;;) {
    try {
      if ((await sweep(task, needs)) === 'done') return;
    } catch (error) {
      failures += 1;
      const isFinal = !(error instanceof OutsideError) || !error.isRetryable;
      if (isFinal || failures > PART_FAILURES_MAX) throw error;
      await needs.clock.wait(READ_GAP_MS);
    }
  }
}

const ignore = (): void => undefined;
const SILENT: Log = { error: ignore, warn: ignore, info: ignore, debug: ignore };

/** A sweep asks for no history. */
const NO_HISTORY: EventHistory = {
  eventNames: [],
  read: () => Promise.reject(new TypeError('A survey reads no event history')),
};
