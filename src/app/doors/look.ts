import type { AttachmentDoor, ListDoor } from '../../domain/finding/door.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import type { LiveComparison } from '../../domain/plan/compare-live.ts';
import { inTime } from '../in-time.ts';
import type { Clock, NetworkInterfaces, PrefixLists, SecurityGroups } from '../ports.ts';

/** How long one read may take, in ms, its own retries included. */
export const READ_MS_MAX = 20 * SECOND_MS;

/** What looking at doors needs of the world. */
export interface LookNeeds {
  readonly groups: SecurityGroups;
  readonly lists: PrefixLists;
  readonly interfaces: NetworkInterfaces;
  readonly clock: Clock;
}

/** What one read shows of a door. `partly`: of a list or an attachment, this is left; `standing` is of an
 * attachment's rules, where they were read. `unsettled`: EC2 is still at work on a change. `couldNotLook`
 * says why. */
export type OneLook =
  | LiveComparison
  | {
      readonly kind: 'partly';
      readonly left: ListDoor | AttachmentDoor;
      readonly standing?: LiveComparison;
    }
  | { readonly kind: 'unsettled' }
  | { readonly kind: 'couldNotLook'; readonly reason: string };

/** A read within {@link READ_MS_MAX}.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export function inReadTime<T>(read: Promise<T>, clock: Clock): Promise<T> {
  return inTime(read, { ms: READ_MS_MAX, clock, late: tooSlow });
}

function tooSlow(): never {
  const message = `EC2 did not answer the read within ${READ_MS_MAX / SECOND_MS} s`;
  throw new OutsideError('aws_unreachable', message, { isRetryable: true });
}
