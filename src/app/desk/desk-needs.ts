import type { Finding } from '../../domain/finding/finding.ts';
import type { NarrowAnswer } from '../../domain/harden/plan-narrow.ts';
import type { Instant } from '../../domain/instant.ts';
import type { HomeTeam } from '../../domain/people/authorise.ts';
import type { Plan } from '../../domain/plan/plan.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { Connections } from '../../domain/tracking/connections.ts';
import type { Audits } from '../audit/audits-at-once.ts';
import type { ChannelTrouble } from '../channel-trouble.ts';
import type {
  ApproversCounted,
  Channel,
  Clock,
  Log,
  People,
  RevertLockOuts,
  Store,
} from '../ports.ts';

/** What the desk needs of the world. */
export interface DeskNeeds {
  readonly store: Store;
  readonly people: Pick<People, 'lookUp' | 'glance' | 'membersOf'>;
  readonly channel: Channel;
  readonly policy: Policy;
  readonly home: HomeTeam;
  readonly ownAccountIds: ReadonlySet<string>;
  readonly startedAt: Instant;
  readonly audits: Audits;
  readonly clock: Clock;
  readonly log: Log;
  /** Who can approve what a finding waits for; it never throws. */
  readonly countApprovers: (finding: Finding) => Promise<ApproversCounted>;
  readonly trouble: Pick<ChannelTrouble, 'problem'>;
  /** Reads what a narrowing, or its undoing, rests on, and plans it; it never throws. */
  readonly planNarrowing: (finding: Finding, intent: 'narrow' | 'undo') => Promise<NarrowAnswer>;
  /** What a revert would cut; it never throws. */
  readonly simulateRevert: (finding: Finding, plan: Plan) => Promise<RevertLockOuts>;
  /** What would become of established connections if a finding were reverted now; it never throws. */
  readonly foreseeConnections: (finding: Finding) => Promise<Connections>;
}
