import type { Direction } from '../../domain/change/exposure-change.ts';
import { doorKey, type SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
import { type DecodeAction, groupParts } from './change-parts.ts';
import { readGroupReference } from './group-reference.ts';
import { elements, field } from './json.ts';
import { problem, type Reading, read } from './reading.ts';
import { readParameters } from './request-parameters.ts';
import { readAnsweredRules, readRequestedRules } from './rules.ts';

/** `AuthorizeSecurityGroupIngress` and `…Egress`, of the flat family. */
export function decodeAuthorize(direction: Direction): DecodeAction {
  return (record, accountId) => {
    const parameters = readParameters(record);
    const answer = field(field(record, 'responseElements'), 'securityGroupRuleSet');
    const requested =
      parameters.kind === 'problem' ? parameters : readRequestedRules(parameters.value);
    const rules = addedRules(requested, readAnsweredRules(answer, direction));
    return groupParts(
      readGroupReference(field(record, 'requestParameters'), elements(answer) ?? [], accountId),
      rules.kind === 'problem'
        ? rules
        : read({ kind: 'rulesAdded', direction, rules: rules.value, ruleIds: [] }),
    );
  };
}

/** The rules of the response, which have ids, and those of the request that the response does not
 * show, for CloudTrail cuts long responses. One that cannot be read leaves the other: a call that
 * succeeded did all that it was asked. */
function addedRules(
  requested: Reading<readonly SecurityGroupRule[]>,
  answered: Reading<readonly SecurityGroupRule[]> | undefined,
): Reading<readonly SecurityGroupRule[]> {
  const answeredRules = answered?.kind === 'read' ? answered.value : [];
  if (requested.kind === 'problem' && answeredRules.length === 0) return requested;
  const requestedRules = requested.kind === 'read' ? requested.value : [];
  const shown = new Set(answeredRules.map(doorKey));
  const rules = [...answeredRules, ...requestedRules.filter((rule) => !shown.has(doorKey(rule)))];
  return rules.length > 0 ? read(rules) : problem('neither request nor response names a rule');
}
