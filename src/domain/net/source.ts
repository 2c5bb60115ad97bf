import * as addresses from './address-set.ts';
import { type AddressSet, addressSet, NO_ADDRESSES, toCidrs } from './address-set.ts';
import type { Cidr } from './cidr.ts';

/** Who a rule admits, or whom an outbound rule lets members reach. A prefix list and a referenced group are sources of their own kind: they
 * are compared by id, never by the addresses behind them (until an inventory expands them). */
export type Source =
  | { readonly kind: 'cidr'; readonly cidr: Cidr }
  | { readonly kind: 'prefixList'; readonly prefixListId: string }
  | { readonly kind: 'referencedGroup'; readonly groupId: string };

/** The CIDR block, or the `pl-…` or `sg-…` id: equal sources are equal texts. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'cidr':
      return source.cidr.text;
    case 'prefixList':
      return source.prefixListId;
    case 'referencedGroup':
      return source.groupId;
  }
}

/** A set of sources: exact addresses, and the ids of lists and groups (sorted, each once). */
export interface SourceSet {
  readonly addresses: AddressSet;
  readonly ids: readonly string[];
}

export const NO_SOURCES: SourceSet = { addresses: NO_ADDRESSES, ids: [] };

/** The sources of a list together. */
export function sourceSet(sources: Iterable<Source>): SourceSet {
  const blocks: Cidr[] = [];
  const ids: string[] = [];
  for (const source of sources) {
    if (source.kind === 'cidr') blocks.push(source.cidr);
    else ids.push(sourceText(source));
  }
  return { addresses: addressSet(blocks), ids: eachOnce(ids) };
}

/** Most sets hold no id, or one. */
function eachOnce(ids: readonly string[]): readonly string[] {
  return ids.length <= 1 ? ids : [...new Set(ids)].sort();
}

export function union(a: SourceSet, b: SourceSet): SourceSet {
  return {
    addresses: addresses.union(a.addresses, b.addresses),
    ids: eachOnce([...a.ids, ...b.ids]),
  };
}

export function intersection(a: SourceSet, b: SourceSet): SourceSet {
  return {
    addresses: addresses.intersection(a.addresses, b.addresses),
    ids: a.ids.filter((id) => b.ids.includes(id)),
  };
}

export function difference(a: SourceSet, b: SourceSet): SourceSet {
  return {
    addresses: addresses.difference(a.addresses, b.addresses),
    ids: a.ids.filter((id) => !b.ids.includes(id)),
  };
}

/** A set without a list or group, where one is named. */
export function withoutId(set: SourceSet, id: string | null): SourceSet {
  if (id === null || !set.ids.includes(id)) return set;
  return { addresses: set.addresses, ids: set.ids.filter((each) => each !== id) };
}

export function isEmpty(set: SourceSet): boolean {
  return set.ids.length === 0 && addresses.isEmpty(set.addresses);
}

export function equals(a: SourceSet, b: SourceSet): boolean {
  return (
    a.ids.length === b.ids.length &&
    a.ids.every((id, i) => id === b.ids[i]) &&
    addresses.equals(a.addresses, b.addresses)
  );
}

/** The fewest texts that name exactly this set: CIDR blocks, then ids. */
export function sourceTexts(set: SourceSet): readonly string[] {
  return [...toCidrs(set.addresses).map((block) => block.text), ...set.ids];
}
