import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import { describeExcess, type ExcessLine, excessText } from '../finding/describe-excess.ts';
import type { DirectedRow, GroupRules, HardenPlan } from '../harden/harden-plan.ts';
import type { Notice } from '../notice.ts';
import { ofThemBeyond } from './beyond-policy.ts';
import type { Hardening } from './hardening.ts';

/** Lines of what an undo opens again that a notice names; of more, the rest is counted. */
const LINES_TOLD_MAX = 5;

/** What a plan opens or closes, in lines, the one that weighs most first of each direction. Pure. */
export function effectTexts(
  rows: readonly DirectedRow[],
  rules: GroupRules,
): readonly (ExcessLine & { readonly text: string })[] {
  return DIRECTIONS.flatMap((direction: Direction) => {
    const own = rows.filter((row) => row.direction === direction);
    const described = { direction, rules: rules[direction], kind: 'directory' } as const;
    return describeExcess(own, described).map((line) => ({
      ...line,
      text: `${direction} ${excessText(line)}`,
    }));
  });
}

/** The sign of what a plan opens, as the severities of an alert would have it, as far as the rules alone tell. */
export function reopenSign({ opens, after }: Pick<HardenPlan, 'opens' | 'after'>): string {
  const lines = effectTexts(opens, after).filter(({ direction }) => direction === 'inbound');
  if (lines.some(({ isOpenToInternet }) => isOpenToInternet)) return '🔴';
  return lines.length > 0 ? '🟠' : '🟡';
}

/** What is told of an undo that was carried out, whole or in part: what of that which it opened again policy does not
 * approve, at whose wish; null of a hardening, and of an undo that opens nothing else. Where nobody held it against
 * the policy, nothing counts as approved. Names are text from outside. Pure. */
export function reopenedNotice(
  { id, undoOf, plan, directory, proposedBy, votes, beyond }: Hardening,
  how: 'done' | 'stopped',
): Notice | null {
  if (undoOf === null || beyond === null) return null;
  const rows = beyond === undefined ? plan.opens : ofThemBeyond(plan.opens, beyond);
  if (rows.length === 0) return null;
  const texts = effectTexts(rows, plan.after).map(({ text }) => text);
  const rest = texts.length - LINES_TOLD_MAX;
  const told = texts.slice(0, LINES_TOLD_MAX).join('; ');
  const part = how === 'done' ? '' : ' It stopped on the way: a part of this may be shut.';
  const held =
    beyond === undefined
      ? 'It was not held against the policy'
      : 'The policy does not approve it; what it approves is not told';
  return {
    id: `undo/${id}`,
    title: `An undo opened again what hardening ${undoOf} had closed`,
    detail:
      `${directory.directoryId}, group ${plan.groupId}: ${told}${rest > 0 ? `; and ${rest} more` : ''}. ` +
      `${held}. Undone by plan ${id}.${part} There is no alert for it, since Portcullis did it. ` +
      `To see how the group stands now: /portcullis audit ${plan.groupId}`,
    count: 1,
    people: [
      { label: 'Proposed by', userIds: [proposedBy] },
      { label: 'Approved by', userIds: votes.map(({ by }) => by) },
    ],
    isOnce: true,
  };
}
