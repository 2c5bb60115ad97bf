/** Where and how often a fault strikes. `action` is an action's name (`RevokeSecurityGroupIngress`,
 * `ReceiveMessage`), any action when left out; `times` is a number of calls, 1 when left out. */
export interface FaultScope {
  readonly action?: string;
  readonly times?: number;
}

/** A call stopped on its way. `reached` resolves when it arrives there; `release` lets it go on.
 * A hold that is never released ends with the emulator: the caller's connection is closed. */
export interface Hold {
  readonly reached: Promise<void>;
  release(): void;
}

/** Ways to make AWS misbehave. Each is limited by count and by action, throws a plain `Error` for an
 * action that the emulator does not know, and lasts until used up or cleared. */
export interface Faults {
  /** The call is refused with `RequestLimitExceeded` (EC2), `Throttling` (STS) or
   * `ThrottlingException` (SQS), which the SDK retries by itself; nothing happens. */
  throttle(scope?: FaultScope): void;
  /** The call is refused with `UnauthorizedOperation` (EC2) or `AccessDenied` (others), with an
   * encoded message as EC2 gives; a mutating call is recorded with that error code. */
  deny(scope?: FaultScope): void;
  /** The answer of a Describe or GetManagedPrefixList… call shows the state before the last mutation: EC2's eventual
   * consistency at its worst. */
  stale(scope?: FaultScope): void;
  /** The effect happens and is recorded, but the reply is lost: the socket is destroyed. */
  drop(scope?: FaultScope): void;
  /** The next call of `action` waits: `before` any effect, or `after` the effect and its record but
   * before the reply, so that the caller can be killed in between. */
  hold(stop: { readonly action: string; readonly when: HoldPoint }): Hold;
  /** Records written from now on reach the queue only when released, in order. */
  delayRecords(): { release(): void };
  /** Each of the next `times` records is delivered twice. */
  duplicateRecords(scope?: Pick<FaultScope, 'times'>): void;
  /** Forgets every fault and hold not yet used. Calls that are held stay held, records that are
   * delayed stay delayed, until released. */
  clear(): void;
}

export type HoldPoint = 'before' | 'after';
export type CountedFault = 'throttle' | 'deny' | 'stale' | 'drop';

/** Whether EC2 answers `action` from a copy that may be behind. */
export function isRead(action: string): boolean {
  return action.startsWith('Describe') || action.startsWith('GetManagedPrefixList');
}

interface Armed {
  readonly fault: CountedFault;
  readonly action: string | undefined;
  left: number;
}

interface ArmedHold extends Hold {
  readonly action: string;
  readonly when: HoldPoint;
  readonly arrive: () => void;
  readonly released: Promise<void>;
}

interface RecordFaults {
  delay(): { release(): void };
  duplicate(count: number): void;
}

/** `Faults` together with the questions that the services ask of it. */
export class FaultBook implements Faults {
  readonly #knownActions: ReadonlySet<string>;
  readonly #records: RecordFaults;
  #armed: Armed[] = [];
  #holds: ArmedHold[] = [];

  constructor(knownActions: ReadonlySet<string>, records: RecordFaults) {
    this.#knownActions = knownActions;
    this.#records = records;
  }

  throttle(scope: FaultScope = {}): void {
    this.#arm('throttle', scope);
  }

  deny(scope: FaultScope = {}): void {
    this.#arm('deny', scope);
  }

  stale(scope: FaultScope = {}): void {
    if (scope.action !== undefined && !isRead(scope.action)) {
      throw new Error(`Only Describe calls and the like can be stale, not ${scope.action}`);
    }
    this.#arm('stale', scope);
  }

  drop(scope: FaultScope = {}): void {
    this.#arm('drop', scope);
  }

  hold({ action, when }: { readonly action: string; readonly when: HoldPoint }): Hold {
    this.#assertKnown(action);
    const arrival = Promise.withResolvers<void>();
    const departure = Promise.withResolvers<void>();
    const hold: ArmedHold = {
      action,
      when,
      arrive: arrival.resolve,
      reached: arrival.promise,
      release: departure.resolve,
      released: departure.promise,
    };
    this.#holds.push(hold);
    return hold;
  }

  delayRecords(): { release(): void } {
    return this.#records.delay();
  }

  duplicateRecords({ times = 1 }: Pick<FaultScope, 'times'> = {}): void {
    this.#records.duplicate(times);
  }

  clear(): void {
    this.#holds = [];
    this.#armed = [];
    this.#records.duplicate(0);
  }

  /** Whether `fault` strikes this call of `action`; using it up. */
  take(fault: CountedFault, action: string): boolean {
    const armed = this.#armed.find(
      (each) => each.fault === fault && (each.action ?? action) === action,
    );
    if (!armed) return false;
    armed.left -= 1;
    if (armed.left === 0) this.#armed = this.#armed.filter((each) => each !== armed);
    return true;
  }

  /** Waits here if the call of `action` is to be held at `when`. */
  async pass(when: HoldPoint, action: string): Promise<void> {
    const hold = this.#holds.find((each) => each.when === when && each.action === action);
    if (!hold) return;
    this.#holds = this.#holds.filter((each) => each !== hold);
    hold.arrive();
    await hold.released;
  }

  #arm(fault: CountedFault, { action, times = 1 }: FaultScope): void {
    if (action !== undefined) this.#assertKnown(action);
    if (!Number.isInteger(times) || times < 1) {
      throw new Error(`A fault strikes a whole number of times from 1 on, not ${times}`);
    }
    this.#armed.push({ fault, action, left: times });
  }

  #assertKnown(action: string): void {
    if (!this.#knownActions.has(action)) {
      throw new Error(
        `No action ${action} here: expected one of ${[...this.#knownActions].join(', ')}`,
      );
    }
  }
}
