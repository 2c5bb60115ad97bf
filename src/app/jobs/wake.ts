import { exempt, exemptionsOf } from '../../domain/exemption/let-through.ts';
import { clockAt } from '../../domain/finding/clock-at.ts';
import type { Guarding } from '../../domain/finding/commands.ts';
import { type Decision, planFor } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { isFollowed, wakesAt } from '../../domain/finding/wanted.ts';
import type { Instant } from '../../domain/instant.ts';
import { exposureOf } from '../../domain/net/exposure.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { asAdmission } from '../../domain/plan/planned-rule.ts';
import { decideNow } from '../decide-now.ts';
import { learnShut } from '../doors/learn-shut.ts';
import { readListsAgreed } from '../doors/lists-named.ts';
import { readUntilAgreed, seen } from '../doors/look-at-door.ts';
import { readConnections } from '../doors/read-connections.ts';
import { readLeftOpen } from '../doors/read-left-open.ts';
import { revertLockOuts } from '../hardening/revert-lock-outs.ts';
import { standingOf } from '../hear/exempted.ts';
import type { ActNeeds } from './act.ts';

type WakeNeeds = Omit<ActNeeds, 'ruleSteps'>;

/** Hears the clock for a finding, then looks at its door where that is due. Gives the moment at which there is
 * something to do again; null where nothing asks for it.
 * @throws OutsideError, retryable, when EC2 cannot be asked now. */
export async function wake(findingId: string, needs: WakeNeeds): Promise<Instant | null> {
  const finding = await hearClock(findingId, needs);
  if (finding === null) return null;
  // An execution looks for itself, and asks for this job again when it ends; what is closed is not looked at.
  if (!isFollowed(finding)) return clockAt(finding);
  const { lookAt } = finding;
  if (lookAt === null || lookAt > needs.clock.now()) return wakesAt(finding);
  return lookAgain(finding, needs);
}

/** What the clock brings about. Whether a door may be closed by the clock alone is found out only where it
 * would be. */
async function hearClock(findingId: string, needs: WakeNeeds): Promise<Finding | null> {
  const { store, clock } = needs;
  const finding = await store.finding(findingId);
  if (finding === null) return null;
  const now = clock.now();
  const due = clockAt(finding);
  if (due === null || due > now) return finding;
  const guarding = await guardingOf(finding, needs);
  const changed = await store.change(
    findingId,
    (latest) => decideNow(latest, { kind: 'wake', guarding }, { now, needs }),
    now,
  );
  return changed.kind === 'noSuchFinding' ? null : changed.finding;
}

/** What is not known of what it would cut holds it back as well. What another exemption lets through is not closed. */
async function guardingOf(finding: Finding, needs: WakeNeeds): Promise<Guarding> {
  const { state, times } = finding;
  const isAsked = state.kind === 'exempted' || times?.deadlineAt != null;
  const plan = planFor(finding, 'revert', needs.ownAccountIds);
  if (!isAsked || plan === null) return 'notKnown';
  if (await isExemptedToo(finding, needs)) return 'exempted';
  const { lockOuts, notKnown } = await revertLockOuts(finding, plan, needs);
  if (lockOuts.length > 0) return 'lockOuts';
  return notKnown.length > 0 ? 'notKnown' : 'passes';
}

async function isExemptedToo(finding: Finding, needs: WakeNeeds): Promise<boolean> {
  const { door, excess } = finding;
  if (door.kind !== 'rules' || door.groupId === null) return false;
  const { accountId, region, groupId, direction } = door;
  const about = { groups: [{ accountId, region, groupId }], lists: [], interfaces: [] };
  const { open } = await needs.store.kept(about);
  const findings = open.filter(({ id }) => id !== finding.id);
  const standing = standingOf(needs.policy);
  const way = { groupId, direction, at: needs.clock.now() };
  const others = exemptionsOf(way, { findings, standing });
  return exempt(exposureOf(excess.map(asAdmission)), others).used.length > 0;
}

async function lookAgain(finding: Finding, needs: WakeNeeds): Promise<Instant | null> {
  const { store, clock, policy } = needs;
  const readAt = clock.now();
  const look = await readUntilAgreed(finding, needs);
  if (look.kind === 'couldNotLook' || look.kind === 'disagree') {
    const why = look.kind === 'disagree' ? 'EC2 gave different answers in every read' : look.reason;
    const message = `Could not look at the door of ${finding.id}: ${why}`;
    throw new OutsideError('aws_failed', message, { isRetryable: true });
  }
  const now = clock.now();
  const shown = seen(finding, look, { policy, lists: await readListsAgreed(finding, needs) });
  const command = {
    kind: 'look',
    seen: shown.kind === 'shut' ? { ...shown, ...(await readAround(finding, needs)) } : shown,
  } as const;
  if (look.kind === 'gone') await learnShut(finding, readAt, needs);
  await store.change(
    finding.id,
    // What happened during the look may not be in it. It asked for this job again, so it is looked
    // at once more.
    (latest) =>
      doorVersion(latest) === doorVersion(finding)
        ? decideNow(latest, command, { now, needs })
        : NOTHING_LEARNT,
    now,
  );
  // What came of it has asked for this job again, where anything is left to do.
  return null;
}

/** What else lets in what a door did that somebody else shut, and what became of connections by it. These the finding's
 * own rules decide with the others on the host, although they are gone by now; what a group let in where it stands no
 * more, and entries that are gone, tell it no longer. */
async function readAround(finding: Finding, needs: WakeNeeds) {
  const [leftOpen, connections] = await Promise.all([
    readLeftOpen(finding, needs),
    finding.door.kind === 'rules' ? readConnections(finding, needs) : null,
  ]);
  return { leftOpen, ...(connections === null ? {} : { connections }) };
}

/** The version of a finding without its weighing, which tells nothing of the door. */
function doorVersion({ version, weight }: Finding): number {
  return weight === null ? version : version - 1;
}

const NOTHING_LEARNT: Decision = { kind: 'events', events: [] };
