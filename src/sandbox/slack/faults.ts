import type { SocketConnections } from './socket-mode/socket-connections.ts';

/** Which calls a fault befalls: the next `times` (1 unless said) of a method. */
export interface FaultTarget {
  /** A Web API method's name, or `response_url`. */
  readonly method: string;
  readonly times?: number;
}

/** A call that waits until it is let go. */
export interface Hold {
  /** Resolves when a call has arrived at the hold. */
  readonly reached: Promise<void>;
  release(): void;
}

/** What can go wrong on the way to Slack, on demand. */
export interface Faults {
  /** HTTP 429 without effect. `retryAfterS` in seconds. */
  rateLimit(fault: FaultTarget & { readonly retryAfterS: number }): void;
  /** `ok: false` with a Slack error code, without effect. */
  error(fault: FaultTarget & { readonly code: string }): void;
  /** HTTP 500 without effect. */
  http500(fault: FaultTarget): void;
  /** The effect happens, the answer is lost: the socket is destroyed. */
  drop(fault: FaultTarget): void;
  /** Stops the next call of a method before or after its effect. */
  hold(where: { readonly method: string; readonly when: 'before' | 'after' }): Hold;
  /** While true, every request and connection is refused by closing the socket. */
  unreachable(isUnreachable: boolean): void;
  /** Cuts every Socket Mode connection without a word. */
  disconnectAll(): void;
  /** Asks the app to reconnect, as Slack does every few hours. */
  requestRefresh(): void;
}

/** What befalls one call. */
export type Fault =
  | { readonly kind: 'rateLimit'; readonly retryAfterS: number }
  | { readonly kind: 'error'; readonly code: string }
  | { readonly kind: 'http500' }
  | { readonly kind: 'drop' };

interface PlannedFault {
  readonly method: string;
  readonly fault: Fault;
  timesLeft: number;
}

interface PlannedHold {
  readonly method: string;
  readonly when: 'before' | 'after';
  readonly reach: () => void;
  readonly released: Promise<void>;
}

/** Keeps what is planned and hands it out call by call, in the order in which it was planned. */
export class FaultPlan {
  #planned: readonly PlannedFault[] = [];
  #holds: readonly PlannedHold[] = [];
  readonly #releases = new Set<() => void>();
  isUnreachable = false;

  plan(target: FaultTarget, fault: Fault): void {
    const planned = { method: target.method, fault, timesLeft: target.times ?? 1 };
    this.#planned = [...this.#planned, planned];
  }

  /** The fault of this call, if one is planned; it is used up by this. */
  take(method: string): Fault | undefined {
    const next = this.#planned.find((one) => one.method === method && one.timesLeft > 0);
    if (next === undefined) return undefined;
    next.timesLeft -= 1;
    return next.fault;
  }

  hold(method: string, when: 'before' | 'after'): Hold {
    const reached = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const planned = { method, when, reach: reached.resolve, released: released.promise };
    this.#holds = [...this.#holds, planned];
    this.#releases.add(released.resolve);
    return { reached: reached.promise, release: released.resolve };
  }

  /** Waits at a hold, if one is planned for this call. */
  async pass(method: string, when: 'before' | 'after'): Promise<void> {
    const hold = this.#holds.find((one) => one.method === method && one.when === when);
    if (hold === undefined) return;
    this.#holds = this.#holds.filter((one) => one !== hold);
    hold.reach();
    await hold.released;
  }

  /** Lets every held call go: nothing may hang when the emulator closes. */
  releaseAll(): void {
    for (const release of this.#releases) release();
  }
}

/** The faults as a test asks for them. */
export function createFaults(plan: FaultPlan, connections: SocketConnections): Faults {
  return {
    rateLimit: ({ retryAfterS, ...target }) =>
      plan.plan(target, { kind: 'rateLimit', retryAfterS }),
    error: ({ code, ...target }) => plan.plan(target, { kind: 'error', code }),
    http500: (target) => plan.plan(target, { kind: 'http500' }),
    drop: (target) => plan.plan(target, { kind: 'drop' }),
    hold: ({ method, when }) => plan.hold(method, when),
    unreachable: (isUnreachable) => {
      plan.isUnreachable = isUnreachable;
    },
    disconnectAll: () => connections.disconnectAll(),
    requestRefresh: () => connections.requestRefresh(),
  };
}
