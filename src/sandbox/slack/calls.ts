import type { JsonRecord } from './json.ts';
import type { TokenKind } from './web-api/authorize.ts';

/** How a call ended. `dropped`: the effect may have happened, the answer never left. */
export type CallOutcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'ok' }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'rateLimited'; readonly retryAfterS: number }
  | { readonly kind: 'httpError'; readonly status: number }
  | { readonly kind: 'dropped' };

/** One call of the app. `method` is the Web API's name, or `response_url`; tokens are not in `args`. */
export interface SlackCall {
  readonly method: string;
  readonly token: TokenKind;
  readonly args: JsonRecord;
  readonly at: Date;
  readonly outcome: CallOutcome;
}

/** Every call in the order of arrival; a call is there, `pending`, before it is answered. */
export class CallLog {
  readonly #calls: SlackCall[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get all(): readonly SlackCall[] {
    return this.#calls;
  }

  /** Records an arrival and returns how to record its end. */
  begin(call: Omit<SlackCall, 'outcome'>): (outcome: CallOutcome) => void {
    const index = this.#calls.push({ ...call, outcome: { kind: 'pending' } }) - 1;
    this.#changed();
    return (outcome) => {
      this.#calls[index] = { ...call, outcome };
      this.#changed();
    };
  }
}
