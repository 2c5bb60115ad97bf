import { ruleNotFound } from '../world/lookup.ts';
import type { SecurityGroup, SecurityGroupRule, WorldState } from '../world/model.ts';
import type { Tag } from '../world/tag.ts';
import { type Ec2Action, NOT_RECORDED } from './action.ts';
import { type FilterTable, readFilters } from './filters.ts';
import { readPaging } from './paging.ts';
import { ruleXml } from './rule-xml.ts';
import { tagSetXml } from './tag-params.ts';

interface RuleInGroup {
  readonly group: SecurityGroup;
  readonly rule: SecurityGroupRule;
  readonly tags: readonly Tag[];
}

const FILTERS: FilterTable<RuleInGroup> = {
  'group-id': ({ group }) => [group.groupId],
  'security-group-rule-id': ({ rule }) => [rule.ruleId],
};

export const describeSecurityGroupRules: Ec2Action = {
  name: 'DescribeSecurityGroupRules',
  trail: NOT_RECORDED,
  prepare: (params) => {
    const ruleIds = params.texts('SecurityGroupRuleId');
    const matches = readFilters(params, FILTERS);
    const page = readPaging(params);
    return (call) => {
      const { items, nextToken } = page(named(call.state, ruleIds).filter(matches));
      const securityGroupRuleSet = items.map(({ group, rule }) => ({
        ...ruleXml(call, group, rule),
        tagSet: tagSetXml(rule.tags),
      }));
      return { body: { securityGroupRuleSet, ...nextToken } };
    };
  },
};

function named(state: WorldState, ruleIds: readonly string[]): readonly RuleInGroup[] {
  const all = [...state.groups.values()].flatMap((group) =>
    group.rules.map((rule) => ({ group, rule, tags: rule.tags })),
  );
  if (ruleIds.length === 0) return all;
  return ruleIds.map((ruleId) => {
    const found = all.find(({ rule }) => rule.ruleId === ruleId);
    if (!found) throw ruleNotFound(ruleId);
    return found;
  });
}
