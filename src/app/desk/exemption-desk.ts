import { hasVoted, isExpiredAt, missingVotes } from '../../domain/approval/request.ts';
import { rulesFor } from '../../domain/approval/rules-for.ts';
import { type ExemptionLimits, readExemption } from '../../domain/exemption/read-exemption.ts';
import { exemptionHash, scopeHash } from '../../domain/exemption/scope.ts';
import { refusalOf } from '../../domain/finding/decide-request.ts';
import { isStillAsked } from '../../domain/finding/decision.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import { HOUR_MS } from '../../domain/instant.ts';
import { describeApprovers } from '../../domain/people/describe-approvers.ts';
import { subjectOfFinding } from '../../domain/people/subject.ts';
import { type AtStake, contextOf } from '../decide-now.ts';
import { standingOf } from '../hear/exempted.ts';
import { type ApproversNeeds, approversFor } from '../people/approvers-for.ts';
import type {
  ExemptionDesk,
  ExemptionForm,
  ExemptionReview,
  ExemptionsShown,
  PlanApproved,
  PlanTouch,
  Touch,
  TouchRefused,
} from '../ports.ts';
import { admit, notPossible, refusal } from './admit.ts';
import { decideAs, decideOn } from './decide-as.ts';
import type { DeskNeeds } from './desk-needs.ts';

/** How many exemptions one answer lists. */
export const EXEMPTIONS_LISTED_MAX = 15;

export type ExemptionDeskNeeds = Omit<DeskNeeds, 'people'> & {
  readonly people: DeskNeeds['people'] & ApproversNeeds['people'];
};

const STAKE: AtStake = { matter: 'exempt', lockOuts: [] };

/** What people may ask for of exemptions. */
export function openExemptionDesk(needs: ExemptionDeskNeeds): ExemptionDesk {
  return {
    reviewExemption: (touch) => reviewExemption(touch, needs),
    checkExemption: (typed) => {
      const read = readExemption(typed, limitsOf(needs));
      return read.kind === 'problems' ? read.problems : [];
    },
    requestExemption: (touch) => requestExemption(touch, needs),
    reviewExemptionVote: (touch) => reviewVote(touch, needs),
    approveExemption: (touch) => approveExemption(touch, needs),
    async reviewExemptionEnd(touch) {
      const admitted = await admit('endExemption', touch, needs);
      if (admitted.kind !== 'admitted') return admitted;
      const { finding } = admitted;
      return finding.state.kind === 'exempted'
        ? { kind: 'review', finding }
        : notPossible({ kind: 'notExempted' });
    },
    async endExemption(touch) {
      const command = { kind: 'endExemption', by: touch.userId } as const;
      const refused = await decideAs('endExemption', touch, command, needs);
      return refused ?? { kind: 'ended' };
    },
    exemptions: (userId) => exemptionsShown(userId, needs),
  };
}

function limitsOf({ policy, clock }: Pick<DeskNeeds, 'policy' | 'clock'>): ExemptionLimits {
  const { exemptionMsMax } = rulesFor(policy, { weight: null }, 'exempt', []);
  return { now: clock.now(), msMax: exemptionMsMax, ticket: policy.exemptions?.ticket ?? null };
}

