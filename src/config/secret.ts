import { inspect } from 'node:util';

const REDACTED = '[secret]';

/** A text that does not print by accident: strings, JSON, logs and inspection show `[secret]`.
 * Only {@link Secret.reveal}, at the place that needs it, gives it out. */
export class Secret {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  /** The text itself. */
  reveal(): string {
    return this.#text;
  }

  toString(): string {
    return REDACTED;
  }

  toJSON(): string {
    return REDACTED;
  }

  [inspect.custom](): string {
    return REDACTED;
  }
}
