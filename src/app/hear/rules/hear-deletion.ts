import type { GroupDeletion } from '../../../domain/change/exposure-change.ts';
import type { Door } from '../../../domain/finding/door.ts';
import { isFollowed } from '../../../domain/finding/wanted.ts';
import type { Admission, Kept } from '../../ports.ts';
import type { HearNeeds, Prepared } from '../prepared.ts';

/** What the record of a group's deletion does: every open finding on the group is looked at again. The
 * record alone closes nothing. */
export function hearDeletion(
  { group, record }: GroupDeletion,
  { clock }: HearNeeds,
): Promise<Prepared> {
  const now = clock.now();
  const { groupId, ownerId: accountId } = group;
  const address = groupId === null ? null : { accountId, region: record.region, groupId };
  const groups = address === null ? [] : [address];
  const judge = ({ open }: Kept): Admission => {
    const concerned = open.filter(({ door }) => isOn(door, groupId));
    const [first] = concerned;
    const { eventId, actor } = record;
    return {
      outcome:
        first === undefined
          ? { kind: 'permitted', reason: 'It only closes' }
          : { kind: 'finding', findingId: first.id, isNew: false },
      changes: concerned.filter(isFollowed).map(({ id }) => ({
        findingId: id,
        events: [{ kind: 'door.touched', how: 'removed', eventId, name: actor.name, at: now }],
      })),
      notice: null,
      learnt: groups.map((each) => ({ kind: 'forgetGroup', address: each })),
    };
  };
  return Promise.resolve({ about: { groups, lists: [], interfaces: [] }, judge });
}

/** Whether a door is on a group, or lets in by its rules. */
function isOn(door: Door, groupId: string | null): boolean {
  return door.kind === 'list'
    ? door.uses.some((use) => use.groupId === groupId)
    : door.groupId === groupId;
}
