import { cidr } from '../net/cidr.ts';
import { type SourceSet, sourceSet, sourceTexts } from '../net/source.ts';
import type { PortTable, PortTableName } from './port-table.ts';
import { PORT_TABLES } from './tables.ts';
import type { NetworkRole } from './wanted-rule.ts';

/** Every role of a network, in the order in which people read them. */
export const NETWORK_ROLES = [
  'onPremises',
  'clients',
  'certificateAuthority',
] as const satisfies readonly NetworkRole[];

/** The port table that somebody chose for a directory, with its networks filled in. */
export interface ScenarioChoice {
  readonly name: PortTableName;
  /** Whose addresses each role stands for. Of a role that the table needs and that is missing, nobody is
   * let in. A VPC (`vpc-…`) stands for its CIDR blocks. */
  readonly networks: ReadonlyMap<NetworkRole, SourceSet>;
  /** Whether LDAP over SSL is used. Without, 636 may be closed. */
  readonly isLdapsUsed: boolean;
  /** Whether every trust is made. Then what was for the making of it may be closed. */
  readonly isTrustCreated: boolean;
}

/** A choice as plain data, which survives JSON unchanged. */
export interface StoredChoice {
  readonly name: PortTableName;
  /** CIDR blocks and `sg-…`, `pl-…`, `vpc-…` ids by role. */
  readonly networks: { readonly [Role in NetworkRole]?: readonly string[] };
  readonly isLdapsUsed: boolean;
  readonly isTrustCreated: boolean;
}

/** The networks that a table has rows for; `added` are those that only a note of it does. */
export function rolesOf({ inbound, outbound, notes }: PortTable): {
  readonly needed: readonly NetworkRole[];
  readonly added: readonly NetworkRole[];
} {
  const needed = new Set([...inbound, ...outbound].map(({ network }) => network));
  const rows = notes.flatMap((note) => ('row' in note ? [note.row.network] : []));
  const added = new Set(rows.filter((network) => !needed.has(network)));
  return {
    needed: NETWORK_ROLES.filter((role) => needed.has(role)),
    added: NETWORK_ROLES.filter((role) => added.has(role)),
  };
}

/** The networks that a choice lacks, so that it is not whole. */
export function missingRoles({ name, networks }: ScenarioChoice): readonly NetworkRole[] {
  return rolesOf(PORT_TABLES[name]).needed.filter((role) => !networks.has(role));
}

/** A choice as plain data. {@link choiceOf} is its inverse. */
export function storedChoice({ networks, ...rest }: ScenarioChoice): StoredChoice {
  const texts = [...networks].map(([role, from]) => [role, sourceTexts(from)]);
  return { ...rest, networks: Object.fromEntries(texts) };
}

/** The choice that plain data is. @throws RangeError for a text that {@link storedChoice} never
 * writes. */
export function choiceOf({ networks, ...rest }: StoredChoice): ScenarioChoice {
  const sets = NETWORK_ROLES.flatMap((role): readonly (readonly [NetworkRole, SourceSet])[] => {
    const texts = networks[role];
    return texts === undefined ? [] : [[role, setOfTexts(texts)]];
  });
  return { ...rest, networks: new Map(sets) };
}

const ID_REGEXP = /^(?:pl|sg|vpc)-/;

function setOfTexts(texts: readonly string[]): SourceSet {
  const blocks = texts.filter((text) => !ID_REGEXP.test(text));
  const { addresses } = sourceSet(blocks.map((text) => ({ kind: 'cidr', cidr: cidr(text) })));
  return { addresses, ids: texts.filter((text) => ID_REGEXP.test(text)) };
}
