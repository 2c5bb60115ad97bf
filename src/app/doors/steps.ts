import type { Instant } from '../../domain/instant.ts';
import type { Clock, StepAnswer } from '../ports.ts';

/** One call of a plan, with whatever it reads first. `isLate` is asked directly before the call: nobody
 * waits for it then, and it may not be made. `notThere`: there was nothing left to change.
 * @throws OutsideError when what the call needs could not be read: nothing was done then. */
export type MakeStep = (isLate: () => boolean) => Promise<StepAnswer>;

/** The answer of a step whose reads took so long that nobody waits for its call any more. */
export const TOO_LATE: StepAnswer = {
  kind: 'noAnswer',
  reason: 'What the call needs took too long to be read, so it was not made',
};

/** Makes steps one after the other until one is not accepted, or until it is too late to begin another.
 * Once one was accepted, whatever a later one says is not "nothing was done": it is read back. */
export async function inSteps(
  steps: readonly MakeStep[],
  { lastBeginsAt, clock }: { readonly lastBeginsAt: Instant; readonly clock: Clock },
  make: (step: MakeStep) => Promise<StepAnswer>,
): Promise<StepAnswer> {
  let done: StepAnswer = { kind: 'notThere' };
  for (const step of steps) {
    if (clock.now() > lastBeginsAt) return { kind: 'noAnswer', reason: 'The time for it was up' };
    const answer: StepAnswer =
      done.kind === 'accepted' ? await make(step).catch(lost) : await make(step);
    if (answer.kind === 'notThere') continue;
    if (answer.kind !== 'accepted') return done.kind === 'accepted' ? halfDone(answer) : answer;
    done = answer;
  }
  return done;
}

function lost(error: unknown): StepAnswer {
  return { kind: 'noAnswer', reason: error instanceof Error ? error.message : String(error) };
}

function halfDone(answer: StepAnswer): StepAnswer {
  return answer.kind === 'refused' ? { kind: 'noAnswer', reason: answer.advice } : answer;
}
