import { TRIGGER_LIFETIME_MS } from './limits.ts';
import { SlackApiError } from './slack-api-error.ts';

interface Trigger {
  readonly userId: string;
  readonly issuedAt: Date;
  isUsed: boolean;
}

/** The permissions to open a view that every act of a person brings: short-lived and for one use. */
export class Triggers {
  readonly #issued = new Map<string, Trigger>();
  readonly #now: () => Date;
  readonly #newId: (prefix: string) => string;

  constructor(now: () => Date, newId: (prefix: string) => string) {
    this.#now = now;
    this.#newId = newId;
  }

  issue(userId: string): string {
    const id = this.#newId('trigger');
    this.#issued.set(id, { userId, issuedAt: this.#now(), isUsed: false });
    return id;
  }

  /**
   * Says whose trigger it is and whether it may open a view now.
   * The caller calls `use` once nothing else is wrong: a refused view does not cost the trigger.
   * @throws SlackApiError `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`
   */
  check(id: string | undefined): { readonly userId: string; use(): void } {
    const trigger = id === undefined ? undefined : this.#issued.get(id);
    if (trigger === undefined) throw new SlackApiError('invalid_trigger_id');
    if (trigger.isUsed) throw new SlackApiError('exchanged_trigger_id');
    const ageMs = this.#now().getTime() - trigger.issuedAt.getTime();
    if (ageMs > TRIGGER_LIFETIME_MS) throw new SlackApiError('expired_trigger_id');
    const use = () => {
      trigger.isUsed = true;
    };
    return { userId: trigger.userId, use };
  }
}
