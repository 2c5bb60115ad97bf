import type { FindingCommand } from '../domain/finding/commands.ts';
import { decide } from '../domain/finding/decide.ts';
import type { Finding } from '../domain/finding/finding.ts';
import { partsToDiscover } from '../domain/guard/behind.ts';
import type { Instant } from '../domain/instant.ts';
import { slackOrigin } from '../domain/origin.ts';
import { userGroupsOf } from '../domain/people/approver-list.ts';
import { type Action, authorise, type HomeTeam } from '../domain/people/authorise.ts';
import { NO_SUBJECT, type Subject, subjectOfFinding } from '../domain/people/subject.ts';
import { type Plan, planRevert } from '../domain/plan/plan.ts';
import type { Policy } from '../domain/policy/policy.ts';
import { describeGuarded, describeLeftOut } from '../domain/scope/describe-scope.ts';
import type { Audits } from './audit/audits-at-once.ts';
import type {
  Channel,
  Clock,
  Desk,
  Log,
  MessageAddress,
  People,
  RevertLockOuts,
  ScopeShown,
  Store,
  Touch,
  TouchRefused,
} from './ports.ts';
import { readScope } from './read-scope.ts';

export interface DeskNeeds {
  readonly store: Store;
  readonly people: Pick<People, 'lookUp'>;
  readonly channel: Channel;
  readonly policy: Policy;
  readonly home: HomeTeam;
  readonly homeAccountId: string;
  readonly startedAt: Instant;
  readonly audits: Audits;
  readonly clock: Clock;
  readonly log: Log;
  /** What a revert would cut; it never throws. */
  readonly simulateRevert: (finding: Finding, plan: Plan) => Promise<RevertLockOuts>;
}

/** How many findings one answer lists. */
export const FINDINGS_LISTED_MAX = 15;

/** How many guarded groups and things left out one answer lists. */
export const SCOPE_LINES_MAX = 15;
/** As many of them are kept for what is left out, where so much is. */
const SCOPE_LEFT_OUT_MIN = 6;

/** What people may ask for. Everyone is looked up and authorised at each step anew: what was shown
 * a minute ago gives no right. */
export function openDesk(needs: DeskNeeds): Desk {
  return {
    async reviewRevert(touch) {
      const admitted = await admit('vote', touch, needs);
      if (admitted.kind !== 'admitted') return admitted;
      const { finding } = admitted;
      if (finding.state.kind === 'closed') return notPossible({ kind: 'closed' });
      if (finding.state.kind === 'reverting') {
        return notPossible({ kind: 'alreadyApproved', by: finding.state.approval.by });
      }
      const plan = planRevert(finding, needs.homeAccountId);
      if (typeof plan === 'string') return notPossible({ kind: 'noPlan' });
      const simulated = await needs.simulateRevert(finding, plan);
      return { kind: 'review', finding, plan, simulated };
    },

    async approveRevert(touch) {
      const { userId, planHash } = touch;
      const command = { kind: 'approveRevert', by: userId, planHash } as const;
      const refused = await decideAs('vote', touch, command, needs);
      return refused ?? { kind: 'approved' };
    },

    async reviewAcknowledge(touch) {
      const admitted = await admit('acknowledge', touch, needs);
      if (admitted.kind !== 'admitted') return admitted;
      const { finding } = admitted;
      if (finding.state.kind === 'closed') return notPossible({ kind: 'closed' });
      return { kind: 'review', finding };
    },

    async acknowledge(touch) {
      const command = { kind: 'acknowledge', by: touch.userId, note: touch.note } as const;
      const refused = await decideAs('acknowledge', touch, command, needs);
      return refused ?? { kind: 'acknowledged' };
    },

    async status(userId) {
      const refused = await refusal('view', userId, needs);
      if (refused !== null) return refused;
      const findings = await needs.store.countFindings();
      const records = await needs.store.recordSummary();
      return { kind: 'status', status: { findings, records, startedAt: needs.startedAt } };
    },

    async findings(userId) {
      const refused = await refusal('view', userId, needs);
      if (refused !== null) return refused;
      const findings = await needs.store.openFindings(FINDINGS_LISTED_MAX);
      const { open } = await needs.store.countFindings();
      return { kind: 'findings', findings, openCount: open };
    },

    async scope(userId) {
      const refused = await refusal('view', userId, needs);
      if (refused !== null) return refused;
      return { kind: 'scope', scope: await shownScope(needs) };
    },

    async audit(userId, query) {
      const refused = await refusal('view', userId, needs);
      return refused ?? (await needs.audits(query));
    },

    async show(userId, findingId) {
      const refused = await refusal('view', userId, needs);
      if (refused !== null) return refused;
      const finding = await needs.store.finding(findingId);
      if (finding === null) return { kind: 'noSuchFinding' };
      const post = await needs.store.post(findingId);
      const plan = planRevert(finding, needs.homeAccountId);
      const view = { finding, plan, isRepost: false };
      return { kind: 'finding', view, at: post?.address ?? null };
    },
  };
}

