import type { GuardKind } from '../domain/guard/services.ts';
import type { PortTable } from '../domain/scenario/port-table.ts';
import { NETWORK_ROLES, rolesOf } from '../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../domain/scenario/tables.ts';
import { entryComplaints, type Networks } from './policy-entry.ts';
import { type Complaint, pathText } from './policy-problem.ts';
import type { ScenarioReferences } from './policy-schema.ts';

/** Where a scenario stands, and which networks there are. */
interface Around {
  readonly path: Complaint['path'];
  readonly networks: Networks;
}

/** What is wrong with a scenario that its shape does not show: a kind of group that has none, networks
 * that are not defined, networks and answers that its port table lacks or has no use for. */
export function scenarioComplaints(
  scenario: ScenarioReferences,
  kind: GuardKind | undefined,
  { path, networks }: Around,
): readonly Complaint[] {
  const { name } = scenario;
  return [
    ...(kind === undefined || kind === 'directory' ? [] : [wrongKind(kind, path)]),
    ...(name === undefined ? [] : tableComplaints(scenario, PORT_TABLES[name], path)),
    ...NETWORK_ROLES.flatMap((role) =>
      (scenario[role] ?? []).flatMap((entry, i) =>
        entryComplaints(entry, networks, [...path, role, i]),
      ),
    ),
  ];
}

function wrongKind(kind: GuardKind, path: Complaint['path']): Complaint {
  const message = `A ${kind} guard has no scenario: scenarios are for the directories of AWS (kind: directory)`;
  return { path, message: `${pathText(path)}: ${message}` };
}

function tableComplaints(
  scenario: ScenarioReferences,
  table: PortTable,
  path: Complaint['path'],
): readonly Complaint[] {
  const { needed, added } = rolesOf(table);
  const missing = needed.filter((role) => scenario[role] === undefined);
  const idle = NETWORK_ROLES.filter(
    (role) => scenario[role] !== undefined && ![...needed, ...added].includes(role),
  );
  const kinds = table.notes.map((note) => note.kind);
  return [
    ...missing.map((role) => ({
      path,
      message: `${pathText(path)}: ${table.name} needs ${role}: say whose addresses that is`,
    })),
    ...idle.map((role) => useless(table, [...path, role])),
    ...(scenario.ldaps === undefined || kinds.includes('forLdapsOnly')
      ? []
      : [useless(table, [...path, 'ldaps'])]),
    ...(scenario.trustCreated === undefined || kinds.includes('forTrustCreation')
      ? []
      : [useless(table, [...path, 'trustCreated'])]),
  ];
}

function useless({ name }: PortTable, path: Complaint['path']): Complaint {
  const message = `${name} has no rows that depend on it: leave it out`;
  return { path, message: `${pathText(path)}: ${message}` };
}
