import { describe, expect, it } from 'vitest';
import { inSteps, type MakeStep } from '../../../src/app/doors/steps.ts';
import type { StepAnswer } from '../../../src/app/ports.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';

const LAST_BEGINS_AT = 1_000;
const NOT_THERE: StepAnswer = { kind: 'notThere' };
const REFUSED: StepAnswer = { kind: 'refused', code: 'IncorrectState', advice: 'approve again' };
const LOST: StepAnswer = { kind: 'noAnswer', reason: 'the line is dead' };
const BUSY = new OutsideError('aws_throttled', 'EC2 is busy', { isRetryable: true });

function accepted(requestId: string): StepAnswer {
  return { kind: 'accepted', requestId };
}

/** Makes steps that answer so, each after `eachMs`; gives what they came to and how many were made. */
async function made(answers: readonly (StepAnswer | Error)[], eachMs = 0, areIndependent = false) {
  const clock = simulatedClock(0);
  let count = 0;
  const steps = answers.map(
    (answer): MakeStep =>
      async () => {
        count += 1;
        await clock.advance(eachMs);
        if (answer instanceof Error) throw answer;
        return answer;
      },
  );
  const deadline = { lastBeginsAt: LAST_BEGINS_AT, clock, areIndependent };
  const answer = await inSteps(steps, deadline, (step) => step(() => false)).catch(
    (error: unknown) => error,
  );
  return { answer, count };
}

describe('inSteps()', () => {
  it.each<[string, readonly (StepAnswer | Error)[], unknown, number]>([
    ['no step: there was nothing to change', [], NOT_THERE, 0],
    ['the last that was accepted', [accepted('a'), accepted('b')], accepted('b'), 2],
    ['what is not there is passed over', [NOT_THERE, accepted('b'), NOT_THERE], accepted('b'), 3],
    ['nothing was there', [NOT_THERE, NOT_THERE], NOT_THERE, 2],
    ['a refusal of the first ends it: nothing was done', [REFUSED, accepted('b')], REFUSED, 1],
    ['so does one after nothing was there', [NOT_THERE, REFUSED, accepted('c')], REFUSED, 2],
    ['a reply that is lost ends it', [LOST, accepted('b')], LOST, 1],
    ['what could not be read before the first call is thrown', [BUSY, accepted('b')], BUSY, 1],
  ])('%s', async (_, answers, answer, count) => {
    expect(await made(answers)).toEqual({ answer, count });
  });

  it('a refusal half-way is not "nothing was done": it is to be read back', async () => {
    const { answer, count } = await made([accepted('a'), REFUSED, accepted('c')]);
    expect(answer).toEqual({
      kind: 'partly',
      notDone: [{ code: 'IncorrectState', advice: 'approve again' }],
    });
    expect(count).toBe(2);
  });

  it('that hang on none of the others go on after refusals, and tell all of them', async () => {
    const answers = [REFUSED, accepted('b'), NOT_THERE, REFUSED, accepted('e'), REFUSED];
    const { code, advice } = { code: 'IncorrectState', advice: 'approve again' };
    const notDone = Array.from({ length: 3 }, () => ({ code, advice }));
    expect(await made(answers, 0, true)).toEqual({ answer: { kind: 'partly', notDone }, count: 6 });
    expect(await made([REFUSED, NOT_THERE], 0, true)).toEqual({ answer: REFUSED, count: 2 });
    expect(await made([REFUSED, LOST, accepted('c')], 0, true)).toEqual({ answer: LOST, count: 2 });
  });

  it('neither is what could not be read half-way', async () => {
    const { answer, count } = await made([accepted('a'), BUSY, accepted('c')]);
    expect(answer).toEqual({ kind: 'partly', notDone: [{ code: null, advice: 'EC2 is busy' }] });
    expect(count).toBe(2);
  });

  it('begins no step when the time is up, and says so', async () => {
    const steps = [accepted('a'), accepted('b'), accepted('c'), accepted('d')];
    expect(await made(steps, 400)).toEqual({
      answer: { kind: 'partly', notDone: [{ code: null, advice: 'The time for it was up' }] },
      count: 3,
    });
    // At the last moment itself one may still begin.
    expect(await made(steps.slice(0, 3), LAST_BEGINS_AT / 2)).toMatchObject({
      answer: accepted('c'),
      count: 3,
    });
  });
});
