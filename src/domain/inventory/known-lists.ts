import { type Cidr, cidr } from '../net/cidr.ts';
import type { Admission } from '../net/exposure.ts';
import type { Source, SourceSet } from '../net/source.ts';
import * as sources from '../net/source.ts';
import { asAdmission, type PlannedRule } from '../plan/planned-rule.ts';
import type { ListState } from './list-state.ts';

/** The blocks of prefix lists (`pl-…`), and of the VPCs that policy names (`vpc-…`), by id, as far as
 * they are known. */
export type KnownLists = ReadonlyMap<string, readonly Cidr[]>;

/** The lists as a judgement takes them: what rules let in by them, and what of them is approved. They
 * differ while entries are new or contested: what a list has grown by approves nothing yet. */
export interface ListsAtHand {
  readonly rules: KnownLists;
  readonly approved: KnownLists;
}

/** No list is known: each is a source of its own, by its id. */
export const NO_LISTS: ListsAtHand = { rules: new Map(), approved: new Map() };

/** The blocks of lists, without those of `contested` (CIDR texts by list id). */
export function knownLists(
  lists: Iterable<Pick<ListState, 'prefixListId' | 'entries'>>,
  contested: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
): KnownLists {
  return new Map(
    [...lists].map(({ prefixListId, entries }) => {
      const without = contested.get(prefixListId);
      const counted = entries.filter((entry) => !without?.has(entry.cidr));
      return [prefixListId, counted.map((entry) => cidr(entry.cidr))];
    }),
  );
}

/** Whom a source lets in: the blocks of a list that is known, else the source itself. */
export function expanded(source: Source, lists: KnownLists): readonly Source[] {
  const blocks = source.kind === 'prefixList' ? lists.get(source.prefixListId) : undefined;
  return blocks?.map((block) => ({ kind: 'cidr', cidr: block })) ?? [source];
}

/** A set of sources with the blocks of its known lists. Their ids stay: a list is approved by its id as
 * well, as long as nobody could tell what it holds. */
export function withBlocks(set: SourceSet, lists: KnownLists): SourceSet {
  const blocks = set.ids.flatMap((id) => lists.get(id) ?? []);
  if (blocks.length === 0) return set;
  return sources.union(
    set,
    sources.sourceSet(blocks.map((block) => ({ kind: 'cidr', cidr: block }))),
  );
}

/** A set of sources as rules can name it: VPCs as their blocks. One that is not known is left out. */
export function withoutVpcs(set: SourceSet, lists: KnownLists): SourceSet {
  const vpcIds = set.ids.filter(isVpcId);
  if (vpcIds.length === 0) return set;
  const { addresses } = withBlocks({ ...set, ids: vpcIds }, lists);
  return { addresses, ids: set.ids.filter((id) => !isVpcId(id)) };
}

/** The VPCs of a set of which it is not known what blocks they have. */
export function unknownVpcs({ ids }: SourceSet, lists: KnownLists): readonly string[] {
  return ids.filter((id) => isVpcId(id) && !lists.has(id));
}

/** The lists of which no read for one change can tell anything: the blocks of VPCs, which a sweep reads. Pure. */
export function vpcsOf(lists: KnownLists): KnownLists {
  return new Map([...lists].filter(([id]) => isVpcId(id)));
}

/** Whether an id of a source set is a VPC's: policy may approve one, and no rule can name it. */
export function isVpcId(id: string): boolean {
  return id.startsWith('vpc-');
}

/** What rules let in, the lists that they name expanded. */
export function admissionsOf(
  rules: readonly PlannedRule[],
  lists: KnownLists,
): readonly Admission[] {
  return rules
    .map(asAdmission)
    .flatMap(({ source, ...range }) =>
      expanded(source, lists).map((each) => ({ ...range, source: each })),
    );
}
