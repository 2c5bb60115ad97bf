import { GUARDED_SERVICES, type GuardKind, type ServiceName } from '../domain/guard/services.ts';
import { cidr } from '../domain/net/cidr.ts';
import { type Source, type SourceSet, sourceSet } from '../domain/net/source.ts';
import type { GroupSelector, Guard, Policy } from '../domain/policy/policy.ts';
import { type Networks, parseEntry } from './policy-entry.ts';
import { OTHER_SERVICES } from './policy-references.ts';
import type { PolicyShape } from './policy-schema.ts';

type GuardShape = PolicyShape['guards'][number];

/** A policy from a shape in which every name is known to lead somewhere.
 * @throws RangeError where one does not: {@link referenceComplaints} was not asked. */
export function resolvePolicy(shape: PolicyShape): Policy {
  const networks: Networks = new Map(
    Object.entries(shape.networks).map(([name, blocks]) => [name, blocks.map(cidr)]),
  );
  return {
    guards: shape.guards.map((guard) => resolveGuard(guard, networks)),
    approvers: { userIds: shape.approvers.users, userGroupIds: shape.approvers.groups },
    channelId: shape.slack.channel,
  };
}

function resolveGuard(
  { name, kind, match, approved, outbound }: GuardShape,
  networks: Networks,
): Guard {
  return {
    name,
    kind,
    match: match.map(withoutAbsent),
    approved: resolveServices(approved, kind, networks),
    ...(outbound === undefined ? {} : { outbound: resolveServices(outbound, kind, networks) }),
  };
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
    return [[service, sourceSet(entries.flatMap((entry) => resolveEntry(entry, networks)))]];
  });
  return new Map(sources);
}

function resolveEntry(entry: string, networks: Networks): readonly Source[] {
  const parsed = parseEntry(entry, networks);
  if (parsed.kind === 'problem') throw new RangeError(parsed.message);
  return parsed.sources;
}

function withoutAbsent(selector: GuardShape['match'][number]): GroupSelector {
  const given = Object.entries(selector).filter(([, value]) => value !== undefined);
  // Each entry keeps its key and type; only those that are absent are gone.
  return Object.fromEntries(given) as GroupSelector;
}
