import type { Delivery, Envelope } from './envelope.ts';
import type { SocketConnections } from './socket-connections.ts';

/**
 * Delivers envelopes and remembers the last interaction.
 * An event that was not acknowledged comes again, as the Events API does; nothing else does.
 */
export class Deliverer {
  readonly #connections: SocketConnections;
  readonly #retryDelaysMs: readonly number[];
  readonly #timers = new Set<NodeJS.Timeout>();
  #lastInteraction: Envelope | undefined;

  constructor(connections: SocketConnections, retryDelaysMs: readonly number[]) {
    this.#connections = connections;
    this.#retryDelaysMs = retryDelaysMs;
  }

  async deliver(envelope: Envelope): Promise<Delivery> {
    if (envelope.type !== 'events_api') this.#lastInteraction = envelope;
    const delivery = await this.#connections.deliver(envelope);
    const isEvent = envelope.type === 'events_api';
    if (isEvent && delivery.kind !== 'acked') this.#scheduleRetry(envelope);
    return delivery;
  }

  /**
   * Delivers the last interaction once more: same payload, new envelope.
   * @throws when there has been none
   */
  redeliver(): Promise<Delivery> {
    if (this.#lastInteraction === undefined) {
      throw new Error('expected an interaction to deliver again; nobody has acted yet');
    }
    return this.#connections.deliver(this.#lastInteraction);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #scheduleRetry(envelope: Envelope): void {
    const attempt = envelope.retryAttempt ?? 0;
    const delayMs = this.#retryDelaysMs[attempt];
    if (delayMs === undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.deliver({ ...envelope, retryAttempt: attempt + 1 });
    }, delayMs);
    this.#timers.add(timer);
  }
}
