import { describeNoHarden } from './describe-plan.ts';
import type { NoNarrowReason } from './plan-narrow.ts';

/** Why nothing is narrowed, as a sentence. What a look-up failed with is from outside. Pure. */
export function describeNoNarrow(reason: NoNarrowReason): string {
  switch (reason.kind) {
    case 'notRules':
      return 'Only rules can be narrowed: an entry of a list counts for everybody who uses it, and a group stands on a host or does not.';
    case 'noPlan':
      return 'It cannot be narrowed from here, as it cannot be reverted.';
    case 'nothingApproved':
      return 'Of what the rules let in nothing is approved: to narrow them would be to revoke them.';
    case 'changed':
      return 'The group does not hold these rules any more as the alert tells. It is being looked at again.';
    case 'couldNotLook':
      return `What it rests on could not be read: ${reason.reason}`;
    case 'listsNotKnown':
    case 'overQuota':
    case 'nothingToDo':
      return describeNoHarden(reason);
  }
}
