import { isVpcId } from '../inventory/known-lists.ts';
import { approvedIds } from './approvals.ts';
import { guardedDirections } from './guarded-directions.ts';
import type { Policy } from './policy.ts';

/** The prefix lists that a policy approves anywhere, by id. */
export function listsApproved({ guards }: Policy): ReadonlySet<string> {
  return new Set(idsApproved(guards).filter((id) => id.startsWith('pl-')));
}

/** The VPCs that a policy approves anywhere, by id: what they stand for is read from EC2. */
export function vpcsApproved({ guards }: Policy): ReadonlySet<string> {
  return new Set(idsApproved(guards).filter(isVpcId));
}

function idsApproved(guards: Policy['guards']): readonly string[] {
  return guards.flatMap((guard) =>
    guardedDirections(guard).flatMap((direction) => approvedIds(guard, direction)),
  );
}
