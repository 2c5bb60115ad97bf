import type { Direction } from '../change/exposure-change.ts';
import { describeRange } from '../finding/describe-excess.ts';
import { SERVICES } from '../guard/services.ts';
import { DEPENDANT_TITLES, type Dependant } from './dependants.ts';
import type { PortRow, PortTable, TableNote } from './port-table.ts';
import type { ScenarioChoice } from './scenario-choice.ts';
import { PORT_TABLES } from './tables.ts';
import type { NetworkRole } from './wanted-rule.ts';
import { speaksOf } from './wanted-rules.ts';

/** A network of a port table for people. */
export const NETWORK_TEXTS = {
  onPremises: 'on-premises',
  clients: 'clients',
  certificateAuthority: 'the Enterprise CA',
} as const satisfies Record<NetworkRole, string>;

/** What a note of a chosen table says now. */
export type AdviceKind =
  /** The rows may be closed. */
  | 'mayBeClosed'
  /** The rows may be closed once something is done. */
  | 'mayBeClosedLater'
  /** The rows have to stay. */
  | 'keep'
  /** The rows have to be added by whoever uses what they are for. */
  | 'addIfUsed'
  /** It says something of networks, or of trusts. */
  | 'heed';

/** A note of a chosen table, with the rows it speaks of and what it comes to by the choice. */
export interface Advice {
  readonly kind: AdviceKind;
  readonly note: TableNote['kind'];
  readonly direction: Direction;
  /** Empty where the note is about no rows. */
  readonly rows: readonly PortRow[];
  /** One sentence. */
  readonly text: string;
}

/** What the notes of a chosen table say, as the choice has it, in the order of the document. Pure. */
export function adviceOn(choice: ScenarioChoice): readonly Advice[] {
  const table = PORT_TABLES[choice.name];
  return table.notes.map((note) => adviceOf(note, table, choice));
}

/** What does not work with a configuration, as far as its document does not contradict itself. Pure. */
export function incompatibleWith({ incompatible, notes }: PortTable): readonly Dependant[] {
  const held = incompatible.filter((each) => each.contradictedBy === null).map(({ what }) => what);
  const isWithoutTrusts = notes.some(({ kind }) => kind === 'noTrusts');
  return isWithoutTrusts && !held.includes('trusts') ? [...held, 'trusts'] : held;
}

/** What does not work with a configuration, in a sentence; null where nothing is known not to. Pure. */
export function incompatibleText(table: PortTable): string | null {
  const titles = incompatibleWith(table).map((what) => DEPENDANT_TITLES[what]);
  return titles.length === 0 ? null : `It does not work with ${titles.join(', ')}.`;
}

function adviceOf(note: TableNote, table: PortTable, choice: ScenarioChoice): Advice {
  const { direction, rows } = rowsOf(note, table);
  const about = { note: note.kind, direction, rows };
  const which = rows.map((row) => describeRow(row, direction)).join(' and ');
  switch (note.kind) {
    case 'forTrustCreation':
      return choice.isTrustCreated
        ? {
            ...about,
            kind: 'mayBeClosed',
            text: `${which} was for making the trust: it may be closed.`,
          }
        : {
            ...about,
            kind: 'mayBeClosedLater',
            text: `${which} is for making a trust only: it may be closed once every trust is made.`,
          };
    case 'forGroupPolicy':
      return { ...about, kind: 'keep', text: `${which} has to stay: Group Policy needs it.` };
    case 'forLdapsOnly':
      return choice.isLdapsUsed
        ? { ...about, kind: 'keep', text: `${which} is needed as long as LDAP over SSL is used.` }
        : {
            ...about,
            kind: 'mayBeClosed',
            text: `${which} is for LDAP over SSL only, which is not used: it may be closed.`,
          };
    case 'forEnterpriseCa':
      return choice.networks.has(note.row.network)
        ? { ...about, kind: 'keep', text: `${which} is needed for the Enterprise CA.` }
        : {
            ...about,
            kind: 'addIfUsed',
            text: `With an Enterprise CA, ${which} is needed as well.`,
          };
    case 'forMultiFactor':
      return {
        ...about,
        kind: 'addIfUsed',
        text: `With multi-factor authentication, ${which} is needed as well.`,
      };
    case 'secureNetworks':
      return { ...about, kind: 'heed', text: secureText(note.networks) };
    case 'noTrusts':
      return { ...about, kind: 'heed', text: 'No trust can be made or kept with it.' };
  }
}

function rowsOf(
  note: TableNote,
  table: PortTable,
): { readonly direction: Direction; readonly rows: readonly PortRow[] } {
  if ('row' in note) return { direction: 'outbound', rows: [note.row] };
  if (!('rows' in note)) return { direction: 'inbound', rows: [] };
  const { direction } = note.rows;
  return { direction, rows: table[direction].filter((row) => speaksOf(note, row, direction)) };
}

function secureText(networks: readonly NetworkRole[]): string {
  const names = networks.map((network) => NETWORK_TEXTS[network]).join(' and ');
  return `Whoever is in the networks of ${names} can use these ports: keep them secure.`;
}

/** `SMB (TCP 445) from on-premises`, `all traffic to on-premises`. */
export function describeRow(
  { ranges, service, network }: Pick<PortRow, 'ranges' | 'service' | 'network'>,
  direction: Direction,
): string {
  const ports = ranges.map(describeRange).join(', ');
  const what = service === null ? ports : `${SERVICES[service].title} (${ports})`;
  return `${what} ${direction === 'inbound' ? 'from' : 'to'} ${NETWORK_TEXTS[network]}`;
}
