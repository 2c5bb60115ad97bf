import { DIRECTIONS } from '../../domain/change/exposure-change.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { SECOND_MS } from '../../domain/instant.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { NO_LISTS } from '../../domain/inventory/known-lists.ts';
import { lockOuts } from '../../domain/lock-out/lock-outs.ts';
import { assumedWanted, type MustStay, type TableRow } from '../../domain/lock-out/must-stay.ts';
import { afterPlan } from '../../domain/lock-out/simulate.ts';
import type { Plan, RulesPlan } from '../../domain/plan/plan.ts';
import { plannedDoorKey } from '../../domain/plan/planned-rule.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import { wantedRules } from '../../domain/scenario/wanted-rules.ts';
import { inTime } from '../in-time.ts';
import type { RevertLockOuts } from '../ports.ts';
import { type PlanNeeds, readGroupSurely } from './plan-hardening.ts';
import { adminSourcesOf, guardOf, isOfDirectory, readWorld } from './read-world.ts';

const NOTHING: RevertLockOuts = { lockOuts: [], notKnown: [] };

type Needs = Pick<PlanNeeds, 'groups' | 'lists' | 'interfaces' | 'clock' | 'policy'>;

/** How long a simulation may take, in ms: somebody waits for the form, at night perhaps. */
export const SIMULATION_MS_MAX = 3 * SECOND_MS;

/** Simulates the revert of a group's rules, within {@link SIMULATION_MS_MAX}: whoever asks is waiting. Reverts of
 * lists and of attachments are not simulated. What cannot be looked up is said; nothing is thrown. */
export async function revertLockOuts(
  { door }: Finding,
  plan: Plan,
  needs: Needs,
): Promise<RevertLockOuts> {
  if (plan.kind !== 'rules' || door.kind !== 'rules') return NOTHING;
  const { clock } = needs;
  const simulated = simulate(plan, needs).catch(notSimulated);
  return inTime(simulated, { ms: SIMULATION_MS_MAX, clock, late: notSimulated });
}

function notSimulated(): RevertLockOuts {
  return { lockOuts: [], notKnown: ['what it would cut'] };
}

async function simulate(plan: RulesPlan, needs: Needs): Promise<RevertLockOuts> {
  const group = await readGroupSurely(plan, needs);
  if (group.kind === 'couldNotLook') return { lockOuts: [], notKnown: [group.reason] };
  const { world, notKnown } = await readWorld(group.state, needs);
  const cut = lockOuts(world, afterPlan(world, plan), mustStay(group.state, plan, needs));
  return { lockOuts: cut, notKnown };
}

function mustStay(group: GroupState, plan: RulesPlan, { policy }: Needs): MustStay {
  const adminSources = adminSourcesOf(policy, group);
  if (!isOfDirectory(policy, group)) return { directory: null, adminSources };
  const { groupId } = group;
  const scenario = guardOf(policy, group)?.scenario;
  if (scenario !== undefined) {
    const { hasTrust } = PORT_TABLES[scenario.name];
    const wanted = wantedRules(scenario, groupId, NO_LISTS.rules);
    return { directory: { groupId, wanted, hasTrust }, adminSources };
  }
  // Nobody chose a scenario: native AD with trust, for the networks that stay admitted.
  const closed = new Set(
    [...plan.revoke, ...plan.restore.map(({ now }) => now)].map(plannedDoorKey),
  );
  const admitting = group.inbound.filter((rule) => !closed.has(plannedDoorKey(rule)));
  const wanted = assumedWanted(ASSUMED_ROWS, admitting, groupId);
  return { directory: { groupId, wanted, hasTrust: true, isAssumed: true }, adminSources };
}

const ASSUMED_ROWS: readonly TableRow[] = DIRECTIONS.flatMap((direction) =>
  PORT_TABLES.nativeWorkloadsWithTrust[direction].flatMap(({ ranges, service, network }) =>
    ranges.map((range): TableRow => ({ direction, service, network, need: 'required', ...range })),
  ),
);
