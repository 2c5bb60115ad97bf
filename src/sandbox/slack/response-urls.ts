import { RESPONSE_URL_LIFETIME_MS, RESPONSE_URL_MAX_USES } from './limits.ts';
import { SlackApiError } from './slack-api-error.ts';

/** What a response_url answers to: a person in a channel, and the message that they touched, if any. */
export interface ResponseTarget {
  readonly userId: string;
  readonly channelId: string;
  readonly messageTs: string | undefined;
}

interface IssuedUrl {
  readonly target: ResponseTarget;
  readonly issuedAt: Date;
  uses: number;
}

/** The one-way back to a person that an interaction brings: five messages in half an hour. */
export class ResponseUrls {
  readonly #issued = new Map<string, IssuedUrl>();
  readonly #now: () => Date;
  readonly #newId: (prefix: string) => string;

  constructor(now: () => Date, newId: (prefix: string) => string) {
    this.#now = now;
    this.#newId = newId;
  }

  /** The token that ends the URL. */
  issue(target: ResponseTarget): string {
    const token = this.#newId('response');
    this.#issued.set(token, { target, issuedAt: this.#now(), uses: 0 });
    return token;
  }

  /**
   * Counts one use.
   * @throws SlackApiError `expired_url` (also for a URL that nobody issued) or `used_url`
   */
  use(token: string): ResponseTarget {
    const url = this.#issued.get(token);
    if (url === undefined) throw new SlackApiError('expired_url');
    const ageMs = this.#now().getTime() - url.issuedAt.getTime();
    if (ageMs > RESPONSE_URL_LIFETIME_MS) throw new SlackApiError('expired_url');
    if (url.uses >= RESPONSE_URL_MAX_USES) throw new SlackApiError('used_url');
    url.uses += 1;
    return url.target;
  }
}
