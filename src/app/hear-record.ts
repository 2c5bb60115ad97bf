import {
  type Decoded,
  type IgnoredReason,
  isRuleChange,
  type RuleChange,
  type Subject,
} from '../domain/change/exposure-change.ts';
import { HOUR_MS, type Instant } from '../domain/instant.ts';
import type { Notice } from '../domain/notice.ts';
import { evaluate } from '../domain/policy/evaluate.ts';
import type { Judgement } from '../domain/policy/judge.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { admitClosing } from './admit-closing.ts';
import { admitOpening } from './admit-opening.ts';
import { judgeChange } from './judge-change.ts';
import type {
  Admission,
  Clock,
  GroupAddress,
  Ids,
  Log,
  RecordKey,
  RecordOutcome,
  SecurityGroups,
  Store,
} from './ports.ts';
import { type Resolved, resolve } from './resolve.ts';

export interface HearRecordNeeds {
  readonly store: Store;
  readonly groups: SecurityGroups;
  readonly policy: Policy;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** Hears one CloudTrail record and gives it its one outcome, durably. Heard twice, it has the
 * outcome of the first time and does nothing.
 * @throws OutsideError when it could not be judged or kept now; then it has no outcome yet. */
export async function hearRecord(decoded: Decoded, needs: HearRecordNeeds): Promise<RecordOutcome> {
  const { store, clock, log } = needs;
  const { key, judgement } = await prepare(decoded, needs);
  const admitted = await store.admit(key, judgement, clock.now());
  log.info(
    { ...key, outcome: admitted.outcome, isKnown: admitted.kind === 'known' },
    'record heard',
  );
  return admitted.outcome;
}

interface Prepared {
  readonly key: RecordKey;
  readonly judgement: Parameters<Store['admit']>[1];
}

async function prepare(decoded: Decoded, needs: HearRecordNeeds): Promise<Prepared> {
  switch (decoded.kind) {
    case 'ignored':
      return { key: recordKey(decoded), judgement: () => withoutChange(ignored(decoded.reason)) };
    case 'undecodable': {
      const notice = undecodableNotice(decoded, needs.clock.now());
      const outcome = { kind: 'undecodable', reason: decoded.reason } as const;
      // Whatever it changed, the group's rules are not what they were known to be.
      const admission = { ...withoutChange(outcome), notice, group: 'unknown' } as const;
      return { key: recordKey(decoded), judgement: () => admission };
    }
    case 'change': {
      const { change } = decoded;
      // PLACEHOLDER until the other changes are judged: see issue 3, item 2.
      if (!isRuleChange(change)) return leftAlone(decoded, 'Not judged yet');
      if (change.direction === 'outbound') {
        return leftAlone(decoded, 'Outbound traffic is not guarded by the policy');
      }
      return { key: recordKey(decoded), judgement: await judgementOf(change, needs) };
    }
  }
}

function leftAlone(decoded: Decoded, reason: string): Prepared {
  return { key: recordKey(decoded), judgement: () => withoutChange({ kind: 'ignored', reason }) };
}

async function judgementOf(
  change: RuleChange,
  needs: HearRecordNeeds,
): Promise<Prepared['judgement']> {
  const { policy, clock, ids } = needs;
  const now = clock.now();
  if (change.kind === 'rulesRemoved') return (kept) => admitClosing(change, kept, now);
  const resolved = await resolveSurely(change, needs);
  if (resolved.change.rules.length === 0) {
    return () => withoutChange({ kind: 'ignored', reason: 'Only outbound rules were edited' });
  }
  // Taken here, since what runs inside a transaction is pure.
  const findingId = ids.findingId();
  return (kept) => {
    const judged = judgeChange(resolved, kept, policy);
    return admitOpening({ ...judged, findingId, now }, kept);
  };
}

/** The inventory may have missed that a door was shut. Where it alone would let a rule of a change
 * pass, since all that it opens was open already, EC2 is asked whether that is so. */
async function resolveSurely(change: RuleChange, needs: HearRecordNeeds): Promise<Resolved> {
  const resolved = await resolve(change, needs);
  const { judgement } = judgeChange(resolved, { open: [], group: null }, needs.policy);
  if (!isMasked(judgement, resolved.change)) return resolved;
  const fresh = await resolve(change, needs, { isFresh: true });
  return change.kind === 'rulesEdited' ? { ...fresh, doubt: fresh.doubt ?? NARROWED } : fresh;
}

/** EC2 cannot say what an edited rule said before, so a narrowing is told as a finding, with this. */
const NARROWED =
  'By what was known of it before, this edit let in nothing new. Whether that was still so cannot ' +
  'be told: look at the rule before you revert';

/** Whether a rule of a change would offend if nothing had been open before it, and does not. */
function isMasked(judgement: Judgement, change: RuleChange): boolean {
  if (judgement.kind === 'notGuarded') return false;
  const whole = evaluate(change, judgement.guard);
  if (whole.kind === 'permitted') return false;
  const offending = judgement.kind === 'violates' ? judgement.verdict.offending : [];
  return offending.length < whole.offending.length;
}

/** The identity of a record, and the group that it is about. */
export function recordKey(decoded: Decoded): RecordKey {
  const record = decoded.kind === 'change' ? decoded.change.record : decoded.record;
  const { accountId, eventId, eventName, eventTime, requestId } = record;
  return { accountId, eventId, eventName, eventTime, requestId, group: groupOf(decoded) };
}

function groupOf(decoded: Decoded): GroupAddress | null {
  if (decoded.kind === 'ignored') return null;
  if (decoded.kind === 'undecodable') {
    const { record, subject } = decoded;
    return subject?.kind === 'group' ? addressOf(record, subject) : null;
  }
  if (!isRuleChange(decoded.change)) return null;
  const { group, record } = decoded.change;
  return addressOf({ accountId: group.ownerId, region: record.region }, group);
}

function addressOf(
  { accountId, region }: { readonly accountId: string; readonly region: string },
  { groupId }: { readonly groupId: string | null },
): GroupAddress | null {
  return groupId === null ? null : { accountId, region, groupId };
}

function ignored(reason: IgnoredReason): RecordOutcome {
  return { kind: 'ignored', reason: ignoredText(reason) };
}

function ignoredText(reason: IgnoredReason): string {
  switch (reason.kind) {
    case 'notWatched':
      return 'No call that is watched';
    case 'failedCall':
      return `The call failed with ${reason.errorCode} and changed nothing`;
    case 'otherAttribute':
      return 'The call changed no group of an instance or network interface';
    case 'noListEntries':
      return 'The call changed no entry of the prefix list';
  }
}

function withoutChange(outcome: RecordOutcome): Admission {
  return { outcome, changes: [], notice: null, group: null };
}

function undecodableNotice(
  { record, reason, subject }: Decoded & { readonly kind: 'undecodable' },
  now: Instant,
): Notice {
  const hour = Math.floor(now / HOUR_MS);
  return {
    id: `undecodable/${record.accountId}/${record.eventName}/${hour}`,
    title: `This ${record.eventName} could not be read: count what it changed as open`,
    detail:
      `${reason}. Event ${record.eventId} of ${record.eventTime} by ${record.actor.name} in account ` +
      `${record.accountId}, ${record.region}, on ${subjectText(subject)}, and report the shape of ` +
      'the record.',
    count: 1,
  };
}

function subjectText(subject: Subject | null): string {
  switch (subject?.kind) {
    case 'group':
      return `group ${subject.groupId}. Look at the group's inbound rules in EC2`;
    case 'list':
      return `prefix list ${subject.prefixListId}. Look at the list's entries in EC2`;
    case undefined:
      return 'something that it does not name. Look at what it changed in AWS';
  }
}
