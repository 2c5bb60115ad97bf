import { type Entry, networkProblem, parseEntry } from '../../config/policy-entry.ts';
import { cidr, parseCidr } from '../../domain/net/cidr.ts';
import { NO_SOURCES, type SourceSet, sourceSet, union } from '../../domain/net/source.ts';
import type { PortTableName } from '../../domain/scenario/port-table.ts';
import {
  missingRoles,
  NETWORK_ROLES,
  rolesOf,
  type ScenarioChoice,
} from '../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import type { NetworkRole } from '../../domain/scenario/wanted-rule.ts';

/** A scenario as the command line names it. */
export interface TriedScenario {
  readonly scenario: PortTableName | null;
  /** Entries by role, each of which {@link networkSources} understands. */
  readonly networks: { readonly [Role in NetworkRole]?: readonly string[] };
  readonly isLdapsUsed: boolean;
  readonly isTrustCreated: boolean;
}

/** The option for each network. */
const OPTIONS: Readonly<Record<NetworkRole, string>> = {
  onPremises: '--on-premises',
  clients: '--clients',
  certificateAuthority: '--certificate-authority',
};

/** Who an entry of a network on the command line is. Policy gives blocks a name first; here nobody would. */
export function networkSources(text: string): Entry {
  const isBlock = parseCidr(text).kind !== 'problem';
  if (isBlock) {
    const problem = networkProblem(text);
    if (problem !== undefined) return { kind: 'problem', message: problem };
    return { kind: 'sources', sources: sourceSet([{ kind: 'cidr', cidr: cidr(text) }]) };
  }
  if (/^(?:sg-|pl-|vpc-|anywhere$)/.test(text)) return parseEntry(text, new Map());
  const message = networkProblem(text) ?? '';
  return { kind: 'problem', message: `${message}; or a pl-…, sg-… or vpc-… id, or anywhere` };
}

/** The choice that is tried, or what is wrong with it. */
export type Tried =
  | { readonly kind: 'choice'; readonly choice: ScenarioChoice | null }
  | { readonly kind: 'problems'; readonly lines: readonly string[] };

/** The choice that the command line makes; null where it makes none. */
export function triedChoice(tried: TriedScenario): Tried {
  const given = NETWORK_ROLES.filter((role) => tried.networks[role] !== undefined);
  const { scenario, isLdapsUsed, isTrustCreated } = tried;
  if (scenario === null) {
    const idle = given.map((role) => `${OPTIONS[role]} says nothing without --scenario`);
    return idle.length === 0 ? { kind: 'choice', choice: null } : { kind: 'problems', lines: idle };
  }
  const networks = new Map(given.map((role) => [role, setOf(tried.networks[role] ?? [])]));
  const choice = { name: scenario, networks, isLdapsUsed, isTrustCreated };
  const lines = [
    ...missingRoles(choice).map(
      (role) => `${scenario} needs ${OPTIONS[role]}: say whose addresses that is`,
    ),
    ...idleRoles(scenario, given).map(
      (role) => `${scenario} has no rows for ${OPTIONS[role]}: leave it out`,
    ),
  ];
  return lines.length === 0 ? { kind: 'choice', choice } : { kind: 'problems', lines };
}

function idleRoles(name: PortTableName, given: readonly NetworkRole[]): readonly NetworkRole[] {
  const { needed, added } = rolesOf(PORT_TABLES[name]);
  return given.filter((role) => !needed.includes(role) && !added.includes(role));
}

function setOf(entries: readonly string[]): SourceSet {
  return entries.reduce((all, entry) => {
    const parsed = networkSources(entry);
    if (parsed.kind === 'problem') throw new RangeError(parsed.message);
    return union(all, parsed.sources);
  }, NO_SOURCES);
}
