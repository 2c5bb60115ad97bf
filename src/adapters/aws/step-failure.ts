import type { StepAnswer } from '../../app/ports.ts';
import { OutsideError } from '../../domain/outside-error.ts';
import { awsFailure, firstLine, isNotFound } from './aws-errors.ts';

const RULE_NOT_FOUND = new Set([
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
]);

/** What people are told of a step that failed. */
export interface StepWords {
  /** What the step is taken on: `the group`. */
  readonly on: string;
  /** What can be done about it, by EC2's code. A code that is here is always a refusal. */
  readonly advice: ReadonlyMap<string, string>;
}

const OF_A_GROUP: StepWords = { on: 'the group', advice: new Map() };

/** What it means that a call which changes something failed. `action` is the IAM action that it
 * needs. */
export function stepFailure(
  error: unknown,
  action: string,
  { on, advice }: StepWords = OF_A_GROUP,
): StepAnswer {
  if (error instanceof OutsideError) return notMade(error);
  const { kind, code, message } = awsFailure(error);
  const said = firstLine(message);
  const known = advice.get(code);
  if (known !== undefined) return { kind: 'refused', code, advice: `${known} (${said})` };
  if (RULE_NOT_FOUND.has(code) || isNotFound(error)) return { kind: 'notThere' };
  switch (kind) {
    case 'denied':
      return {
        kind: 'refused',
        code,
        advice: `Allow ${action} on ${on} to the role that Portcullis runs as (${said})`,
      };
    case 'throttled':
      return {
        kind: 'refused',
        code,
        advice: 'AWS was busy: approve again in a minute',
        isBusy: true,
      };
    case 'unreachable':
      return { kind: 'noAnswer', reason: `EC2 did not answer the call (${said})` };
    case 'answered':
      return { kind: 'refused', code, advice: said };
  }
}

/** The role of the account could not be assumed: nothing was asked of it. */
function notMade({ code, message, isRetryable }: OutsideError): StepAnswer {
  return { kind: 'refused', code, advice: message, ...(isRetryable ? { isBusy: true } : {}) };
}
