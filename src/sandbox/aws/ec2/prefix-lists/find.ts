import { AwsError } from '../../wire/aws-error.ts';
import type { WorldState } from '../../world/model.ts';
import { AWS_OWNER, type PrefixList } from '../../world/prefix-list.ts';
import type { Ec2Call } from '../action.ts';

/** Throws `InvalidPrefixListID.NotFound`. */
export function prefixListById(state: WorldState, prefixListId: string): PrefixList {
  const list = state.prefixLists.get(prefixListId);
  if (list) return list;
  throw new AwsError(
    'InvalidPrefixListID.NotFound',
    `The prefix list ID '${prefixListId}' does not exist`,
  );
}

/** The list, if this account may change it. Throws `UnsupportedOperation` for a list of AWS and
 * `UnauthorizedOperation` for one that another account shares. */
export function ownPrefixList(call: Ec2Call, prefixListId: string): PrefixList {
  const list = prefixListById(call.state, prefixListId);
  if (list.ownerId === AWS_OWNER) {
    throw new AwsError(
      'UnsupportedOperation',
      `The prefix list ${prefixListId} is managed by AWS and cannot be changed.`,
    );
  }
  if (list.ownerId === call.accountId) return list;
  throw new AwsError(
    'UnauthorizedOperation',
    `You are not authorized to perform this operation: only its owner, account ${list.ownerId}, ` +
      `can do this to the prefix list ${prefixListId}.`,
    403,
  );
}

/** As `ownPrefixList`, but not while another change is under way: throws `IncorrectState`. */
export function settledOwnPrefixList(call: Ec2Call, prefixListId: string): PrefixList {
  const list = ownPrefixList(call, prefixListId);
  if (list.pending === undefined) return list;
  throw new AwsError(
    'IncorrectState',
    `The prefix list (${prefixListId}) cannot be changed in the current state (${list.state}).`,
  );
}

/** Throws `PrefixListVersionMismatch` unless `expected` is the version that holds. */
export function requireVersion(list: PrefixList, expected: number): void {
  if (list.version === expected) return;
  throw new AwsError(
    'PrefixListVersionMismatch',
    'The prefix list has the incorrect version number.',
  );
}
