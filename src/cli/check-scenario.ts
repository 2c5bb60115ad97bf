import type { Direction } from '../domain/change/exposure-change.ts';
import {
  adviceOn,
  describeRow,
  incompatibleText,
  NETWORK_TEXTS,
} from '../domain/scenario/notes.ts';
import type { ScenarioChoice } from '../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../domain/scenario/tables.ts';
import { chosenRows } from '../domain/scenario/wanted-rules.ts';
import { describeSources } from './check-sources.ts';

/** What a chosen port table means: its networks, its rows, and what its notes say. Pure. */
export function describeScenario(choice: ScenarioChoice): readonly string[] {
  const table = PORT_TABLES[choice.name];
  const incompatible = incompatibleText(table);
  return [
    `  Approved besides, by the scenario "${table.title}" (${table.source})`,
    ...[...choice.networks].map(
      ([role, from]) => `    ${NETWORK_TEXTS[role]}: ${describeSources(from)}`,
    ),
    '    the group itself, in and out, all traffic',
    ...describeRows(choice, 'inbound'),
    ...describeRows(choice, 'outbound'),
    ...adviceOn(choice).map(({ text }) => `    Note: ${text}`),
    ...(incompatible === null ? [] : [`    Note: ${incompatible}`]),
  ];
}

function describeRows(choice: ScenarioChoice, direction: Direction): readonly string[] {
  const rows = chosenRows(choice, direction);
  if (rows.length === 0) return [`    ${direction}: nothing else`];
  return rows.map((row) => {
    const need = row.need === 'required' ? '' : ' (not required)';
    return `    ${direction}: ${describeRow(row, direction)}${need}`;
  });
}
