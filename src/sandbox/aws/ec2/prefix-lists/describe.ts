import { invalidParameterValue } from '../../wire/aws-error.ts';
import { afterRead, entriesOf, type PrefixList } from '../../world/prefix-list.ts';
import { type Ec2Action, NOT_RECORDED } from '../action.ts';
import { type FilterTable, readFilters } from '../filters.ts';
import { readPaging } from '../paging.ts';
import { prefixListById } from './find.ts';
import { taggedPrefixListXml } from './prefix-list-xml.ts';

/** Bounds of `MaxResults` here, in lists or entries (API reference). */
const PAGE = { min: 1, max: 100, usual: 100 } as const;

/** The account's lists, those shared with it and AWS's. Each answer brings the pending changes of the
 * lists in it a step nearer. */
export const describeManagedPrefixLists: Ec2Action = {
  name: 'DescribeManagedPrefixLists',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ids = params.texts('PrefixListId');
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params, PAGE);
    return (call) => {
      const all =
        ids.length === 0
          ? [...call.state.prefixLists.values()]
          : ids.map((id) => prefixListById(call.state, id));
      const { items, nextToken } = page(all.filter(matches));
      const shown = items.map(({ prefixListId }) => prefixListId);
      return {
        body: {
          prefixListSet: items.map((list) => taggedPrefixListXml(call, list)),
          ...nextToken,
        },
        settle: (live) => ({ ...live, prefixLists: afterRead(live.prefixLists, shown) }),
      };
    };
  },
};

const FILTERS: FilterTable<PrefixList> = {
  'owner-id': (list) => [list.ownerId],
  'prefix-list-id': (list) => [list.prefixListId],
  'prefix-list-name': (list) => [list.name],
};

/** The entries of the version that holds, or of an earlier one. */
export const getManagedPrefixListEntries: Ec2Action = {
  name: 'GetManagedPrefixListEntries',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const prefixListId = params.requiredText('PrefixListId');
    const version = params.integer('TargetVersion');
    const page = readPaging(params, PAGE);
    return (call) => {
      const entries = entriesOf(prefixListById(call.state, prefixListId), version);
      if (entries === undefined) {
        throw invalidParameterValue(`The prefix list ${prefixListId} has no version ${version}.`);
      }
      const { items, nextToken } = page(entries);
      const entrySet = items.map(({ cidr, description }) => ({ cidr, description }));
      return { body: { entrySet, ...nextToken } };
    };
  },
};
