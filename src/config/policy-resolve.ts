import { GUARDED_SERVICES, type GuardKind, type ServiceName } from '../domain/guard/services.ts';
import { cidr } from '../domain/net/cidr.ts';
import { NO_SOURCES, type SourceSet, union } from '../domain/net/source.ts';
import type {
  ApproverScope,
  Approvers,
  GroupSelector,
  Guard,
  PeopleList,
  PeopleTies,
  Policy,
} from '../domain/policy/policy.ts';
import { NETWORK_ROLES, type ScenarioChoice } from '../domain/scenario/scenario-choice.ts';
import type { NetworkRole } from '../domain/scenario/wanted-rule.ts';
import { resolveAccounts } from './policy-accounts.ts';
import { resolveApprovals } from './policy-approvals.ts';
import { type Networks, parseEntry } from './policy-entry.ts';
import { resolveExemptions } from './policy-exemptions.ts';
import { OTHER_SERVICES } from './policy-references.ts';
import type { PolicyShape } from './policy-schema.ts';

type GuardShape = PolicyShape['guards'][number];
type PeopleShape = NonNullable<PolicyShape['breakGlass']>;
type PeopleTiesShape = NonNullable<PolicyShape['people']>;
type ScopeShape = PolicyShape['approvers']['rules'][number]['for'];
type ScenarioShape = NonNullable<GuardShape['scenario']>;

/** A policy from a shape in which every name is known to lead somewhere.
 * @throws RangeError where one does not: {@link referenceComplaints} was not asked. */
export function resolvePolicy(shape: PolicyShape): Policy {
  const networks: Networks = new Map(
    Object.entries(shape.networks).map(([name, blocks]) => [name, blocks.map(cidr)]),
  );
  return {
    guards: shape.guards.map((guard) => resolveGuard(guard, networks)),
    approvers: resolveApprovers(shape.approvers),
    ...(shape.breakGlass === undefined ? {} : { breakGlass: peopleList(shape.breakGlass) }),
    ...(shape.people === undefined ? {} : { people: resolveTies(shape.people) }),
    channelId: shape.slack.channel,
    networks,
    approvals: resolveApprovals(shape.approvals),
    ...(shape.exemptions === undefined
      ? {}
      : { exemptions: resolveExemptions(shape.exemptions, networks) }),
    ...resolveKeeping(shape),
    ...resolveAccounts(shape),
  };
}

function resolveKeeping({ log, retention }: PolicyShape): Pick<Policy, 'logAnchor' | 'recordDays'> {
  const { channel, file } = log?.anchor ?? {};
  return {
    ...(channel === undefined ? {} : { logAnchor: { kind: 'channel', channelId: channel } }),
    ...(file === undefined ? {} : { logAnchor: { kind: 'file', path: file } }),
    ...(retention === undefined ? {} : { recordDays: retention.recordDays }),
  };
}

function resolveApprovers({ deny, rules, ...general }: PolicyShape['approvers']): Approvers {
  const resolved = rules.map(({ for: scope, ...people }) => {
    return { for: onlyGiven(scope), ...peopleList(people) };
  });
  return {
    ...peopleList(general),
    ...(rules.length === 0 ? {} : { rules: resolved }),
    ...(deny === undefined ? {} : { deny: peopleList(deny) }),
  };
}

function peopleList({ users, groups }: PeopleShape): PeopleList {
  return { userIds: users, userGroupIds: groups };
}

function onlyGiven({ kinds, accounts, severities }: ScopeShape): ApproverScope {
  return {
    ...(kinds === undefined ? {} : { kinds }),
    ...(accounts === undefined ? {} : { accounts }),
    ...(severities === undefined ? {} : { severities }),
  };
}

function resolveTies({ emails, sourceIdentity, map }: PeopleTiesShape): PeopleTies {
  return {
    isByEmail: emails,
    isBySourceIdentity: sourceIdentity,
    userIds: new Map(map.map(({ identity, user }) => [identity, user])),
  };
}

function resolveGuard(
  { name, kind, match, approved, outbound, scenario }: GuardShape,
  networks: Networks,
): Guard {
  return {
    name,
    kind,
    match: match.map(withoutAbsent),
    approved: resolveServices(approved, kind, networks),
    ...(outbound === undefined ? {} : { outbound: resolveServices(outbound, kind, networks) }),
    ...(scenario === undefined ? {} : { scenario: resolveScenario(scenario, networks) }),
  };
}

/** Unless the file says otherwise a scenario is whole: LDAP over SSL is used, a trust is still to be
 * made, and nothing may be closed. */
function resolveScenario(
  { name, ldaps = true, trustCreated = false, ...roles }: ScenarioShape,
  networks: Networks,
): ScenarioChoice {
  const sets = NETWORK_ROLES.flatMap((role): readonly (readonly [NetworkRole, SourceSet])[] => {
    const entries = roles[role];
    return entries === undefined ? [] : [[role, resolveEntries(entries, networks)]];
  });
  return { name, networks: new Map(sets), isLdapsUsed: ldaps, isTrustCreated: trustCreated };
}

/** Who is approved for each service of a kind; services that are approved for nobody are left out. */
function resolveServices(
  entriesByService: GuardShape['approved'],
  kind: GuardKind,
  networks: Networks,
): ReadonlyMap<ServiceName, SourceSet> {
  const services: readonly ServiceName[] = GUARDED_SERVICES[kind];
  const sources = services.flatMap((service): readonly (readonly [ServiceName, SourceSet])[] => {
    const entries = entriesByService[service] ?? entriesByService[OTHER_SERVICES] ?? [];
    if (entries.length === 0) return [];
    return [[service, resolveEntries(entries, networks)]];
  });
  return new Map(sources);
}

function resolveEntries(entries: readonly string[], networks: Networks): SourceSet {
  return entries.map((entry) => resolveEntry(entry, networks)).reduce(union, NO_SOURCES);
}

function resolveEntry(entry: string, networks: Networks): SourceSet {
  const parsed = parseEntry(entry, networks);
  if (parsed.kind === 'problem') throw new RangeError(parsed.message);
  return parsed.sources;
}

function withoutAbsent(selector: GuardShape['match'][number]): GroupSelector {
  const given = Object.entries(selector).filter(([, value]) => value !== undefined);
  // Each entry keeps its key and type; only those that are absent are gone.
  return Object.fromEntries(given) as GroupSelector;
}
