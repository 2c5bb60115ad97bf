import type { DetachPlan } from '../../domain/plan/plan.ts';
import type { StepAnswer } from '../ports.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import type { MakeStep } from './steps.ts';

/** The steps that take a plan's group off interfaces, and out of further VPCs. */
export function detach(plan: DetachPlan, needs: LookNeeds): readonly MakeStep[] {
  return [
    ...plan.interfaceIds.map((interfaceId) => () => takeOff(plan, interfaceId, needs)),
    ...plan.vpcIds.map((vpcId) => () => needs.interfaces.leaveVpc(plan, vpcId)),
  ];
}

/** One call, which replaces all groups of the interface: they are read just before. */
async function takeOff(
  { accountId, region, groupId }: DetachPlan,
  interfaceId: string,
  { interfaces, clock }: LookNeeds,
): Promise<StepAnswer> {
  const address = { accountId, region, interfaceId };
  const looked = await inReadTime(interfaces.describe(address), clock);
  if (looked.kind === 'notThere') return { kind: 'notThere' };
  if (looked.kind === 'couldNotLook') {
    return { kind: 'refused', code: 'CouldNotLook', advice: looked.reason };
  }
  const { groupIds, managedBy } = looked.value;
  if (!groupIds.includes(groupId)) return { kind: 'notThere' };
  if (managedBy !== null)
    return refusedFor('ServiceManaged', `${interfaceId} is run by ${managedBy}`);
  const others = groupIds.filter((id) => id !== groupId);
  if (others.length === 0) {
    const advice = `${groupId} is the only group on ${interfaceId}, and an interface keeps at least one: put another there first, or close the rules of this one`;
    return refusedFor('LastGroup', advice);
  }
  return interfaces.setGroups(address, others);
}

function refusedFor(code: string, advice: string): StepAnswer {
  return { kind: 'refused', code, advice };
}
