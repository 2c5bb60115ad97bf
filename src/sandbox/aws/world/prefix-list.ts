import type { Tag } from './tag.ts';

export interface PrefixListEntry {
  /** Canonical, of the list's family. */
  readonly cidr: string;
  readonly description?: string;
}

/** The owner of the lists that AWS keeps (`com.amazonaws.<region>.s3`). */
export const AWS_OWNER = 'AWS';

export type PrefixListState =
  | `${'create' | 'modify' | 'restore'}-${'in-progress' | 'complete' | 'failed'}`
  | `delete-${'in-progress' | 'complete' | 'failed'}`;

/** A resource of another account that uses a list shared with it. */
export interface ForeignAssociation {
  readonly resourceId: string;
  readonly resourceOwner: string;
}

/** A managed prefix list. A reference to it weighs `maxEntries` rules of its family. */
export interface PrefixList {
  readonly prefixListId: string;
  readonly name: string;
  readonly family: 'ipv4' | 'ipv6';
  readonly maxEntries: number;
  /** An account id, or `AWS`. */
  readonly ownerId: string;
  readonly state: PrefixListState;
  readonly stateMessage?: string;
  /** The version that holds; counted from 1. */
  readonly version: number;
  /** The entries of every version that ever held. */
  readonly versions: ReadonlyMap<number, readonly PrefixListEntry[]>;
  readonly foreignAssociations: readonly ForeignAssociation[];
  readonly tags: readonly Tag[];
  /** Present while a change is under way. */
  readonly pending?: PendingChange;
}

/** A change that later reads will find done: `outcome` is the list after it, nothing when deleted. */
export interface PendingChange {
  readonly readsLeft: number;
  readonly outcome: PrefixList | undefined;
}

type PrefixLists = ReadonlyMap<string, PrefixList>;

/** The entries that hold, or those of `version`; `undefined` for a version that never was. */
export function entriesOf(
  list: PrefixList,
  version = list.version,
): readonly PrefixListEntry[] | undefined {
  return list.versions.get(version);
}

/** `list` with `entries` as its next version. */
export function withEntries(list: PrefixList, entries: readonly PrefixListEntry[]): PrefixList {
  const version = list.version + 1;
  return { ...list, version, versions: new Map(list.versions).set(version, entries) };
}

/** `lists` with `changing` (a list that may carry a pending change) taken over; a change that no read
 * has to wait for is done at once. */
export function withChange(lists: PrefixLists, changing: PrefixList): PrefixLists {
  const next = new Map(lists).set(changing.prefixListId, changing);
  return changing.pending?.readsLeft === 0 ? finish(next, changing) : next;
}

/** `lists` after a read has shown those of `ids`: the pending changes of these come a read nearer. */
export function afterRead(lists: PrefixLists, ids: readonly string[]): PrefixLists {
  return ids.reduce((current, id) => {
    const list = current.get(id);
    if (list?.pending === undefined) return current;
    const readsLeft = list.pending.readsLeft - 1;
    return withChange(current, { ...list, pending: { ...list.pending, readsLeft } });
  }, lists);
}

function finish(lists: PrefixLists, { prefixListId, pending }: PrefixList): PrefixLists {
  const next = new Map(lists);
  if (pending?.outcome) next.set(prefixListId, pending.outcome);
  else next.delete(prefixListId);
  return next;
}
