import type { Direction } from '../../domain/change/exposure-change.ts';
import type { SecurityGroupRule } from '../../domain/change/security-group-rule.ts';
import { elements, field, isBlank, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';
import { readCidr, readPermissionSources, readRuleSource } from './rule-source.ts';
import { readTrafficRange } from './traffic-range.ts';

/** The rules that the request of an Authorize or Revoke asks for: those of `ipPermissions`, and
 * that of the flat call, whose permission lies in the parameters themselves. Rule ids are not
 * known from a request. */
export function readRequestedRules(parameters: unknown): Reading<readonly SecurityGroupRule[]> {
  const permissions = elements(field(parameters, 'ipPermissions'));
  if (permissions === undefined) {
    return problem(
      `ipPermissions should be a list, and is ${quoted(field(parameters, 'ipPermissions'))}`,
    );
  }
  const parts = permissions.map(readPermission);
  if (isFlatCall(parameters)) parts.push(readFlatPermission(parameters));
  const rules = all(parts);
  return rules.kind === 'problem' ? rules : read(rules.value.flat());
}

function readPermission(permission: unknown): Reading<readonly SecurityGroupRule[]> {
  const range = readTrafficRange(permission);
  if (range.kind === 'problem') return range;
  const sources = readPermissionSources(permission);
  if (sources.kind === 'problem') return sources;
  return read(sources.value.map((source) => ({ ...range.value, ...source, ruleId: null })));
}

const FLAT_KEYS = ['ipProtocol', 'fromPort', 'toPort', 'cidrIp'];
const FLAT_GROUP_KEY = 'sourceSecurityGroupName';

function isFlatCall(parameters: unknown): boolean {
  return [...FLAT_KEYS, FLAT_GROUP_KEY].some((key) => !isBlank(field(parameters, key)));
}

function readFlatPermission(parameters: unknown): Reading<readonly SecurityGroupRule[]> {
  const groupName = field(parameters, FLAT_GROUP_KEY);
  if (!isBlank(groupName)) {
    return problem(`the source group is named only ${quoted(groupName)}, not by its sg-… id`);
  }
  const range = readTrafficRange(parameters);
  if (range.kind === 'problem') return range;
  const source = readCidr(field(parameters, 'cidrIp'));
  if (source.kind === 'problem') return source;
  return read([{ ...range.value, source: source.value, ruleId: null, description: null }]);
}

/** The rules of one direction in a response's list (`securityGroupRuleSet`,
 * `revokedSecurityGroupRuleSet`), or undefined where the response has no such list, as before July
 * 2021 for the former and some time after 2023 for the latter. */
export function readAnsweredRules(
  list: unknown,
  direction: Direction,
): Reading<readonly SecurityGroupRule[]> | undefined {
  if (list === undefined || list === null) return undefined;
  const items = elements(list);
  if (items === undefined) return problem(`the list of rules in the response is ${quoted(list)}`);
  return all(items.filter((item) => canGo(direction, item)).map(readRule));
}

/** What does not say which way it goes goes the way of the call. */
function canGo(direction: Direction, item: unknown): boolean {
  const isEgress = scalarText(field(item, 'isEgress'))?.toLowerCase();
  return isEgress === undefined || (isEgress === 'true') === (direction === 'outbound');
}

function readRule(item: unknown): Reading<SecurityGroupRule> {
  return readRuleValues(item, scalarText(field(item, 'securityGroupRuleId')) ?? null);
}

/** A rule whose protocol, ports and one source are keys of `holder`, of either family. */
export function readRuleValues(holder: unknown, ruleId: string | null): Reading<SecurityGroupRule> {
  const range = readTrafficRange(holder);
  if (range.kind === 'problem') return range;
  const source = readRuleSource(holder);
  if (source.kind === 'problem') return source;
  return read({ ...range.value, ...source.value, ruleId });
}
