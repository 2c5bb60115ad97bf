import type { Instant } from '../../domain/instant.ts';
import type { NotDone } from '../../domain/plan/revert-result.ts';
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

/** What the steps of a plan came to: as one step, or `partly`: a call was accepted, and others were not,
 * for these reasons. */
export type Carried =
  | StepAnswer
  | { readonly kind: 'partly'; readonly notDone: readonly NotDone[] };

/** How steps are made. */
export interface MakingSteps {
  /** When the last of them may begin. */
  readonly lastBeginsAt: Instant;
  readonly clock: Clock;
  /** Whether a step may be made though one before it was refused. */
  readonly areIndependent?: boolean;
}

type Refusal = StepAnswer & { readonly kind: 'refused' };

/** What EC2 said to a call that it did not refuse, for people. */
export function answerText(answer: Exclude<StepAnswer, Refusal>): string {
  switch (answer.kind) {
    case 'accepted':
      return 'EC2 accepted the call';
    case 'notThere':
      return 'EC2 found nothing to change';
    case 'noAnswer':
      return answer.reason;
  }
}

/** Makes steps one after the other until one is not accepted, or until it is too late to begin another.
 * Once one was accepted, whatever a later one says is not "nothing was done": it is read back. */
export async function inSteps(
  steps: readonly MakeStep[],
  { lastBeginsAt, clock, areIndependent = false }: MakingSteps,
  make: (step: MakeStep) => Promise<StepAnswer>,
): Promise<Carried> {
  let done: StepAnswer = { kind: 'notThere' };
  const refusals: Refusal[] = [];
  for (const step of steps) {
    const isBegun: boolean = done.kind === 'accepted';
    const isLate = clock.now() > lastBeginsAt;
    const answer: StepAnswer = isLate ? TIME_UP : await answerOf(make(step), isBegun);
    if (answer.kind === 'accepted') done = answer;
    else if (answer.kind === 'refused' && areIndependent) refusals.push(answer);
    else if (answer.kind !== 'notThere') return isBegun ? partly([...refusals, answer]) : answer;
  }
  if (done.kind === 'accepted') return refusals.length === 0 ? done : partly(refusals);
  return refusals[0] ?? done;
}

const TIME_UP: StepAnswer = { kind: 'noAnswer', reason: 'The time for it was up' };

function answerOf(made: Promise<StepAnswer>, isBegun: boolean): Promise<StepAnswer> {
  return isBegun ? made.catch(lost) : made;
}

function lost(error: unknown): StepAnswer {
  return { kind: 'noAnswer', reason: error instanceof Error ? error.message : String(error) };
}

function partly(
  answers: readonly (StepAnswer & { readonly kind: 'refused' | 'noAnswer' })[],
): Carried {
  return {
    kind: 'partly',
    notDone: answers.map((answer) =>
      answer.kind === 'refused'
        ? { code: answer.code, advice: answer.advice }
        : { code: null, advice: answer.reason },
    ),
  };
}
