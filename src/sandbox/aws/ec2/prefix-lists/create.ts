import { invalidParameterValue } from '../../wire/aws-error.ts';
import type { QueryParams } from '../../wire/query-params.ts';
import type { PrefixList } from '../../world/prefix-list.ts';
import { withChange } from '../../world/prefix-list.ts';
import type { Ec2Action } from '../action.ts';
import { readTagSpecifications } from '../tag-params.ts';
import { checkEntries, readEntries, refuseTooManyAtOnce } from './entry-params.ts';
import { taggedPrefixListXml } from './prefix-list-xml.ts';

/** Makes a list at version 1. */
export const createManagedPrefixList: Ec2Action = {
  name: 'CreateManagedPrefixList',
  trail: { kind: 'wrapper' },
  prepare: (params) => {
    const wanted = readList(params);
    const entries = readEntries(params, 'Entry');
    refuseTooManyAtOnce(entries.length);
    checkEntries(wanted, entries);
    return (call) => {
      const outcome: PrefixList = {
        ...wanted,
        prefixListId: call.newId('pl'),
        ownerId: call.accountId,
        state: 'create-complete',
        version: 1,
        versions: new Map([[1, entries]]),
        foreignAssociations: [],
      };
      const readsLeft = call.behaviour.prefixListReads;
      const made = {
        ...outcome,
        state: 'create-in-progress',
        pending: { readsLeft, outcome },
      } as const;
      const prefixLists = withChange(call.state.prefixLists, made);
      return {
        body: { prefixList: taggedPrefixListXml(call, made) },
        next: { ...call.state, prefixLists },
      };
    };
  },
};

function readList(
  params: QueryParams,
): Pick<PrefixList, 'name' | 'family' | 'maxEntries' | 'tags'> {
  params.text('ClientToken');
  return {
    name: readName(params.requiredText('PrefixListName')),
    family: readFamily(params.requiredText('AddressFamily')),
    maxEntries: readMaxEntries(params) ?? missingSize(),
    tags: readTagSpecifications(params, 'prefix-list'),
  };
}

function readFamily(text: string): PrefixList['family'] {
  if (text === 'IPv4') return 'ipv4';
  if (text === 'IPv6') return 'ipv6';
  throw invalidParameterValue(`Invalid value '${text}' for AddressFamily. Must be IPv4 or IPv6.`);
}

function missingSize(): never {
  throw invalidParameterValue('MaxEntries must be given and greater than 0.');
}

/** A name that AWS does not keep for itself. Throws `InvalidParameterValue`. */
export function readName(name: string): string {
  if (!name.startsWith('com.amazonaws')) return name;
  throw invalidParameterValue('A prefix list name cannot start with com.amazonaws.');
}

/** Throws `InvalidParameterValue` for a size below 1. */
export function readMaxEntries(params: QueryParams): number | undefined {
  const size = params.integer('MaxEntries');
  if (size === undefined || size >= 1) return size;
  return missingSize();
}