async function shownScope({ store, policy }: DeskNeeds): Promise<ScopeShown> {
  const parts = partsToDiscover(policy);
  const places = await store.places();
  const guarded: string[] = [];
  const leftOut: string[] = [];
  for (const place of places) {
    const scope = await readScope(place, store);
    guarded.push(...scope.guarded.map(describeGuarded));
    leftOut.push(...scope.leftOut.map((left) => describeLeftOut(left, parts)));
  }
  // What is left out is what somebody has to know of first.
  const leftShown = leftOut.slice(
    0,
    Math.max(SCOPE_LINES_MAX - guarded.length, SCOPE_LEFT_OUT_MIN),
  );
  return {
    guarded: guarded.slice(0, SCOPE_LINES_MAX - leftShown.length),
    leftOut: leftShown,
    guardedCount: guarded.length,
    leftOutCount: leftOut.length,
    isUnknown: places.length === 0,
  };
}

async function decideAs(
  action: Action,
  touch: Touch,
  command: FindingCommand,
  needs: DeskNeeds,
): Promise<TouchRefused | null> {
  const admitted = await admit(action, touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const now = needs.clock.now();
  const context = { now, homeAccountId: needs.homeAccountId };
  const changed = await needs.store.change(
    touch.findingId,
    (finding) => decide(finding, command, context),
    now,
    slackOrigin(touch.address),
  );
  needs.log.info({ ...touch, command: command.kind, answer: changed.kind }, 'decision taken');
  if (changed.kind === 'refused') return notPossible(changed.refusal);
  return changed.kind === 'noSuchFinding' ? changed : null;
}

type Admitted = { readonly kind: 'admitted'; readonly finding: Finding } | TouchRefused;

/** Whether a touch counts: by somebody who may, on a finding that is there, on its live alert. */
async function admit(action: Action, touch: Touch, needs: DeskNeeds): Promise<Admitted> {
  const finding = await needs.store.finding(touch.findingId);
  const subject = finding === null ? NO_SUBJECT : subjectOfFinding(finding, null);
  const refused = await refusal(action, touch.userId, needs, subject);
  if (refused !== null) return refused;
  if (finding === null) return { kind: 'noSuchFinding' };
  const copy = await refusedCopy(touch.findingId, touch.address, needs);
  return copy ?? { kind: 'admitted', finding };
}

/** Whether somebody may not do something, by what Slack says of them now; null where they may. */
export async function refusal(
  action: Action,
  userId: string,
  { people, policy, home, log }: Pick<DeskNeeds, 'people' | 'policy' | 'home' | 'log'>,
  subject: Subject = NO_SUBJECT,
): Promise<(TouchRefused & { readonly kind: 'refused' }) | null> {
  const person = await people.lookUp(userId, userGroupsOf(policy));
  const authorisation = authorise(action, person, subject, { policy, home });
  if (authorisation.kind === 'allowed') return null;
  log.info({ userId, action, reason: authorisation.reason }, 'refused');
  return authorisation;
}

/** What keeps a touch of a message from counting; null where nothing does. A copy that is not the live one
 * never executes, and is turned into a pointer to it. Before Slack's answer to the posting is kept, nobody
 * knows which one is live: nothing is done to a message then. */
export async function refusedCopy(
  postId: string,
  address: MessageAddress | null,
  { store, channel }: Pick<DeskNeeds, 'store' | 'channel'>,
): Promise<(TouchRefused & { readonly kind: 'notPostedYet' | 'staleCopy' }) | null> {
  if (address === null) return null;
  const live = (await store.post(postId))?.address ?? null;
  if (live === null) return { kind: 'notPostedYet' };
  if (live.channelId === address.channelId && live.messageTs === address.messageTs) return null;
  await channel.retire(address, live);
  return { kind: 'staleCopy' };
}

function notPossible(
  refusalOfFinding: (TouchRefused & { kind: 'notPossible' })['refusal'],
): TouchRefused {
  return { kind: 'notPossible', refusal: refusalOfFinding };
}
