import { narrowOffer } from '../../domain/finding/narrow-offer.ts';
import { planRevert } from '../../domain/plan/plan.ts';
import type { Desk } from '../ports.ts';
import { admit, notPossible, refusal } from './admit.ts';
import { approvePlan } from './approve-plan.ts';
import { breakGlass, reviewBreakGlass } from './break-glass.ts';
import { decideAs } from './decide-as.ts';
import { denyRequest, reviewDenial } from './deny-request.ts';
import type { DeskNeeds } from './desk-needs.ts';
import { reviewPlan } from './review-plan.ts';
import { shownScope } from './show-scope.ts';
import { whoMay } from './who-may.ts';
import { withdrawRequest } from './withdraw-request.ts';

/** How many findings one answer lists. */
export const FINDINGS_LISTED_MAX = 15;

/** What people may ask for. Everyone is looked up and authorised at each step anew: what was shown
 * a minute ago gives no right. */
export function openDesk(needs: DeskNeeds): Desk {
  return {
    reviewRevert: (touch) => reviewPlan('revert', touch, needs),
    approveRevert: (touch) => approvePlan('revert', touch, needs),
    reviewNarrow: (touch) => reviewPlan('narrow', touch, needs),
    approveNarrow: (touch) => approvePlan('narrow', touch, needs),
    reviewUndo: (touch) => reviewPlan('undo', touch, needs),
    approveUndo: (touch) => approvePlan('undo', touch, needs),
    reviewDenial: (touch) => reviewDenial(touch, needs),
    deny: (touch) => denyRequest(touch, needs),
    withdraw: (touch) => withdrawRequest(touch, needs),

    who: (userId, findingId) => whoMay(userId, findingId, needs),
    reviewBreakGlass: (touch) => reviewBreakGlass(touch, needs),
    breakGlass: (touch) => breakGlass(touch, needs),

    async cancelDeadline(touch) {
      const command = { kind: 'cancelDeadline', by: touch.userId } as const;
      const refused = await decideAs('cancelDeadline', touch, command, needs);
      return refused ?? { kind: 'cancelled' };
    },

    async signReview(touch) {
      const command = { kind: 'signReview', by: touch.userId } as const;
      const refused = await decideAs('signReview', touch, command, needs);
      return refused ?? { kind: 'signed' };
    },

    async disown(touch) {
      const command = { kind: 'disown', by: touch.userId } as const;
      const refused = await decideAs('sayWhose', touch, command, needs);
      return refused ?? { kind: 'disowned' };
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
      const openReviews = await needs.store.openReviews();
      const { startedAt } = needs;
      const channelProblem = needs.trouble.problem();
      const status = { findings, openReviews, channelProblem, records, startedAt };
      return { kind: 'status', status };
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
      const plan = planRevert(finding, needs.ownAccountIds);
      const narrow = narrowOffer(finding, needs.policy, needs.ownAccountIds);
      const view = { finding, plan, narrow, isRepost: false };
      return { kind: 'finding', view, at: post?.address ?? null };
    },
  };
}
