import { assert } from '../assert.ts';
import { isDirectoryService } from '../guard/directory-group.ts';
import { managementOf } from '../guard/managed-by.ts';
import type { Instant } from '../instant.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import { type Door, placeKey, resourceIdOf, withPlaces } from './door.ts';
import type { FindingEvent } from './events.ts';
import { decided } from './evolve-decided.ts';
import type { Finding, Opening } from './finding.ts';

/** The finding after an event. `finding` is null before its first one. Pure; what it gives depends
 * on its arguments alone, so the log can be folded again and compared.
 * @throws InvariantError for events in an order that `decide` never brings about. */
export function evolve(finding: Finding | null, event: FindingEvent): Finding {
  if (event.kind === 'finding.opened') {
    assert(finding === null, 'A finding opens once');
    return opened(event);
  }
  assert(finding !== null, `The first event of a finding is its opening, not ${event.kind}`);
  return { ...finding, ...changes(finding, event), version: finding.version + 1 };
}

/** The finding that a list of events makes. */
export function fold(events: readonly FindingEvent[]): Finding {
  const finding = events.reduce<Finding | null>(evolve, null);
  assert(finding !== null, 'A finding has at least one event');
  return finding;
}

function opened(event: FindingEvent & { readonly kind: 'finding.opened' }): Finding {
  const { id, door, opening, rules, excess, previous, doubt, lookAt, at } = event;
  return {
    id,
    version: 1,
    door,
    opening,
    heardAt: at,
    rules,
    excess,
    previous,
    doubt,
    state: { kind: 'open' },
    acknowledged: null,
    lastResult: null,
    touchedBy: null,
    lookAt: lookAt ?? untilWhenManaged(door),
    weight: null,
    isByOwnRole: event.isByOwnRole ?? false,
    revertBeganAt: null,
    inPlaceOf: event.inPlaceOf ?? [],
    probableCall: event.probableCall ?? null,
    request: null,
    endedRequest: null,
    executed: null,
    review: null,
    actorSays: null,
    times: null,
    returns: 0,
  };
}

/** When a door stops being somebody else's; null where it never does, or cannot be looked at then. */
function untilWhenManaged(door: Door): Instant | null {
  return resourceIdOf(door) === null ? null : (door.managedUntil ?? null);
}

type LaterEvent = Exclude<FindingEvent, { readonly kind: 'finding.opened' }>;

function changes(finding: Finding, event: LaterEvent): Partial<Finding> {
  switch (event.kind) {
    case 'finding.heardAgain':
      return { rules: heardOf(finding, event.rules), ...openedAgain(finding) };
    case 'finding.paired':
      return { inPlaceOf: [...finding.inPlaceOf, ...event.inPlaceOf] };
    case 'finding.traced':
      return { probableCall: event.call };
    case 'finding.spread':
      return {
        door: spread(finding, event),
        lookAt: event.lookAt ?? finding.lookAt,
        weight: null,
      };
    case 'finding.explained':
      return {
        ...managedByCaller(finding, event),
        opening: explained(finding, event),
        ...whoseRole(finding, event),
        // Who did it for themselves did it for nobody else.
        probableCall: isDirectoryService(event.call.actor) ? finding.probableCall : null,
      };
    case 'finding.acknowledged':
      return { acknowledged: { by: event.by, note: event.note, at: event.at } };
    case 'finding.weighed':
      return { weight: event.weight };
    case 'door.touched':
      return {
        touchedBy: { name: event.name, eventId: event.eventId },
        lookAt: event.at,
      };
    case 'door.missed':
      return { lookAt: event.at };
    case 'finding.changed':
      return changed(finding, event);
    case 'door.seenClosed':
      return seenClosed(finding, event);
    case 'door.seenOpen':
      return { ...looked(finding.door, event.at), touchedBy: null, ...openedAgain(finding) };
    default:
      return decided(finding, event);
  }
}

