import type { Direction } from '../change/exposure-change.ts';
import type { Exposure } from '../net/exposure.ts';
import * as exposure from '../net/exposure.ts';
import { adviceOn } from '../scenario/notes.ts';
import type { PortRow } from '../scenario/port-table.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import { chosenRows } from '../scenario/wanted-rules.ts';
import type { Audited, ClosableRow } from './audited.ts';
import { openOf, rowExposure } from './open.ts';

/** What is open as the table has it, and may be closed now by what its notes say. What another row
 * requires stays. Pure. */
export function closable(audited: Audited): readonly ClosableRow[] {
  const { choice } = audited;
  if (choice === null) return [];
  return adviceOn(choice)
    .filter(({ kind }) => kind === 'mayBeClosed')
    .flatMap(({ direction, rows, text }) => {
      const open = openOf(audited, direction);
      const required = requiredOf(choice, direction, audited);
      return rows.flatMap((row) => {
        const asked = rowExposure({ ...row, need: 'optional' }, choice, audited);
        const spare = exposure.difference(exposure.intersection(asked, open), required);
        return exposure.isEmpty(spare) ? [] : [closableRow(row, direction, spare, text)];
      });
    });
}

function closableRow(
  { service, network }: PortRow,
  direction: Direction,
  spare: Exposure,
  reason: string,
): ClosableRow {
  return { direction, service, network, rows: exposure.toRows(spare), reason };
}

function requiredOf(choice: ScenarioChoice, direction: Direction, audited: Audited): Exposure {
  const rows = chosenRows(choice, direction).filter(({ need }) => need === 'required');
  return exposure.unionOf(rows.map((row) => rowExposure(row, choice, audited)));
}
