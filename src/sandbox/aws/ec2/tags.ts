import { flatTagsRequest } from '../cloudtrail/flat-request.ts';
import { missingParameter } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { groupById, ruleNotFound } from '../world/lookup.ts';
import {
  type WorldState,
  withEntry,
  withGroup,
  withInstance,
  withInterface,
} from '../world/model.ts';
import type { Tag } from '../world/tag.ts';
import type { Ec2Action } from './action.ts';
import { instanceById } from './instances/find.ts';
import { interfaceById } from './interfaces/find.ts';
import { prefixListById } from './prefix-lists/find.ts';
import { mergeTags, readTags, refuseReservedKeys, refuseTagging } from './tag-params.ts';

/** Sets tags on groups, rules, prefix lists, instances and interfaces. Keys that start with `aws:` are
 * AWS's own: `InvalidParameterValue`. */
export const createTags: Ec2Action = {
  name: 'CreateTags',
  trail: { kind: 'flat', request: flatTagsRequest },
  prepare: (params) => {
    const tags = readTags(params);
    if (tags.length === 0) throw missingParameter('tagSet');
    refuseReservedKeys(tags);
    return retag(params, (existing) => mergeTags(existing, tags));
  },
};

/** Removes tags: a key with a value only when the value is the same, a key alone always, and with no
 * tag named every one. */
export const deleteTags: Ec2Action = {
  name: 'DeleteTags',
  trail: { kind: 'flat', request: flatTagsRequest },
  prepare: (params) => {
    const doomed = params
      .list('Tag')
      .map((tag) => ({ key: tag.requiredText('Key'), value: tag.text('Value') }));
    if (doomed.length === 0) return retag(params, () => []);
    return retag(params, (existing) =>
      existing.filter(
        (tag) =>
          !doomed.some(({ key, value }) => key === tag.key && (value ?? tag.value) === tag.value),
      ),
    );
  },
};

type Retag = (tags: readonly Tag[]) => readonly Tag[];

function retag(params: QueryParams, change: Retag): ReturnType<Ec2Action['prepare']> {
  const resourceIds = params.texts('ResourceId');
  if (resourceIds.length === 0) throw missingParameter('resourceIdSet');
  return (call) => ({
    body: { return: true },
    next: resourceIds.reduce((state, id) => retagOne(state, id, change), call.state),
  });
}

function retagOne(state: WorldState, resourceId: string, change: Retag): WorldState {
  switch (resourceId.split('-')[0]) {
    case 'sg': {
      const group = groupById(state, resourceId);
      return withGroup(state, { ...group, tags: change(group.tags) });
    }
    case 'sgr':
      return retagRule(state, resourceId, change);
    case 'pl': {
      const list = prefixListById(state, resourceId);
      const tagged = { ...list, tags: change(list.tags) };
      return { ...state, prefixLists: withEntry(state.prefixLists, resourceId, tagged) };
    }
    case 'i': {
      const instance = instanceById(state, resourceId);
      return withInstance(state, { ...instance, tags: change(instance.tags) });
    }
    case 'eni': {
      const each = interfaceById(state, resourceId);
      return withInterface(state, { ...each, tags: change(each.tags) });
    }
    default:
      return refuseTagging(resourceId);
  }
}

function retagRule(state: WorldState, ruleId: string, change: Retag): WorldState {
  const group = [...state.groups.values()].find((candidate) =>
    candidate.rules.some((rule) => rule.ruleId === ruleId),
  );
  if (!group) throw ruleNotFound(ruleId);
  const rules = group.rules.map((rule) =>
    rule.ruleId === ruleId ? { ...rule, tags: change(rule.tags) } : rule,
  );
  return withGroup(state, { ...group, rules });
}
