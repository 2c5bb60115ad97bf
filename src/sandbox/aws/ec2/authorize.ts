import { flatRuleRequest } from '../cloudtrail/flat-request.ts';
import { missingParameter } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { findGroup } from '../world/lookup.ts';
import { type RuleDirection, type SecurityGroupRule, withGroup } from '../world/model.ts';
import type { Tag } from '../world/tag.ts';
import type { Ec2Action, Ec2Command } from './action.ts';
import { checkRules } from './rule-limits.ts';
import { type RequestedRule, readRules, resolveRule } from './rule-request.ts';
import { ruleXml } from './rule-xml.ts';
import { readTagSpecifications, tagSetXml } from './tag-params.ts';

/** Adds one rule per source, all or none. */
export const authorizeSecurityGroupIngress: Ec2Action = {
  name: 'AuthorizeSecurityGroupIngress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => {
    const groupName = params.text('GroupName');
    return authorize('ingress', { groupName, ...readAuthorize(params) });
  },
};

/** As its ingress twin, by group id only. */
export const authorizeSecurityGroupEgress: Ec2Action = {
  name: 'AuthorizeSecurityGroupEgress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => authorize('egress', readAuthorize(params)),
};

interface AuthorizeRequest {
  readonly groupId?: string | undefined;
  readonly groupName?: string | undefined;
  readonly rules: readonly RequestedRule[];
  readonly tags: readonly Tag[];
}

function readAuthorize(params: QueryParams): AuthorizeRequest {
  const rules = readRules(params);
  if (rules.length === 0) throw missingParameter('ipPermissions');
  return {
    groupId: params.text('GroupId'),
    rules,
    tags: readTagSpecifications(params, 'security-group-rule'),
  };
}

function authorize(direction: RuleDirection, request: AuthorizeRequest): Ec2Command {
  return (call) => {
    const group = findGroup(call.state, request);
    const added = request.rules.map(
      (rule): SecurityGroupRule => ({
        ...resolveRule(call, group, rule),
        ruleId: call.newId('sgr'),
        direction,
        tags: request.tags,
      }),
    );
    const next = { ...group, rules: [...group.rules, ...added] };
    checkRules(call.state, next);
    const tagSet = request.tags.length > 0 ? { tagSet: tagSetXml(request.tags) } : {};
    const answered = added.map((rule) => ({ ...ruleXml(call, group, rule), ...tagSet }));
    return {
      body: { return: true, securityGroupRuleSet: answered },
      next: withGroup(call.state, next),
    };
  };
}
