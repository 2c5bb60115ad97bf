import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { GuardKind } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import { byWeight, describeExcess, type ExcessLine } from './describe-excess.ts';
import type { ListDoor } from './door.ts';
import type { Finding } from './finding.ts';
import { excessOfUses } from './what-is-left.ts';

/** What is open beyond what is approved one way, and the rules by which it is. */
export interface DirectedExcess {
  readonly direction: Direction;
  readonly rules: readonly PlannedRule[];
  /** Never empty. */
  readonly excess: readonly ExposureRow[];
}

/** An excess of either direction in lines, the one that weighs most first. Pure. */
export function describeDirected(
  parts: readonly DirectedExcess[],
  kind: GuardKind,
): readonly ExcessLine[] {
  const lines = parts.flatMap(({ direction, rules, excess }) =>
    describeExcess(excess, { direction, rules, kind }),
  );
  return lines.sort(byWeight);
}

/** What a finding tells, by direction: entries of a list may let in and out. Pure. */
export function excessByDirection({ door, rules, excess }: Finding): readonly DirectedExcess[] {
  switch (door.kind) {
    case 'rules':
      return [{ direction: door.direction, rules, excess }];
    case 'list':
      return excessOfList(door);
    case 'attachment':
      return [{ direction: 'inbound', rules, excess }];
  }
}

function excessOfList({ uses, entries }: ListDoor): readonly DirectedExcess[] {
  return DIRECTIONS.map((direction) => {
    const some = uses.filter((use) => use.direction === direction);
    const rules = some.flatMap((use) => use.rules).flatMap((rule) => byEntry(rule, entries));
    return { direction, rules, excess: excessOfUses(some) };
  }).filter(({ excess }) => excess.length > 0);
}

/** A rule that names a list, as the rules that its entries make of it: what people read is blocks. */
function byEntry(rule: PlannedRule, entries: ListDoor['entries']): readonly PlannedRule[] {
  return entries.map(({ cidr }) => ({ ...rule, source: cidr }));
}
