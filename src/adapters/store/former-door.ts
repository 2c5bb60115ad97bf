import type { Door, RulesDoor } from '../../domain/finding/door.ts';
import type { FindingEvent } from '../../domain/finding/events.ts';

/** A door as it was written while all were inbound rules of a group. */
type FormerDoor = Omit<RulesDoor, 'kind' | 'direction' | 'managedBy'>;

/** A door, whenever it was written. */
export function completedDoor(door: Door | FormerDoor): Door {
  if ('kind' in door) return door;
  return { kind: 'rules', direction: 'inbound', ...door, managedBy: null };
}

/** An event of the log, whenever it was written: the log itself is never changed. */
export function completedEvent(event: FindingEvent): FindingEvent {
  return event.kind === 'finding.opened' ? { ...event, door: completedDoor(event.door) } : event;
}
