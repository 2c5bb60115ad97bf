import { expanded, type KnownLists } from '../inventory/known-lists.ts';
import {
  type Exposure,
  type ExposureRow,
  exposureOf,
  intersection,
  isEmpty,
  toRows,
} from '../net/exposure.ts';
import type { PlannedRule } from './planned-rule.ts';
import { asAdmission } from './planned-rule.ts';

/** What rules that a finding does not name still let in of what it tells. */
export interface LeftOpen {
  /** The rules, those that let in any of it. Empty when the door is shut for good. */
  readonly rules: readonly PlannedRule[];
  readonly excess: readonly ExposureRow[];
}

/** The same, with what could not be looked at, and why: where that is not empty there may be more. */
export interface AlsoLetIn extends LeftOpen {
  readonly notKnown: readonly string[];
}

const NO_LIST: KnownLists = new Map();

/** Which of some rules still let in any of an excess: the most permissive rule wins, so
 * revoking one rule shuts a door only as far as no other leaves it open. A list that is known counts as
 * its blocks, any other as itself. Pure, total. */
export function leftOpenOf(
  excess: readonly ExposureRow[],
  inbound: readonly PlannedRule[],
  lists: KnownLists = NO_LIST,
): LeftOpen {
  const told = reachOf(excess, lists);
  const openers = inbound.filter((rule) => !isEmpty(intersection(reachOf([rule], lists), told)));
  const open = intersection(reachOf(openers, lists), told);
  return { rules: openers, excess: toRows(open) };
}

/** What several groups leave open, together. Pure, total. */
export function leftOpenOfAll(parts: readonly LeftOpen[]): LeftOpen {
  const rows = parts.flatMap(({ excess }) => excess.map(asAdmission));
  return { rules: parts.flatMap(({ rules }) => rules), excess: toRows(exposureOf(rows)) };
}

function reachOf(rows: readonly ExposureRow[], lists: KnownLists): Exposure {
  const admissions = rows
    .map(asAdmission)
    .flatMap((row) => expanded(row.source, lists).map((source) => ({ ...row, source })));
  return exposureOf(admissions);
}
