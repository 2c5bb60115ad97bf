import { TICKET_LIFETIME_MS } from '../limits.ts';

/** One-use permissions to connect, as `apps.connections.open` hands out. */
export class Tickets {
  readonly #issuedAt = new Map<string, Date>();
  readonly #now: () => Date;
  readonly #newId: (prefix: string) => string;

  constructor(now: () => Date, newId: (prefix: string) => string) {
    this.#now = now;
    this.#newId = newId;
  }

  issue(): string {
    const ticket = this.#newId('ticket');
    this.#issuedAt.set(ticket, this.#now());
    return ticket;
  }

  /** True once per ticket, while it is fresh. */
  redeem(ticket: string): boolean {
    const issuedAt = this.#issuedAt.get(ticket);
    this.#issuedAt.delete(ticket);
    return (
      issuedAt !== undefined && this.#now().getTime() - issuedAt.getTime() <= TICKET_LIFETIME_MS
    );
  }
}
