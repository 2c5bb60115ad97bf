import type { JsonBody } from '../wire/json-service.ts';

/** What CloudTrail writes instead of a secret (seen on Directory Service's connector calls). */
const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

const SECRETS = new Set(['password']);

/** `requestParameters` of a Directory Service record: the request in camelCase, secrets hidden.
 * Inferred: no such record has been published. */
export function recordedRequest(body: JsonBody): object {
  return fromObject(body);
}

/** `responseElements`: the answer in camelCase, `null` for an empty one and for a refusal. */
export function recordedAnswer(answer: object | null): object | null {
  return answer === null || Object.keys(answer).length === 0 ? null : fromObject(answer);
}

function fromObject(body: object): object {
  return Object.fromEntries(
    Object.entries(body).map(([key, value]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      return [name, SECRETS.has(name) ? HIDDEN : fromValue(value)];
    }),
  );
}

function fromValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromValue);
  return typeof value === 'object' && value !== null ? fromObject(value) : value;
}
