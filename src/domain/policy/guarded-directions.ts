import { DIRECTIONS, type Direction } from '../change/exposure-change.ts';
import type { GuardedMatch } from '../guard/match.ts';
import type { Guard } from './policy.ts';

/** Whether a guard guards what the members of its groups may reach: where policy says whom, by service
 * or by a scenario. */
export function guardsOutbound({
  outbound,
  scenario,
}: Pick<Guard, 'outbound' | 'scenario'>): boolean {
  return outbound !== undefined || scenario !== undefined;
}

/** The directions that a guard guards: inbound always. */
export function guardedDirections(
  guard: Pick<Guard, 'outbound' | 'scenario'>,
): readonly Direction[] {
  return guardsOutbound(guard) ? DIRECTIONS : ['inbound'];
}

/** The directions that any of the guards of a match guards. */
export function directionsGuarded({ guard, also }: GuardedMatch): readonly Direction[] {
  const isOutbound = [guard, ...also.map((each) => each.guard)].some(guardsOutbound);
  return isOutbound ? DIRECTIONS : ['inbound'];
}
