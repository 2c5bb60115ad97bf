import type { ApproverScope, PeopleList, PeopleTies, Policy } from '../domain/policy/policy.ts';

/** Who may approve what, who may not, who may act alone, and how an actor is found in Slack. Pure. */
export function describeDeciders({
  approvers,
  breakGlass = NOBODY,
  people,
}: Policy): readonly string[] {
  const { rules = [], deny = NOBODY } = approvers;
  const general = `Approvers: ${describeList(approvers)}.`;
  return [
    ...(rules.length === 0 ? [general] : ruleLines(rules, approvers)),
    ...(isNobody(deny) ? [] : [`May only look, whatever else names them: ${describeList(deny)}.`]),
    isNobody(breakGlass)
      ? 'Nobody may break glass.'
      : `May break glass, alone, with a reason and a review: ${describeList(breakGlass)}.`,
    ...describeTies(people),
  ];
}

const NOBODY: PeopleList = { userIds: [], userGroupIds: [] };

function ruleLines(
  rules: NonNullable<Policy['approvers']['rules']>,
  general: PeopleList,
): readonly string[] {
  return [
    'May approve, by the first of these that matches',
    ...rules.map((rule) => `  ${describeScope(rule.for)}: ${describeList(rule)}`),
    `  anything else: ${describeList(general)}`,
  ];
}

function describeScope({ kinds, accounts, severities }: ApproverScope): string {
  const parts = [
    ...(severities === undefined ? [] : [`of severity ${severities.join(' or ')}`]),
    ...(kinds === undefined ? [] : [`on groups of kind ${kinds.join(' or ')}`]),
    ...(accounts === undefined ? [] : [`in account ${accounts.join(' or ')}`]),
  ];
  return `what is ${parts.join(' and ')}`;
}

function describeList({ userIds, userGroupIds }: PeopleList): string {
  const users = userIds.length === 0 ? [] : [userIds.join(', ')];
  const groups = userGroupIds.length === 0 ? [] : [`members of ${userGroupIds.join(', ')}`];
  return [...users, ...groups].join('; ');
}

function isNobody({ userIds, userGroupIds }: PeopleList): boolean {
  return userIds.length + userGroupIds.length === 0;
}

function describeTies(ties: PeopleTies | undefined): readonly string[] {
  if (ties === undefined) return ['Whose call it was is not looked up in Slack.'];
  const ways = [
    ...(ties.userIds.size === 0 ? [] : [`by the map, of ${ties.userIds.size}`]),
    ...(ties.isByEmail ? ['by the e-mail address in Slack'] : []),
  ];
  const which = ties.isBySourceIdentity
    ? 'Identity Center users, a sourceIdentity and IAM users'
    : 'Identity Center users and IAM users';
  const how = ways.length === 0 ? 'in no way: neither emails nor map' : ways.join(', else ');
  return [
    `Whose call it was is known of ${which}, ${how}; an IAM user by the map alone.`,
    ...[...ties.userIds].map(([identity, userId]) => `  ${identity} is ${userId}`),
  ];
}
