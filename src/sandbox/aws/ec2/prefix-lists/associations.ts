import type { WorldState } from '../../world/model.ts';
import type { ForeignAssociation, PrefixList } from '../../world/prefix-list.ts';
import { type Ec2Action, NOT_RECORDED } from '../action.ts';
import { readPaging } from '../paging.ts';
import { ownPrefixList } from './find.ts';

/** Bounds of `MaxResults` here, in associations (API reference, GetManagedPrefixListAssociations). */
const PAGE = { min: 5, max: 255 } as const;

/** What uses a list, in every account: told to its owner only. */
export const getManagedPrefixListAssociations: Ec2Action = {
  name: 'GetManagedPrefixListAssociations',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const prefixListId = params.requiredText('PrefixListId');
    const page = readPaging(params, PAGE);
    return (call) => {
      const list = ownPrefixList(call, prefixListId);
      const { items, nextToken } = page(associationsOf(call.state, list));
      const prefixListAssociationSet = items.map((association) => ({ ...association }));
      return { body: { prefixListAssociationSet, ...nextToken } };
    };
  },
};

/** The groups whose rules refer to `list`, each once, and the seeded ones of other accounts. */
export function associationsOf(state: WorldState, list: PrefixList): readonly ForeignAssociation[] {
  const { prefixListId } = list;
  const groups = [...state.groups.values()].filter((group) =>
    group.rules.some(
      ({ source }) => source.kind === 'prefix-list' && source.prefixListId === prefixListId,
    ),
  );
  const own = groups.map(({ groupId, ownerId }) => ({
    resourceId: groupId,
    resourceOwner: ownerId,
  }));
  return [...own, ...list.foreignAssociations];
}
