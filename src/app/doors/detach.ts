import { hasSameGroups, type InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { DetachPlan } from '../../domain/plan/plan.ts';
import type { InterfaceAddress, StepAnswer } from '../ports.ts';
import { inReadTime, type LookNeeds } from './look.ts';
import { READ_GAP_MS } from './look-at-door.ts';
import { type MakeStep, TOO_LATE } from './steps.ts';

/** The steps that take a plan's group off interfaces, and out of further VPCs. None hangs on another. */
export function detach(plan: DetachPlan, needs: LookNeeds): readonly MakeStep[] {
  return [
    ...plan.interfaceIds.map(
      (interfaceId): MakeStep =>
        (isLate) =>
          takeOff(plan, interfaceId, needs, isLate),
    ),
    ...plan.vpcIds.map(
      (vpcId): MakeStep =>
        () =>
          needs.interfaces.leaveVpc(plan, vpcId),
    ),
  ];
}

/** How many reads of an interface at most: two in a row have to show the same groups. */
export const GROUP_READS_MAX = 4;

/** One call, which replaces all groups of the interface. They are read just before, and twice: what an
 * old answer does not show yet would be taken off by the call. */
async function takeOff(
  { accountId, region, groupId }: DetachPlan,
  interfaceId: string,
  needs: LookNeeds,
  isLate: () => boolean,
): Promise<StepAnswer> {
  const address = { accountId, region, interfaceId };
  const read = await readAgreed(address, needs);
  if (read.kind !== 'found') return read;
  const { groupIds, managedBy } = read.state;
  if (!groupIds.includes(groupId)) return { kind: 'notThere' };
  if (managedBy !== null) return refusedManaged(interfaceId, managedBy);
  const others = groupIds.filter((id) => id !== groupId);
  if (others.length === 0) {
    const advice = `${groupId} is the only group on ${interfaceId}, and an interface keeps at least one: put another there first, or close the rules of this one`;
    return refusedFor('LastGroup', advice);
  }
  return isLate() ? TOO_LATE : needs.interfaces.setGroups(address, others);
}

type Read = { readonly kind: 'found'; readonly state: InterfaceState } | StepAnswer;

/** The groups of an interface, once two reads in a row agree. */
export async function readAgreed(address: InterfaceAddress, needs: LookNeeds): Promise<Read> {
  let before: InterfaceState | null = null;
  for (let reads = 0; reads < GROUP_READS_MAX; reads += 1) {
    if (reads > 0) await needs.clock.wait(READ_GAP_MS);
    const looked = await inReadTime(needs.interfaces.describe(address), needs.clock);
    if (looked.kind === 'notThere') return { kind: 'notThere' };
    if (looked.kind === 'couldNotLook') return refusedFor('CouldNotLook', looked.reason);
    const state = looked.value;
    if (before !== null && hasSameGroups(before, state)) return { kind: 'found', state };
    before = state;
  }
  const advice = `EC2 gave different answers of what stands on ${address.interfaceId}: approve again in a minute`;
  return refusedFor('ReadsDisagree', advice);
}

/** The refusal of a service's interface, which nobody but the service changes. */
export function refusedManaged(interfaceId: string, managedBy: string): StepAnswer {
  const advice = `${interfaceId} is run by ${managedBy}, which alone changes its groups: change them there`;
  return refusedFor('ServiceManaged', advice);
}

/** A refusal of our own, before any call. */
function refusedFor(code: string, advice: string): StepAnswer {
  return { kind: 'refused', code, advice };
}
