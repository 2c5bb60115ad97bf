import type { MatterKind } from '../domain/approval/request.ts';
import { rulesFor } from '../domain/approval/rules-for.ts';
import type { FindingCommand } from '../domain/finding/commands.ts';
import { decide } from '../domain/finding/decide.ts';
import type { Decision, DecisionContext } from '../domain/finding/decision.ts';
import type { Finding } from '../domain/finding/finding.ts';
import type { Instant } from '../domain/instant.ts';
import type { LockOut } from '../domain/lock-out/lock-out.ts';
import type { Policy } from '../domain/policy/policy.ts';

/** What decisions rest on besides the finding. */
export interface DecideNeeds {
  readonly policy: Policy;
  readonly ownAccountIds: ReadonlySet<string>;
}

/** The matter that a command is about, and what its plan would cut. */
export interface AtStake {
  readonly matter: MatterKind;
  readonly lockOuts: readonly LockOut[];
}

const A_REVERT: AtStake = { matter: 'revert', lockOuts: [] };

/** What a command does to a finding at a moment, by what policy says of that finding. Pure. */
export function decideNow(
  finding: Finding,
  command: FindingCommand,
  {
    now,
    needs,
    stake = A_REVERT,
  }: {
    readonly now: Instant;
    readonly needs: DecideNeeds;
    readonly stake?: AtStake;
  },
): Decision {
  return decide(finding, command, contextOf(finding, { now, needs, stake }));
}

/** The context of a decision on a finding. Pure. */
export function contextOf(
  finding: Finding,
  {
    now,
    needs,
    stake,
  }: {
    readonly now: Instant;
    readonly needs: DecideNeeds;
    readonly stake: AtStake;
  },
): DecisionContext {
  const { policy, ownAccountIds } = needs;
  const rules = rulesFor(policy, finding, stake.matter, stake.lockOuts);
  return { now, ownAccountIds, rules };
}
