import { excessText } from '../../domain/finding/describe-excess.ts';
import { type DirectedExcess, describeDirected } from '../../domain/finding/directed-excess.ts';
import { HOUR_MS, type Instant } from '../../domain/instant.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Guard } from '../../domain/policy/policy.ts';
import { type Task, taskText } from '../../domain/task.ts';
import type { Place } from '../ports.ts';
import type { Sweeping } from './sweep-cursor.ts';

/** `win-web sg-1: RDP (TCP 3389) from 0.0.0.0/0`: a group that was open when it was first seen, by
 * its widest line. */
export function bornText(
  { groupName, groupId }: GroupState,
  excess: readonly DirectedExcess[],
  { kind }: Guard,
): string {
  const [widest, ...others] = describeDirected(excess, kind);
  const more = others.length === 0 ? '' : ', and more';
  return `${groupName} ${groupId}: ${widest === undefined ? 'open' : excessText(widest)}${more}`;
}

/** What was open beyond policy when a sweep saw it for the first time; null where nothing was. */
export function bornNotice(
  task: Task,
  { startedAt, born }: Pick<Sweeping, 'startedAt' | 'born'>,
  { isFirst }: { readonly isFirst: boolean },
): Notice | null {
  const { count, examples } = born;
  if (count === 0) return null;
  const were = count === 1 ? '1 group was' : `${count} groups were`;
  const rest = count - examples.length;
  const more = rest === 0 ? '' : `; and ${rest} more`;
  return {
    id: `born/${taskText(task)}/${startedAt}`,
    title: isFirst
      ? `${were} open beyond policy before Portcullis came`
      : `${were} open beyond policy when Portcullis first saw ${count === 1 ? 'it' : 'them'}`,
    detail:
      `In ${task.accountId}, ${task.region}: ${examples.join('; ')}${more}. There is no alert for them; ` +
      'what is opened from now on is one. Close them, or approve them in the policy.',
    count: 1,
  };
}

/** Groups that have a rule which is not understood: they are not compared. */
export function unreadableNotice(
  task: Task,
  unreadable: ReadonlyMap<string, string>,
  now: Instant,
): Notice {
  const [[groupId, reason] = ['', '']] = unreadable;
  const hour = Math.floor(now / HOUR_MS);
  return {
    id: `unreadable/${taskText(task)}/${hour}`,
    title: 'A guarded group has a rule that is not understood: count it as open',
    detail:
      `${groupId} in ${task.accountId}, ${task.region}: ${reason}. It is not compared with what was known. ` +
      'Look at its rules in EC2, and report the shape of the rule.',
    count: unreadable.size,
  };
}

/** A prefix list that may not be read: whoever it lets in cannot be told, so that a rule which names it
 * counts as open to anybody. */
export function unreadableListNotice(
  where: Place & { readonly prefixListId?: string },
  reason: string,
  now: Instant,
): Notice {
  const { accountId, region, prefixListId = 'prefix lists' } = where;
  const hour = Math.floor(now / HOUR_MS);
  return {
    id: `unreadable-list/${accountId}/${region}/${prefixListId}/${hour}`,
    title: 'A prefix list could not be looked at: count what it lets in as open',
    detail:
      `${prefixListId} in ${accountId}, ${region}: ${reason}. Rules that name it count as open to more ` +
      'than is approved, unless the policy approves the list by its id; what it grows by is not seen.',
    count: 1,
  };
}
