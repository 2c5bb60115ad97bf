import { GUARDED_SERVICES, type GuardKind } from '../domain/guard/services.ts';
import { nearest } from './nearest.ts';
import { accountComplaints } from './policy-accounts.ts';
import { ANYWHERE, entryComplaints, type Networks } from './policy-entry.ts';
import { standingComplaints } from './policy-exemptions.ts';
import type { Complaint } from './policy-problem.ts';
import { scenarioComplaints } from './policy-scenario.ts';
import { GUARD_REFERENCES } from './policy-schema.ts';
import { quoted } from './safe-text.ts';

/** The keys of a guard under which services stand, each with who is approved. */
const SERVICE_KEYS = ['approved', 'outbound'] as const;

/** The key among services that stands for every service of the guard's kind that has no key of its
 * own there. */
export const OTHER_SERVICES = 'otherServices';

/** What is wrong with the names in a policy that its shape does not show: networks that are not
 * defined, services that a kind does not guard, guards of one name. Takes any value, so that it
 * also tells of a file whose shape is wrong elsewhere. */
export function referenceComplaints(value: unknown): readonly Complaint[] {
  const file = isRecord(value) ? value : {};
  const networkNames = isRecord(file.networks) ? Object.keys(file.networks) : [];
  const guards: readonly unknown[] = Array.isArray(file.guards) ? file.guards : [];
  // Which networks there are is the question here, not what is in them.
  const networks: Networks = new Map(networkNames.map((name) => [name, []]));
  return [
    ...networkNames.flatMap(reservedName),
    ...repeatedNames(guards),
    ...guards.flatMap((guard, i) => guardComplaints(guard, i, networks)),
    ...repeatedIdentities(file.people),
    ...standingComplaints(file.exemptions, networks),
    ...accountComplaints(file.accounts),
  ];
}

/** An identity that stands twice would be whoever came last. */
function repeatedIdentities(people: unknown): readonly Complaint[] {
  const map: readonly unknown[] = isRecord(people) && Array.isArray(people.map) ? people.map : [];
  const identities = map.map((tie) => (isRecord(tie) ? tie.identity : undefined));
  return identities.flatMap((identity, i) => {
    const first = identities.indexOf(identity);
    if (typeof identity !== 'string' || first === i) return [];
    const message = `Identity ${quoted(identity)} stands twice (also people.map[${first}]): it can be one person only`;
    return [{ path: ['people', 'map', i, 'identity'], message }];
  });
}

function reservedName(name: string): readonly Complaint[] {
  if (name !== ANYWHERE && !/^(?:sg|pl|vpc)-/.test(name)) return [];
  const message = `A network cannot be named ${quoted(name)}: ${ANYWHERE}, sg-…, pl-… and vpc-… have a meaning of their own`;
  return [{ path: ['networks', name], message }];
}

function repeatedNames(guards: readonly unknown[]): readonly Complaint[] {
  const names = guards.map((guard) => (isRecord(guard) ? guard.name : undefined));
  return names.flatMap((name, i) => {
    const first = names.indexOf(name);
    if (typeof name !== 'string' || first === i) return [];
    const message = `Guard ${quoted(name)} stands twice (also guards[${first}]): give each its own name`;
    return [{ path: ['guards', i, 'name'], message }];
  });
}

function guardComplaints(guard: unknown, i: number, networks: Networks): readonly Complaint[] {
  const parsed = GUARD_REFERENCES.safeParse(guard);
  if (!parsed.success) return [];
  const { kind, scenario } = parsed.data;
  const ofScenario =
    scenario === undefined
      ? []
      : scenarioComplaints(scenario, kind, { path: ['guards', i, 'scenario'], networks });
  const ofServices = SERVICE_KEYS.flatMap((key) =>
    Object.entries(parsed.data[key]).flatMap(([service, entries]) => {
      const path = ['guards', i, key, service];
      return [
        ...(kind === undefined ? [] : serviceComplaints(service, kind, path)),
        ...entries.flatMap((entry, j) => entryComplaints(entry, networks, [...path, j])),
      ];
    }),
  );
  return [...ofServices, ...ofScenario];
}

function serviceComplaints(
  service: string,
  kind: GuardKind,
  path: Complaint['path'],
): readonly Complaint[] {
  const known: readonly string[] = [...GUARDED_SERVICES[kind], OTHER_SERVICES];
  if (known.includes(service)) return [];
  const meant = nearest(service, known);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const message = `A ${kind} guard does not guard ${quoted(service)}${hint}; it guards ${known.join(', ')}`;
  return [{ path, message }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
