import { AwsError, invalidParameterValue, missingParameter } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import {
  entriesOf,
  type PrefixList,
  type PrefixListEntry,
  withChange,
  withEntries,
} from '../../world/prefix-list.ts';
import type { Ec2Action, Ec2Answer, Ec2Call } from '../action.ts';
import { fitsRules } from '../rule-limits.ts';
import { readMaxEntries, readName } from './create.ts';
import {
  checkEntries,
  invalidModification,
  readCidrs,
  readEntries,
  refuseTooManyAtOnce,
} from './entry-params.ts';
import { requireVersion, settledOwnPrefixList } from './find.ts';
import { prefixListXml } from './prefix-list-xml.ts';

/** Adds and removes entries, which makes a new version and needs the number of the one that holds;
 * or changes the size; and the name with either or alone. */
export const modifyManagedPrefixList: Ec2Action = {
  name: 'ModifyManagedPrefixList',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const prefixListId = params.requiredText('PrefixListId');
    const change = readChange(params);
    return (call) => {
      const list = settledOwnPrefixList(call, prefixListId);
      if (change.version !== undefined) requireVersion(list, change.version);
      return beginChange(call, list, 'modify', failIfTooLarge(call, changed(list, change)));
    };
  },
};

/** Makes the entries of an earlier version the newest one. */
export const restoreManagedPrefixListVersion: Ec2Action = {
  name: 'RestoreManagedPrefixListVersion',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const prefixListId = params.requiredText('PrefixListId');
    params.requiredText('PreviousVersion');
    params.requiredText('CurrentVersion');
    const previous = params.integer('PreviousVersion') ?? 0;
    const current = params.integer('CurrentVersion') ?? 0;
    return (call) => {
      const list = settledOwnPrefixList(call, prefixListId);
      requireVersion(list, current);
      const entries = entriesOf(list, previous);
      if (entries === undefined) {
        throw invalidParameterValue(`The prefix list has no version ${previous}.`);
      }
      checkEntries(list, entries);
      const outcome = { ...withEntries(list, entries), state: 'restore-complete' } as const;
      return beginChange(call, list, 'restore', outcome);
    };
  },
};

interface Change {
  readonly version: number | undefined;
  readonly name: string | undefined;
  readonly maxEntries: number | undefined;
  readonly added: readonly PrefixListEntry[];
  readonly removed: readonly string[];
}

function readChange(params: QueryParams): Change {
  const added = readEntries(params, 'AddEntry');
  const removed = readCidrs(params, 'RemoveEntry');
  const version = params.integer('CurrentVersion');
  const maxEntries = readMaxEntries(params);
  const name = params.text('PrefixListName');
  const count = added.length + removed.length;
  refuseTooManyAtOnce(count);
  if (count > 0 && maxEntries !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'You cannot modify the entries and the maximum entries for the prefix list in the same request.',
    );
  }
  if (count > 0 && version === undefined) throw missingParameter('CurrentVersion');
  if (count === 0 && maxEntries === undefined && name === undefined) {
    throw missingParameter('AddEntry, RemoveEntry, MaxEntries or PrefixListName');
  }
  const both = added.find(({ cidr }) => removed.includes(cidr));
  if (both) throw invalidModification(`${both.cidr} cannot be added and removed in one request.`);
  return { version, name: name === undefined ? name : readName(name), maxEntries, added, removed };
}

function changed(list: PrefixList, change: Change): PrefixList {
  const { added, removed, name = list.name, maxEntries = list.maxEntries } = change;
  const before = entriesOf(list) ?? [];
  const unknown = removed.find((cidr) => !before.some((entry) => entry.cidr === cidr));
  if (unknown) throw invalidModification(`${unknown} is not in the prefix list.`);
  const entries = [...before.filter(({ cidr }) => !removed.includes(cidr)), ...added];
  const after = { ...list, name, maxEntries, state: 'modify-complete' } as const;
  checkEntries(after, entries);
  return added.length + removed.length > 0 ? withEntries(after, entries) : after;
}

/** A larger list weighs more in the rules that refer to it: where they would be too many, the change
 * fails after it was accepted (API reference, ModifyManagedPrefixList). */
function failIfTooLarge(call: Ec2Call, after: PrefixList): PrefixList {
  const prefixLists = new Map(call.state.prefixLists).set(after.prefixListId, after);
  const state = { ...call.state, prefixLists };
  if ([...state.groups.values()].every((group) => fitsRules(state, group))) return after;
  const before = call.state.prefixLists.get(after.prefixListId) ?? after;
  const stateMessage = 'The rules that refer to the prefix list would exceed their quota.';
  return { ...before, state: 'modify-failed', stateMessage };
}

function beginChange(
  call: Ec2Call,
  list: PrefixList,
  verb: 'modify' | 'restore',
  outcome: PrefixList,
): Ec2Answer {
  const pending = { readsLeft: call.behaviour.prefixListReads, outcome };
  const changing = { ...list, state: `${verb}-in-progress`, pending } as const;
  const prefixLists = withChange(call.state.prefixLists, changing);
  return {
    body: { prefixList: prefixListXml(call, changing) },
    next: { ...call.state, prefixLists },
  };
}
