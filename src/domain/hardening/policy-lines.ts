import { equals } from '../net/address-set.ts';
import type { Cidr } from '../net/cidr.ts';
import { type SourceSet, sourceSet, sourceTexts } from '../net/source.ts';
import type { Guard } from '../policy/policy.ts';
import {
  choiceOf,
  NETWORK_ROLES,
  rolesOf,
  type StoredChoice,
} from '../scenario/scenario-choice.ts';
import { PORT_TABLES } from '../scenario/tables.ts';
import type { NetworkRole } from '../scenario/wanted-rule.ts';

/** What the lines for a policy are made from. */
export interface PolicyLinesFor {
  readonly directoryId: string;
  readonly choice: StoredChoice;
  /** The guard that is meant for the directory's group; null where none is. */
  readonly guard: Guard | null;
  /** The blocks of the policy's networks by their names. */
  readonly networks: ReadonlyMap<string, readonly Cidr[]>;
}

/** The lines of a policy file under which a directory's group is approved to be as a choice has it: networks
 * that have no name yet, and the scenario of the guard; where that guard is of another kind, or there is
 * none, a guard of the directory's own, which has to stand before it. Pure, total. */
export function policyLines(asked: PolicyLinesFor): readonly string[] {
  const roles = rolesWithNames(asked);
  const made = roles.filter(({ blocks }) => blocks.length > 0);
  const networks = made.flatMap(({ name, blocks }) => [`  ${name}:`, ...blocks.map(blockLine)]);
  return [
    ...(networks.length === 0 ? [] : ['networks:', ...networks]),
    'guards:',
    ...guardLines(asked),
    ...scenarioLines(asked.choice, roles),
  ];
}

interface RoleNamed {
  readonly role: NetworkRole;
  /** What stands for it in the scenario. */
  readonly entries: readonly string[];
  /** The name of the network that is yet to be made for it, and its blocks; none where it has one. */
  readonly name: string;
  readonly blocks: readonly string[];
}

function rolesWithNames({ directoryId, choice, networks }: PolicyLinesFor): readonly RoleNamed[] {
  const sets = choiceOf(choice).networks;
  return NETWORK_ROLES.flatMap((role): readonly RoleNamed[] => {
    const from = sets.get(role);
    if (from === undefined) return [];
    const { ids } = from;
    const blocks = sourceTexts({ ...from, ids: [] });
    if (blocks.length === 0) return [{ role, entries: ids, name: '', blocks: [] }];
    const known = nameOf(from, networks);
    const name = known ?? `${directoryId}-${role}`;
    return [{ role, entries: [name, ...ids], name, blocks: known === null ? blocks : [] }];
  });
}

/** The network of the policy that is exactly these addresses. */
function nameOf(from: SourceSet, networks: PolicyLinesFor['networks']): string | null {
  for (const [name, blocks] of networks) {
    const { addresses } = sourceSet(blocks.map((block) => ({ kind: 'cidr', cidr: block })));
    if (equals(addresses, from.addresses)) return name;
  }
  return null;
}

/** In quotes, since a colon means something else in YAML. */
function blockLine(block: string): string {
  return `    - "${block}"`;
}

/** YAML takes JSON's texts for its own. */
function guardLines({ directoryId, guard }: PolicyLinesFor): readonly string[] {
  if (guard?.kind === 'directory') return [`  - name: ${JSON.stringify(guard.name)}`];
  return [
    `  - name: ${directoryId}`,
    '    kind: directory',
    '    match:',
    `      - directory: ${directoryId}`,
  ];
}

function scenarioLines(
  { name, isLdapsUsed, isTrustCreated }: StoredChoice,
  roles: readonly RoleNamed[],
): readonly string[] {
  const table = PORT_TABLES[name];
  const { needed, added } = rolesOf(table);
  const kinds = table.notes.map(({ kind }) => kind);
  return [
    '    scenario:',
    `      name: ${name}`,
    ...roles
      .filter(({ role }) => [...needed, ...added].includes(role))
      .map(({ role, entries }) => `      ${role}: [${entries.join(', ')}]`),
    ...(kinds.includes('forLdapsOnly') ? [`      ldaps: ${isLdapsUsed}`] : []),
    ...(kinds.includes('forTrustCreation') ? [`      trustCreated: ${isTrustCreated}`] : []),
  ];
}
