import { directoryOfGroup, isDirectoryService } from '../guard/directory-group.ts';
import { type Instant, MINUTE_MS } from '../instant.ts';
import type { Door } from './door.ts';
import type { Finding, Opening, OpeningCall, ProbableCall } from './finding.ts';

/** How long after a call of AddIpRoutes AWS's rewriting of the group counts as its doing, in ms: AWS
 * gives no time; adding routes takes minutes. */
export const PROBABLE_CALL_MS = 15 * MINUTE_MS;

/** A directory: owner account, Region, `d-…`. */
export interface DirectoryAddress {
  readonly accountId: string;
  readonly region: string;
  readonly directoryId: string;
}

/** A call to Directory Service that makes AWS write rules: one that asks for a directory (`born`), or
 * adds routes and has the group rewritten (`routesAdded`). */
export interface DirectoryCall extends ProbableCall, DirectoryAddress {
  readonly kind: 'born' | 'routesAdded';
}

/** The call because of which AWS probably opened a door: AddIpRoutes on the directory whose group it is,
 * before the opening and not long before. Only what Directory Service did, or nobody is known to have
 * done, is anybody else's. A guess, and never a reason to let anybody do anything. Pure, total. */
export function probableCallOf(
  { door, opening }: { readonly door: Door; readonly opening: Opening },
  calls: readonly DirectoryCall[],
): ProbableCall | null {
  const [latest] = calls
    .filter((call) => isOn(call, door) && isBecauseOf(call, opening))
    .toSorted((a, b) => b.at - a.at);
  if (latest === undefined) return null;
  const { eventId, eventName, at, actor, ranges } = latest;
  return { eventId, eventName, at, actor, ...(ranges === undefined ? {} : { ranges }) };
}

function isOn({ kind, accountId, region, directoryId }: DirectoryCall, door: Door): boolean {
  return (
    kind === 'routesAdded' &&
    door.kind === 'rules' &&
    door.accountId === accountId &&
    door.region === region &&
    directoryOfGroup(door.groupName) === directoryId
  );
}

function isBecauseOf(call: DirectoryCall, opening: Opening): boolean {
  if (opening.kind === 'drift' && opening.call === null) {
    return opening.at >= call.at && opening.otherwiseAt <= call.at + PROBABLE_CALL_MS;
  }
  const opened = opening.kind === 'drift' ? opening.call : opening;
  if (opened === null || !isDirectoryService(opened.actor)) return false;
  return opened.at >= call.at && opened.at <= call.at + PROBABLE_CALL_MS;
}

/** Whether a call is news to a finding: it explains more than what is known. */
export function isNewlyProbable({ probableCall }: Finding, call: OpeningCall): boolean {
  return probableCall === null || probableCall.at < call.at;
}

/** Where a directory stands in its life, as Directory Service says. */
export interface DirectoryStage {
  /** `Requested`, `Creating`, `Created`, `Active`, `Impaired` … Source: Directory Service API
   * `DirectoryDescription.Stage`. */
  readonly stage: string;
  /** Since when; null where it does not say. */
  readonly since: Instant | null;
}

const BIRTH_STAGES: ReadonlySet<string> = new Set(['Requested', 'Creating', 'Created']);

/** Whether a directory was still being made at a moment: it is now, or it has become active since, after
 * a call that asked for it. Pure, total. */
export function wasBeingMade(
  { stage, since }: DirectoryStage,
  at: Instant,
  calls: readonly DirectoryCall[],
): boolean {
  if (BIRTH_STAGES.has(stage)) return true;
  if (stage !== 'Active' || since === null || at >= since) return false;
  return calls.some((call) => call.kind === 'born' && call.at <= at);
}