/** A door that is let through for a time stays so: what opens it again meanwhile is let through, too. */
function seenClosed(
  { state }: Finding,
  event: LaterEvent & { readonly kind: 'door.seenClosed' },
): Partial<Finding> {
  const { at, by, leftOpen = null, connections } = event;
  const shut = { at, by, leftOpen, ...(connections === undefined ? {} : { connections }) };
  if (state.kind === 'exempted') return { state: { ...state, shut }, lookAt: null };
  return { state: { kind: 'closed', ...shut }, lookAt: null };
}

/** A door that is let through for a time, and was shut meanwhile, is open again. */
function openedAgain({ state }: Finding): Partial<Finding> {
  return state.kind === 'exempted' && state.shut !== null
    ? { state: { ...state, shut: null } }
    : {};
}

/** A door that was looked at. One that is somebody's for a while is looked at again when that ends, and
 * is anybody's from then on. */
function looked(door: Door, at: Instant): Pick<Finding, 'door' | 'lookAt'> {
  const { managedUntil, ...rest } = door;
  if (managedUntil === undefined) return { door, lookAt: null };
  if (at < managedUntil) return { door, lookAt: managedUntil };
  return { door: { ...rest, managedBy: null }, lookAt: null };
}

function changed(
  { door }: Finding,
  event: LaterEvent & { readonly kind: 'finding.changed' },
): Partial<Finding> {
  const { rules, excess, at } = event;
  return { ...looked(event.door ?? door, at), rules, excess, touchedBy: null, weight: null };
}

function spread(
  { door }: Finding,
  { places }: LaterEvent & { readonly kind: 'finding.spread' },
): Door {
  assert(door.kind === 'attachment', 'Only an attachment spreads');
  const told = new Map(places.map((place) => [placeKey(place), place]));
  const known = new Set(door.places.map(placeKey));
  // A place that is told again is as it is told now: an interface may have got an instance meanwhile.
  const kept = door.places.map((place) => told.get(placeKey(place)) ?? place);
  return withPlaces(door, [...kept, ...places.filter((place) => !known.has(placeKey(place)))]);
}

function explained(
  { opening }: Finding,
  { call }: LaterEvent & { readonly kind: 'finding.explained' },
): Opening {
  assert(opening.kind === 'drift', 'Only what no record told of is explained');
  return { ...opening, call };
}

/** What a sweep found may turn out to be a stack's. */
function managedByCaller(
  { door, lookAt, state }: Finding,
  { call }: LaterEvent & { readonly kind: 'finding.explained' },
): Partial<Finding> {
  if (door.managedBy !== null || state.kind === 'closed') return {};
  const nobody = { groupName: null, tags: null };
  const managed = { ...door, ...managementOf(nobody, call) };
  return { door: managed, lookAt: lookAt ?? untilWhenManaged(managed) };
}

/** With whose role it was done decides how bad it is. */
function whoseRole(
  { weight }: Finding,
  { isByOwnRole = false }: LaterEvent & { readonly kind: 'finding.explained' },
): Partial<Finding> {
  return { isByOwnRole, weight: isByOwnRole ? null : weight };
}

/** The finding's rules once the same doors were heard of again. Where somebody touched them meanwhile, the
 * rule that was there may have become another one under its id: then both are looked at. */
function heardOf(
  { rules, touchedBy }: Finding,
  heard: readonly PlannedRule[],
): readonly PlannedRule[] {
  const renamed = withNewIds(rules, heard);
  if (touchedBy === null) return renamed;
  const ids = new Set(rules.map(({ ruleId }) => ruleId));
  return [...rules, ...renamed.filter(({ ruleId }) => !ids.has(ruleId))];
}

/** The finding's rules, with the ids under which the same doors were heard of last. */
function withNewIds(
  rules: readonly PlannedRule[],
  heard: readonly PlannedRule[],
): readonly PlannedRule[] {
  return rules.map((rule) => {
    const again = heard.find((other) => plannedDoorKey(other) === plannedDoorKey(rule));
    return again?.ruleId == null ? rule : { ...rule, ruleId: again.ruleId };
  });
}
