import type { SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
import { type ChangeParts, groupParts } from './change-parts.ts';
import { readGroupReference } from './group-reference.ts';
import { elements, field, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';
import { readParameters } from './request-parameters.ts';
import { readRuleValues } from './rules.ts';

/** `ModifySecurityGroupRules`, of the wrapper family: the response tells nothing, the request the
 * new values but neither the direction nor the old ones. */
export function decodeModify(record: unknown, accountId: string): ChangeParts {
  const request = field(field(record, 'requestParameters'), 'ModifySecurityGroupRulesRequest');
  const parameters = readParameters(record);
  const rules = parameters.kind === 'problem' ? parameters : readEditedRules(request);
  return groupParts(
    readGroupReference(request, [], accountId),
    rules.kind === 'problem'
      ? rules
      : read({ kind: 'rulesEdited', direction: 'unknown', rules: rules.value, ruleIds: [] }),
  );
}

function readEditedRules(request: unknown): Reading<readonly SecurityGroupRule[]> {
  const list = field(request, 'SecurityGroupRule');
  const items = elements(list);
  if (items === undefined) return problem(`SecurityGroupRule is ${quoted(list)}`);
  if (items.length === 0) return problem('the request names no rule');
  return all(items.map(readEditedRule));
}

/** The name repeats: the element has the id, and under its own `SecurityGroupRule` the values. */
function readEditedRule(item: unknown): Reading<SecurityGroupRule> {
  const ruleId = scalarText(field(item, 'SecurityGroupRuleId')) ?? null;
  return readRuleValues(field(item, 'SecurityGroupRule'), ruleId);
}
