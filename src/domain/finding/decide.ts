import type { FindingCommand } from './commands.ts';
import { breakGlass, cancelDeadline, endExemption, sayWhose, signReview } from './decide-alone.ts';
import { wake } from './decide-clock.ts';
import { finish, start } from './decide-execution.ts';
import { look } from './decide-look.ts';
import { deny, request, vote, withdraw } from './decide-request.ts';
import { type Decision, type DecisionContext, events, refuse } from './decision.ts';
import type { Finding } from './finding.ts';

/** The finding's state machine: which events a command brings about. Pure and total: every command
 * in every state has an answer. */
export function decide(
  finding: Finding,
  command: FindingCommand,
  context: DecisionContext,
): Decision {
  const at = context.now;
  switch (command.kind) {
    case 'acknowledge':
      if (finding.state.kind === 'closed') return refuse({ kind: 'closed' });
      return events({ kind: 'finding.acknowledged', by: command.by, note: command.note, at });
    case 'request':
      return request(finding, command, context);
    case 'vote':
      return vote(finding, command, context);
    case 'deny':
      return deny(finding, command, at);
    case 'withdraw':
      return withdraw(finding, command, at);
    case 'breakGlass':
      return breakGlass(finding, command, context);
    case 'signReview':
      return signReview(finding, command.by, at);
    case 'claimMine':
    case 'disown':
      return sayWhose(finding, command, at);
    case 'cancelDeadline':
      return cancelDeadline(finding, command.by, at);
    case 'endExemption':
      return endExemption(finding, command.by, at);
    case 'start':
      return start(finding, command, context);
    case 'finish':
      return finish(finding, command, context);
    case 'look':
      return look(finding, command.seen, at);
    case 'wake':
      return wake(finding, command.guarding, context);
  }
}
