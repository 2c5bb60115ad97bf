import type {
  AttachmentChange,
  ExposureChange,
  ListChange,
  RuleChange,
} from '../change/exposure-change.ts';
import { doorKey } from '../change/security-group-rule.ts';
import type { AttachmentDoor, ListDoor, RulesDoor } from '../finding/door.ts';
import type { Finding } from '../finding/finding.ts';
import { doesStepOf } from '../harden/does-step.ts';
import { type Instant, MINUTE_MS } from '../instant.ts';
import { plannedDoorKey } from './planned-rule.ts';

/** How long after a revert began its calls may be made, in ms: longer than one takes
 * (`EXECUTION_MS_MAX`). */
export const OWN_STEP_MS = 5 * MINUTE_MS;
/** How far AWS's clock may be behind ours, in ms. */
const CLOCK_LAG_MS = MINUTE_MS;

/** Whether a change is what a revert of a finding does, and at the time of one. So Portcullis knows a
 * call of its own whose answer was lost, and with it the request id. Pure, total. */
export function isOwnStep(change: ExposureChange, changedAt: Instant, finding: Finding): boolean {
  const { revertBeganAt } = finding;
  if (revertBeganAt === null) return false;
  const sinceMs = changedAt - revertBeganAt;
  if (sinceMs < -CLOCK_LAG_MS || sinceMs > OWN_STEP_MS) return false;
  const { prepared } = finding;
  const isStep = prepared !== undefined && doesStepOf(change, prepared);
  return isStep || doesWhatItAsks(change, finding);
}

function doesWhatItAsks(change: ExposureChange, finding: Finding): boolean {
  const { door } = finding;
  switch (change.kind) {
    case 'rulesRemoved':
      return door.kind === 'rules' && revokesItsRules(change, finding, door);
    case 'rulesEdited':
      return door.kind === 'rules' && restoresItsRules(change, finding, door);
    case 'listModified':
      return door.kind === 'list' && takesEntriesOut(change, door);
    case 'attached':
    case 'detached':
      return door.kind === 'attachment' && takesGroupOff(change, door);
    case 'rulesAdded':
    case 'groupDeleted':
    case 'listRestored':
    case 'listDeleted':
    case 'directoryBorn':
    case 'directoryRoutesAdded':
      return false;
  }
}

function revokesItsRules(
  { group, direction, rules, ruleIds }: RuleChange,
  finding: Finding,
  door: RulesDoor,
): boolean {
  const doors = new Set(finding.rules.map(plannedDoorKey));
  const ids = new Set(finding.rules.map(({ ruleId }) => ruleId));
  return (
    group.groupId === door.groupId &&
    direction === door.direction &&
    rules.every((rule) => doors.has(doorKey(rule))) &&
    ruleIds.every((id) => ids.has(id))
  );
}

function restoresItsRules(
  { group, rules }: RuleChange,
  { previous }: Finding,
  door: RulesDoor,
): boolean {
  const restored = new Set(previous.map((was) => `${was.ruleId} ${plannedDoorKey(was)}`));
  const isRestored = rules.every((rule) => restored.has(`${rule.ruleId} ${doorKey(rule)}`));
  return group.groupId === door.groupId && isRestored;
}

function takesEntriesOut({ prefixListId, added, removed }: ListChange, door: ListDoor): boolean {
  const entries = new Set(door.entries.map(({ cidr }) => cidr));
  const replaced = new Set(door.replaced.map(({ cidr }) => cidr));
  return (
    prefixListId === door.prefixListId &&
    removed.every((cidr) => entries.has(cidr)) &&
    added.every(({ cidr }) => replaced.has(cidr))
  );
}

function takesGroupOff({ attachments }: AttachmentChange, door: AttachmentDoor): boolean {
  const places = new Set(
    door.places.map((place) => (place.kind === 'vpc' ? place.vpcId : place.interfaceId)),
  );
  return attachments.every(({ target, groupIds }) => {
    const isOff = groupIds === null || !groupIds.includes(door.groupId);
    if (target.kind === 'interface') return isOff && places.has(target.interfaceId);
    return target.kind === 'vpc' && places.has(target.vpcId);
  });
}
