import type { Direction } from '../../domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
import { type DecodeAction, type GroupContent, groupParts } from './change-parts.ts';
import { readGroupReference } from './group-reference.ts';
import { elements, field, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';
import { readParameters } from './request-parameters.ts';
import { readAnsweredRules, readRequestedRules } from './rules.ts';

/** `RevokeSecurityGroupIngress` and `…Egress`, of the flat family. */
export function decodeRevoke(direction: Direction): DecodeAction {
  return (record, accountId) => {
    const answer = field(field(record, 'responseElements'), 'revokedSecurityGroupRuleSet');
    const removed = readRemoved(record, readAnsweredRules(answer, direction));
    return groupParts(
      readGroupReference(field(record, 'requestParameters'), elements(answer) ?? [], accountId),
      removed.kind === 'problem'
        ? removed
        : read<GroupContent>({ kind: 'rulesRemoved', direction, ...removed.value }),
    );
  };
}

interface Removed {
  readonly rules: readonly SecurityGroupRule[];
  readonly ruleIds: readonly string[];
}

/** The response says what was removed, for a request may name rules that were not there, and what
 * was not closed must not count as closed. Responses without the list leave the request. */
function readRemoved(
  record: unknown,
  answered: Reading<readonly SecurityGroupRule[]> | undefined,
): Reading<Removed> {
  if (answered?.kind === 'read') return read({ rules: answered.value, ruleIds: [] });
  if (answered !== undefined) return answered;
  const parameters = readParameters(record);
  if (parameters.kind === 'problem') return parameters;
  const rules = readRequestedRules(parameters.value);
  if (rules.kind === 'problem') return rules;
  const ruleIds = readRuleIds(parameters.value);
  if (ruleIds.kind === 'problem') return ruleIds;
  if (rules.value.length + ruleIds.value.length === 0) return problem('the request names no rule');
  return read({ rules: rules.value, ruleIds: ruleIds.value });
}

/** The rules that a request names by id. No real record of this form is known: an element is taken
 * as an object with the id, or as the id itself. */
function readRuleIds(parameters: unknown): Reading<readonly string[]> {
  const list =
    field(parameters, 'securityGroupRuleIds') ?? field(parameters, 'securityGroupRuleId');
  const items = typeof list === 'string' && list !== '' ? [list] : elements(list);
  if (items === undefined) return problem(`securityGroupRuleIds is ${quoted(list)}`);
  return all(items.map(readRuleId));
}

function readRuleId(item: unknown): Reading<string> {
  const value = field(item, 'securityGroupRuleId') ?? field(item, 'content') ?? item;
  const ruleId = scalarText(value);
  if (ruleId?.startsWith('sgr-')) return read(ruleId);
  return problem(`a rule should be named by its sgr-… id, and is ${quoted(value)}`);
}
