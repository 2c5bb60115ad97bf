import type { TypedProblem } from '../../domain/hardening/typed-networks.ts';
import { typedNetworks } from '../../domain/hardening/typed-networks.ts';
import type { SourceSet } from '../../domain/net/source.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { PortTableName } from '../../domain/scenario/port-table.ts';
import {
  missingRoles,
  NETWORK_ROLES,
  rolesOf,
  type ScenarioChoice,
  type StoredChoice,
  storedChoice,
} from '../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import type { NetworkRole } from '../../domain/scenario/wanted-rule.ts';
import type { FormProblem, TypedChoice } from '../ports.ts';

/** A form as a choice, or everything that is wrong in it. Networks of which the table has no row are left
 * out. Pure. */
export function readForm(
  { table, networks, isLdapsUsed, isTrustCreated }: TypedChoice & { readonly table: PortTableName },
  policy: Policy,
):
  | { readonly kind: 'choice'; readonly choice: StoredChoice }
  | { readonly kind: 'badForm'; readonly problems: readonly FormProblem[] } {
  const { needed, added } = rolesOf(PORT_TABLES[table]);
  const sets = new Map<NetworkRole, SourceSet>();
  const problems: FormProblem[] = [];
  for (const role of NETWORK_ROLES.filter((each) => [...needed, ...added].includes(each))) {
    const typed = typedNetworks(networks[role] ?? '', policy.networks ?? new Map());
    if (typed?.kind === 'sources') sets.set(role, typed.sources);
    if (typed?.kind === 'problem') problems.push(problemOf(role, typed.problem));
  }
  const choice: ScenarioChoice = { name: table, networks: sets, isLdapsUsed, isTrustCreated };
  const told = new Set(problems.map(({ role }) => role));
  const missing = missingRoles(choice).filter((role) => !told.has(role));
  const all = [...problems, ...missing.map((role) => problemOf(role, { kind: 'missing' }))];
  if (all.length > 0) return { kind: 'badForm', problems: all };
  return { kind: 'choice', choice: storedChoice(choice) };
}

function problemOf(
  role: NetworkRole,
  problem: TypedProblem | { readonly kind: 'missing' },
): FormProblem {
  return { role, problem };
}
