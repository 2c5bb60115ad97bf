import type { Direction } from '../change/exposure-change.ts';
import { type KnownLists, NO_LISTS, withoutVpcs } from '../inventory/known-lists.ts';
import { type Exposure, exposureOf } from '../net/exposure.ts';
import { NO_SOURCES, type SourceSet, sourceTexts } from '../net/source.ts';
import { ANY_PORT } from '../net/traffic.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { PortRow, PortTable, TableNote } from './port-table.ts';
import type { ScenarioChoice } from './scenario-choice.ts';
import { PORT_TABLES } from './tables.ts';
import type { WantedRule } from './wanted-rule.ts';

/** A row of a chosen table, and what its notes say of it as the choice has it. */
export interface ChosenRow extends PortRow {
  readonly need: WantedRule['need'];
}

/** The rules that the group of a directory is to have by a choice: of each row one for each of the sources
 * of its network, and the group's references to itself, in and out. No rule can name a VPC: it stands as
 * its blocks, as far as `lists` has them (ask `unknownVpcs` first). Prefix lists and groups stay as they
 * are. Pure, total. */
export function wantedRules(
  choice: ScenarioChoice,
  groupId: string,
  lists: KnownLists = NO_LISTS.rules,
): readonly WantedRule[] {
  return eachOnce([
    ...selfReference('inbound', groupId),
    ...rulesOf(choice, 'inbound', lists),
    ...selfReference('outbound', groupId),
    ...rulesOf(choice, 'outbound', lists),
  ]);
}

/** A source may stand in two networks, and EC2 takes no rule twice. What is required of one is required. */
function eachOnce(rules: readonly WantedRule[]): readonly WantedRule[] {
  const byKey = new Map<string, WantedRule>();
  for (const rule of rules) {
    const { direction, protocol, fromPort, toPort, source } = rule;
    const key = [direction, protocol, fromPort, toPort, source].join(' ');
    const known = byKey.get(key);
    if (known === undefined || known.need === 'optional') byKey.set(key, rule);
  }
  return [...byKey.values()];
}

/** What rules let through one way. Pure, total. */
export function wantedExposure(rules: readonly WantedRule[], direction: Direction): Exposure {
  return exposureOf(rules.filter((rule) => rule.direction === direction).map(asAdmission));
}

/** The rows that a choice comes to one way: those of its table, and those that a note adds for a network
 * that the choice names for it. Pure, total. */
export function chosenRows(choice: ScenarioChoice, direction: Direction): readonly ChosenRow[] {
  const table = PORT_TABLES[choice.name];
  const added =
    direction === 'outbound' ? table.notes.flatMap((note) => addedRow(note, choice)) : [];
  return [
    ...table[direction].map((row) => ({ ...row, need: needOf(row, direction, table, choice) })),
    ...added,
  ];
}

/** Whom a row of a choice is about. */
export function networkOf({ network }: PortRow, { networks }: ScenarioChoice): SourceSet {
  return networks.get(network) ?? NO_SOURCES;
}

function rulesOf(
  choice: ScenarioChoice,
  direction: Direction,
  lists: KnownLists,
): readonly WantedRule[] {
  return chosenRows(choice, direction).flatMap((row) => {
    const { ranges, service, network, need } = row;
    const sources = sourceTexts(withoutVpcs(networkOf(row, choice), lists));
    return ranges.flatMap((range) =>
      sources.map((source) => ({ direction, service, network, need, ...range, source })),
    );
  });
}

function selfReference(direction: Direction, groupId: string): readonly WantedRule[] {
  const everything = { protocol: '-1', fromPort: ANY_PORT, toPort: ANY_PORT } as const;
  const rest = { service: null, network: 'self', need: 'required', source: groupId } as const;
  return [{ direction, ...everything, ...rest }];
}

/** An Enterprise CA is used where its network is named. Multi-factor authentication is not asked for, and
 * so may be used: its row may stand and is not required. */
function addedRow(note: TableNote, { networks }: ScenarioChoice): readonly ChosenRow[] {
  switch (note.kind) {
    case 'forEnterpriseCa':
      return networks.has(note.row.network) ? [{ ...note.row, need: 'required' }] : [];
    case 'forMultiFactor':
      return [{ ...note.row, need: 'optional' }];
    default:
      return [];
  }
}

function needOf(
  row: PortRow,
  direction: Direction,
  { notes }: PortTable,
  { isLdapsUsed, isTrustCreated }: ScenarioChoice,
): WantedRule['need'] {
  const spare = notes.some((note) => {
    if (!speaksOf(note, row, direction)) return false;
    if (note.kind === 'forLdapsOnly') return !isLdapsUsed;
    return note.kind === 'forTrustCreation' && isTrustCreated;
  });
  return spare ? 'optional' : 'required';
}

/** Whether a note of a table speaks of a row of it. Pure. */
export function speaksOf(note: TableNote, row: PortRow, direction: Direction): boolean {
  if (!('rows' in note)) return false;
  const { rows } = note;
  return (
    rows.direction === direction && rows.network === row.network && rows.service === row.service
  );
}
