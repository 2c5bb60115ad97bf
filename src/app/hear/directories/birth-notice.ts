import { excessText } from '../../../domain/finding/describe-excess.ts';
import { describeDirected } from '../../../domain/finding/directed-excess.ts';
import type { DirectoryAddress } from '../../../domain/finding/directory-call.ts';
import type { GroupState } from '../../../domain/inventory/group-state.ts';
import type { ListsAtHand } from '../../../domain/inventory/known-lists.ts';
import { toRows } from '../../../domain/net/exposure.ts';
import type { Notice } from '../../../domain/notice.ts';
import { asAdmission } from '../../../domain/plan/planned-rule.ts';
import { excessOf } from '../../../domain/policy/evaluate.ts';
import { guardedDirections } from '../../../domain/policy/guarded-directions.ts';
import type { Guard } from '../../../domain/policy/policy.ts';

/** Lines of what a group is born open to that are listed; the rest is counted. */
const LISTED_MAX = 4;

/** The group of a directory that AWS is making. */
export interface BornGroup extends DirectoryAddress {
  readonly groupId: string | null;
  readonly guard: Guard;
  readonly rules: Pick<GroupState, 'inbound' | 'outbound'>;
  readonly lists: ListsAtHand;
}

/** The one notice of a directory's birth: what its group is open to beyond policy. */
export function birthNotice(group: BornGroup): Notice {
  const { accountId, region, directoryId, groupId } = group;
  const all = linesOf(group);
  const listed = all.slice(0, LISTED_MAX);
  const rest = all.length - listed.length;
  return {
    id: `directory-born/${accountId}/${region}/${directoryId}`,
    title: `AWS is making directory ${directoryId}: its group is born open`,
    detail:
      `${directoryId}_controllers ${groupId ?? ''} in ${accountId}, ${region} is open beyond policy to ` +
      `${listed.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}. That is AWS's own doing: until the ` +
      'directory is active it is the baseline, no alert, and nothing that Portcullis reverts. What ' +
      'anybody else opens there is an alert. Narrow the group when the directory is active, or approve ' +
      'it in the policy.',
    count: 1,
  };
}

function linesOf({ guard, groupId, rules, lists }: BornGroup): readonly string[] {
  const excess = guardedDirections(guard).map((direction) => {
    const admissions = rules[direction].map(asAdmission);
    const beyond = excessOf(admissions, guard, groupId, { direction, lists });
    return { direction, excess: toRows(beyond.excess), rules: rules[direction] };
  });
  return describeDirected(excess, guard.kind).map(excessText);
}
