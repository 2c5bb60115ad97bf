import type { StepAnswer } from '../../app/ports.ts';
import { awsFailure, firstLine, isGroupNotFound } from './aws-errors.ts';

const RULE_NOT_FOUND = new Set([
  'InvalidPermission.NotFound',
  'InvalidSecurityGroupRuleId.NotFound',
]);

/** What it means that a call which changes rules failed. `action` is the IAM action that it needs. */
export function stepFailure(error: unknown, action: string): StepAnswer {
  const failure = awsFailure(error);
  if (RULE_NOT_FOUND.has(failure.code) || isGroupNotFound(error)) {
    return { kind: 'notThere' };
  }
  const said = firstLine(failure.message);
  switch (failure.kind) {
    case 'denied': {
      const advice = `Allow ${action} on the group to the role that Portcullis runs as (${said})`;
      return { kind: 'refused', code: failure.code, advice };
    }
    case 'throttled':
      return {
        kind: 'refused',
        code: failure.code,
        advice: 'AWS was busy: approve again in a minute',
      };
    case 'unreachable':
      return { kind: 'noAnswer', reason: `EC2 did not answer the call (${said})` };
    case 'answered':
      return { kind: 'refused', code: failure.code, advice: said };
  }
}
