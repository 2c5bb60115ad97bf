import { flatRuleRequest } from '../cloudtrail/flat-request.ts';
import { AwsError, missingParameter } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { findGroup, ruleNotFound } from '../world/lookup.ts';
import {
  type RuleDirection,
  type RuleValues,
  type SecurityGroupRule,
  withGroup,
} from '../world/model.ts';
import type { Ec2Action, Ec2Command } from './action.ts';
import { sameRule } from './rule-identity.ts';
import { readRules, resolveRule } from './rule-request.ts';

/** Sets or, where none is given, removes the descriptions of ingress rules, named by values or ids. */
export const updateSecurityGroupRuleDescriptionsIngress: Ec2Action = {
  name: 'UpdateSecurityGroupRuleDescriptionsIngress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => redescribe('ingress', params),
};

/** As its ingress twin. */
export const updateSecurityGroupRuleDescriptionsEgress: Ec2Action = {
  name: 'UpdateSecurityGroupRuleDescriptionsEgress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => redescribe('egress', params),
};

function redescribe(direction: RuleDirection, params: QueryParams): Ec2Command {
  const name = { groupId: params.text('GroupId'), groupName: params.text('GroupName') };
  const rules = readRules(params);
  const byId = params.list('SecurityGroupRuleDescription').map(readById);
  if (rules.length === 0 && byId.length === 0) {
    throw missingParameter('ipPermissions or securityGroupRuleDescriptions');
  }
  return (call) => {
    const group = findGroup(call.state, name);
    const candidates = group.rules.filter((rule) => rule.direction === direction);
    const descriptions = new Map([
      ...byId.map((entry) => describeById(candidates, entry)),
      ...rules.map((rule) => describeByValues(candidates, resolveRule(call, group, rule))),
    ]);
    const next = { ...group, rules: group.rules.map((rule) => redescribed(rule, descriptions)) };
    return { body: { return: true }, next: withGroup(call.state, next) };
  };
}

interface DescriptionById {
  readonly ruleId: string;
  readonly description: string | undefined;
}

type NewDescription = readonly [ruleId: string, description: string | undefined];

function readById(entry: QueryParams): DescriptionById {
  return {
    ruleId: entry.requiredText('SecurityGroupRuleId'),
    description: entry.text('Description'),
  };
}

function describeById(
  candidates: readonly SecurityGroupRule[],
  entry: DescriptionById,
): NewDescription {
  const known = candidates.some((rule) => rule.ruleId === entry.ruleId);
  if (!known) throw ruleNotFound(entry.ruleId);
  return [entry.ruleId, entry.description];
}

function describeByValues(
  candidates: readonly SecurityGroupRule[],
  wanted: RuleValues,
): NewDescription {
  const existing = sameRule(candidates, wanted);
  if (existing) return [existing.ruleId, wanted.description];
  throw new AwsError(
    'InvalidPermission.NotFound',
    'The specified rule does not exist in this security group.',
  );
}

function redescribed(
  rule: SecurityGroupRule,
  descriptions: ReadonlyMap<string, string | undefined>,
): SecurityGroupRule {
  if (!descriptions.has(rule.ruleId)) return rule;
  const { description: _replaced, ...rest } = rule;
  const description = descriptions.get(rule.ruleId);
  return description ? { ...rest, description } : rest;
}
