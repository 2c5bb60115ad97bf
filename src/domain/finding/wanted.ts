import { type Instant, SECOND_MS } from '../instant.ts';
import { plannedDoorKey } from '../plan/planned-rule.ts';
import { clockAt } from './clock-at.ts';
import { placeKey } from './door.ts';
import { type Finding, openingCall } from './finding.ts';
import { questionOf } from './question.ts';

/** How long the first alert waits for the weight, in ms: looking up what stands behind a group takes
 * less when EC2 is well, and nobody should hear of an open door later for its sake. */
export const WEIGHT_WAIT_MS = 2 * SECOND_MS;

/** A piece of work that a finding's state asks for. Level-triggered: it says what should be done
 * now, not what happened, so asking twice is asking once. */
export type WantedJob =
  /** Show the latest state in Slack: in the alert, or in the post that is named. */
  | { readonly kind: 'show'; readonly dueAt: Instant; readonly postId?: string }
  /** Execute the approved plan. */
  | { readonly kind: 'act'; readonly dueAt: Instant }
  /** Look at the door again, or hear the clock. */
  | { readonly kind: 'wake'; readonly dueAt: Instant }
  /** Look up what stands behind the group. */
  | { readonly kind: 'weigh'; readonly dueAt: Instant }
  /** Find out who in Slack opened it. */
  | { readonly kind: 'tie'; readonly dueAt: Instant };

/** The work that a finding asks for after a change at `now`. */
export function wanted(finding: Finding, now: Instant): readonly WantedJob[] {
  const jobs: WantedJob[] = [{ kind: 'show', dueAt: shownAt(finding, now) }];
  if (finding.weight === null && finding.state.kind !== 'closed') {
    jobs.push({ kind: 'weigh', dueAt: now });
  }
  if (finding.state.kind === 'executing') jobs.push({ kind: 'act', dueAt: now });
  const wakeAt = wakesAt(finding);
  if (wakeAt !== null) jobs.push({ kind: 'wake', dueAt: wakeAt });
  if (isToTie(finding)) jobs.push({ kind: 'tie', dueAt: now });
  const question = questionOf(finding);
  if (question !== null) jobs.push({ kind: 'show', dueAt: now, postId: question.id });
  return jobs;
}

/** Whether it is not known yet whether whoever opened a door is somebody in Slack. Pure. */
export function isToTie({ opening, actorTie = null }: Finding): boolean {
  return actorTie === null && openingCall(opening) !== null;
}

/** When the door of a finding is to be looked at, or the clock brings something about; null where neither. */
export function wakesAt(finding: Finding): Instant | null {
  const { lookAt } = finding;
  const clock = clockAt(finding);
  return lookAt === null || clock === null ? (lookAt ?? clock) : Math.min(lookAt, clock);
}

/** When a finding is shown: at once, but that one just heard of waits for its weight a little. */
function shownAt({ weight, state, heardAt }: Finding, now: Instant): Instant {
  const isAwaited = weight === null && state.kind === 'open';
  return isAwaited ? Math.max(now, heardAt + WEIGHT_WAIT_MS) : now;
}

/** The doors that an open finding claims, so that the same door heard again joins it: account,
 * Region and then group, traffic and source, never a rule id alone; or list and entry; or group and
 * place. A closed finding claims nothing. */
export function claims(finding: Finding): readonly string[] {
  return finding.state.kind === 'closed' ? [] : doors(finding);
}

/** The doors that a finding tells of, as {@link claims}, closed or not. */
export function doors(finding: Finding): readonly string[] {
  const { accountId, region } = finding.door;
  return [...new Set(claimedIn(finding))].map((key) => `${accountId}/${region}/${key}`);
}

function claimedIn({ door, rules }: Finding): readonly string[] {
  switch (door.kind) {
    case 'rules': {
      const group = door.groupId ?? `name:${door.groupName ?? ''}`;
      const way = door.direction === 'outbound' ? 'outbound:' : '';
      return rules.map((rule) => `${group}/${way}${plannedDoorKey(rule)}`);
    }
    case 'list':
      return door.entries.map(({ cidr }) => `${door.prefixListId}/${cidr}`);
    case 'attachment': {
      // A group that is guarded itself and an approved source elsewhere opens two doors at once.
      const how = door.isApprovedSource ? 'source-on' : 'on';
      return door.places.map((place) => `${door.groupId}/${how}:${placeKey(place)}`);
    }
  }
}

/** Whether others' touches of a finding's door are followed: nobody else looks at it. */
export function isFollowed({ state }: Pick<Finding, 'state'>): boolean {
  return state.kind === 'open' || state.kind === 'exempted';
}
