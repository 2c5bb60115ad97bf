import { flatRuleRequest } from '../cloudtrail/flat-request.ts';
import { AwsError, missingParameter } from '../wire/aws-error.ts';
import type { QueryParams } from '../wire/query-params.ts';
import { findGroup, ruleNotFound } from '../world/lookup.ts';
import {
  type RuleDirection,
  type RuleValues,
  type SecurityGroup,
  type SecurityGroupRule,
  withGroup,
} from '../world/model.ts';
import type { Ec2Action, Ec2Call, Ec2Command } from './action.ts';
import { sameRule } from './rule-identity.ts';
import { type RequestedRule, readRules, resolveRule } from './rule-request.ts';
import { permissionsXml, revokedRuleXml } from './rule-xml.ts';

/** Removes rules by their values or by their ids. Values that match no rule are an error in a
 * non-default VPC and `unknownIpPermissionSet` in a success in a default one (EC2 API reference,
 * RevokeSecurityGroupIngress); an unknown id is always an error. */
export const revokeSecurityGroupIngress: Ec2Action = {
  name: 'RevokeSecurityGroupIngress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => {
    const groupName = params.text('GroupName');
    return revoke('ingress', { groupName, ...readRevoke(params) });
  },
};

/** As its ingress twin, by group id only. */
export const revokeSecurityGroupEgress: Ec2Action = {
  name: 'RevokeSecurityGroupEgress',
  trail: { kind: 'flat', request: flatRuleRequest },
  prepare: (params) => revoke('egress', readRevoke(params)),
};

interface RevokeRequest {
  readonly groupId?: string | undefined;
  readonly groupName?: string | undefined;
  readonly rules: readonly RequestedRule[];
  readonly ruleIds: readonly string[];
}

interface Matched {
  readonly revoked: readonly SecurityGroupRule[];
  readonly unknown: readonly RuleValues[];
}

function readRevoke(params: QueryParams): RevokeRequest {
  const rules = readRules(params);
  const ruleIds = params.texts('SecurityGroupRuleId');
  if (rules.length > 0 && ruleIds.length > 0) {
    throw new AwsError(
      'InvalidParameterCombination',
      'The parameter securityGroupRuleIds cannot be used with the parameter ipPermissions',
    );
  }
  if (rules.length === 0 && ruleIds.length === 0) {
    throw missingParameter('ipPermissions or securityGroupRuleIds');
  }
  return { groupId: params.text('GroupId'), rules, ruleIds };
}

function revoke(direction: RuleDirection, request: RevokeRequest): Ec2Command {
  return (call) => {
    const group = findGroup(call.state, request);
    const candidates = group.rules.filter((rule) => rule.direction === direction);
    const { revoked, unknown } =
      request.ruleIds.length > 0
        ? matchIds(candidates, request.ruleIds)
        : matchValues(call, group, candidates, request.rules);
    const rules = group.rules.filter((rule) => !revoked.includes(rule));
    return {
      body: {
        return: true,
        ...(unknown.length > 0
          ? { unknownIpPermissionSet: permissionsXml(call.state, unknown) }
          : {}),
        ...(revoked.length > 0
          ? {
              revokedSecurityGroupRuleSet: revoked.map((rule) => revokedRuleXml(call, group, rule)),
            }
          : {}),
      },
      next: withGroup(call.state, { ...group, rules }),
    };
  };
}

function matchIds(candidates: readonly SecurityGroupRule[], ruleIds: readonly string[]): Matched {
  const revoked = ruleIds.map((ruleId) => {
    const rule = candidates.find((candidate) => candidate.ruleId === ruleId);
    if (!rule) throw ruleNotFound(ruleId);
    return rule;
  });
  return { revoked, unknown: [] };
}

function matchValues(
  call: Ec2Call,
  group: SecurityGroup,
  candidates: readonly SecurityGroupRule[],
  requested: readonly RequestedRule[],
): Matched {
  const wanted = requested.map((rule) => resolveRule(call, group, rule));
  const unknown = wanted.filter((rule) => !sameRule(candidates, rule));
  if (unknown.length > 0 && !call.state.vpcs.get(group.vpcId)?.isDefault) {
    throw new AwsError(
      'InvalidPermission.NotFound',
      'The specified rule does not exist in this security group.',
    );
  }
  return { revoked: wanted.flatMap((rule) => sameRule(candidates, rule) ?? []), unknown };
}
