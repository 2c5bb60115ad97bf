import type { AttachPlan } from '../../domain/plan/plan.ts';
import type { StepAnswer } from '../ports.ts';
import { readAgreed, refusedManaged } from './detach.ts';
import type { LookNeeds } from './look.ts';
import { type MakeStep, TOO_LATE } from './steps.ts';

/** The steps that put a plan's group on its interfaces again. None hangs on another. */
export function attach(plan: AttachPlan, needs: LookNeeds): readonly MakeStep[] {
  return plan.interfaceIds.map(
    (interfaceId): MakeStep =>
      (isLate) =>
        putOn(plan, interfaceId, needs, isLate),
  );
}

/** One call, which replaces all groups of the interface: they are read just before, and twice. */
async function putOn(
  { accountId, region, groupId }: AttachPlan,
  interfaceId: string,
  needs: LookNeeds,
  isLate: () => boolean,
): Promise<StepAnswer> {
  const address = { accountId, region, interfaceId };
  const read = await readAgreed(address, needs);
  if (read.kind !== 'found') return read;
  const { groupIds, managedBy } = read.state;
  if (groupIds.includes(groupId)) return { kind: 'notThere' };
  if (managedBy !== null) return refusedManaged(interfaceId, managedBy);
  return isLate() ? TOO_LATE : needs.interfaces.setGroups(address, [...groupIds, groupId]);
}