/** The form, with what would be exempted and who could approve that. */
async function reviewExemption(
  touch: Touch,
  needs: ExemptionDeskNeeds,
): Promise<ExemptionForm | TouchRefused> {
  const admitted = await admit('requestExemption', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const { finding } = admitted;
  const refused = whyNotNow(finding, needs);
  if (refused !== null) return refused;
  const { msMax, ticket } = limitsOf(needs);
  const { quorum } = rulesFor(needs.policy, finding, 'exempt', []);
  const subject = { ...subjectOfFinding(finding), requestedBy: touch.userId };
  const possible = await approversFor('approveExemption', subject, needs);
  const approvers = describeApprovers(possible, quorum, touch.userId);
  const shown = { finding, scopeHash: scopeHash(finding) };
  return { kind: 'form', ...shown, msMax, ticket: ticket?.source ?? null, quorum, approvers };
}

/** Whether an exemption cannot be asked for at all, of a finding as it is. */
function whyNotNow(finding: Finding, needs: ExemptionDeskNeeds): TouchRefused | null {
  const now = needs.clock.now();
  const exemption = {
    reason: '',
    ticket: null,
    until: now + HOUR_MS / 2,
    atEnd: 'reopen',
  } as const;
  const hash = exemptionHash(exemption, finding);
  const matter = { kind: 'exemption', exemption, hash } as const;
  const why = refusalOf(finding, matter, contextOf(finding, { now, needs, stake: STAKE }));
  if (why !== null) return notPossible(why);
  const { request } = finding;
  const isWaiting =
    request !== null &&
    !isExpiredAt(request, now) &&
    isStillAsked(finding, request, needs.ownAccountIds);
  return isWaiting ? notPossible({ kind: 'alreadyRequested', by: request.by }) : null;
}

async function requestExemption(
  touch: Parameters<ExemptionDesk['requestExemption']>[0],
  needs: ExemptionDeskNeeds,
): ReturnType<ExemptionDesk['requestExemption']> {
  const { typed, scopeHash: shown, ...rest } = touch;
  const admitted = await admit('requestExemption', rest, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const read = readExemption(typed, limitsOf(needs));
  // The form told of it already: what comes here without was not typed into one.
  if (read.kind === 'problems') return notPossible({ kind: 'badExemption' });
  const { exemption } = read;
  if (scopeHash(admitted.finding) !== shown) return notPossible({ kind: 'planSuperseded' });
  const hash = exemptionHash(exemption, admitted.finding);
  const matter = { kind: 'exemption', exemption, hash } as const;
  const { reason } = exemption;
  const command = { kind: 'request', by: rest.userId, matter, reason, mayVote: false } as const;
  const changed = await decideOn(rest, () => command, { needs, stake: STAKE });
  if (changed.kind !== 'changed') return changed;
  return { kind: 'requested', quorum: changed.finding.request?.quorum ?? 0 };
}

async function reviewVote(
  touch: Touch,
  needs: ExemptionDeskNeeds,
): Promise<ExemptionReview | TouchRefused> {
  const admitted = await admit('approveExemption', touch, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const { finding } = admitted;
  const { request } = finding;
  if (request?.matter.kind !== 'exemption') return notPossible({ kind: 'noRequest' });
  if (hasVoted(request, touch.userId)) return notPossible({ kind: 'votedAlready' });
  if (isExpiredAt(request, needs.clock.now())) return notPossible({ kind: 'requestExpired' });
  return { kind: 'review', finding, request: { ...request, matter: request.matter } };
}

async function approveExemption(
  touch: PlanTouch,
  needs: ExemptionDeskNeeds,
): Promise<PlanApproved | TouchRefused> {
  const { planHash: hash, ...rest } = touch;
  const admitted = await admit('approveExemption', rest, needs);
  if (admitted.kind !== 'admitted') return admitted;
  const command = { kind: 'vote', by: rest.userId, hash } as const;
  const changed = await decideOn(rest, () => command, { needs, stake: STAKE });
  if (changed.kind !== 'changed') return changed;
  const { request } = changed.finding;
  return { kind: 'approved', missing: request === null ? 0 : missingVotes(request) };
}

async function exemptionsShown(
  userId: string,
  needs: ExemptionDeskNeeds,
): Promise<ExemptionsShown | TouchRefused> {
  const refused = await refusal('view', userId, needs);
  if (refused !== null) return refused;
  const { store, clock, policy } = needs;
  const findings = await store.exemptedFindings();
  const exempted: ExemptionsShown['exempted'][number][] = [];
  for (const finding of findings.slice(0, EXEMPTIONS_LISTED_MAX)) {
    if (finding.state.kind !== 'exempted') continue;
    const post = await store.post(finding.id);
    exempted.push({ finding, exemption: finding.state.exemption, at: post?.address ?? null });
  }
  const now = clock.now();
  const standing = standingOf(policy).toSorted((a, b) => a.until - b.until);
  return { kind: 'exemptions', exempted, count: findings.length, standing, now };
}
