import type { NewId } from '../ids.ts';
import { AwsError } from '../wire/aws-error.ts';

/** SQS's default visibility timeout, in seconds. */
export const VISIBILITY_TIMEOUT_S = 30;

/** A message as the queue holds it. Times in ms since 1970; `visibleAtMs` in the past: can be
 * received. */
interface Message {
  readonly messageId: string;
  readonly body: string;
  readonly sentAtMs: number;
  receiveCount: number;
  firstReceivedAtMs: number | undefined;
  visibleAtMs: number;
  receiptHandle: string | undefined;
}

/** A message as a receiver sees it, a snapshot. */
export interface ReceivedMessage extends Readonly<Message> {
  readonly receiptHandle: string;
}

export interface ReceiveOptions {
  /** 1–10 messages. */
  readonly max: number;
  readonly visibilityTimeoutS: number;
  /** 0–20 s; 0 answers at once. */
  readonly waitS: number;
  readonly signal: AbortSignal;
}

export interface QueueOptions {
  readonly name: string;
  readonly url: string;
  readonly arn: string;
  readonly now: () => Date;
  readonly newId: NewId;
  readonly redrive?: { readonly deadLetters: MessageQueue; readonly maxReceiveCount: number };
}

/** One standard SQS queue: at least once, no order promised (here: by time sent). Waiting is in real
 * time, visibility by the injected clock: with a clock that stands still, a message becomes visible
 * again when the clock was moved and something next looks. */
export class MessageQueue {
  readonly options: QueueOptions;
  readonly #messages = new Map<string, Message>();
  readonly #byHandle = new Map<string, string>();
  readonly #waiting = new Set<() => void>();
  #wakeTimer: NodeJS.Timeout | undefined;

  constructor(options: QueueOptions) {
    this.options = options;
  }

  send(body: string): string {
    const messageId = this.options.newId('');
    const sentAtMs = this.#nowMs();
    this.#admit({
      messageId,
      body,
      sentAtMs,
      receiveCount: 0,
      firstReceivedAtMs: undefined,
      visibleAtMs: sentAtMs,
      receiptHandle: undefined,
    });
    return messageId;
  }

  /** Up to `max` visible messages, as soon as there is one; none when the wait is over or given up. */
  receive(options: ReceiveOptions): Promise<readonly ReceivedMessage[]> {
    const batch = this.#take(options);
    if (batch.length > 0 || options.waitS === 0 || options.signal.aborted) {
      return Promise.resolve(batch);
    }
    return new Promise((resolve) => this.#park(options, resolve));
  }

  /** Deletes by the handle of the last receive; an older handle is accepted and does nothing.
   * Throws `ReceiptHandleIsInvalid` for one that this queue never gave. */
  delete(receiptHandle: string): void {
    const message = this.#messageOf(receiptHandle);
    if (message?.receiptHandle === receiptHandle) this.#messages.delete(message.messageId);
  }

  /** Hides the message for `timeoutS` from now; 0 returns it at once.
   * Throws `ReceiptHandleIsInvalid`, `MessageNotInflight`. */
  changeVisibility(receiptHandle: string, timeoutS: number): void {
    const message = this.#messageOf(receiptHandle);
    const inFlight =
      message?.receiptHandle === receiptHandle && message.visibleAtMs > this.#nowMs();
    if (!inFlight) {
      throw new AwsError('MessageNotInflight', `The message of ${receiptHandle} is not in flight`);
    }
    message.visibleAtMs = this.#nowMs() + timeoutS * 1_000;
    this.#wake();
  }

  counts(): { readonly visible: number; readonly inFlight: number } {
    const visible = [...this.#messages.values()].filter((message) => this.#isVisible(message));
    return { visible: visible.length, inFlight: this.#messages.size - visible.length };
  }

  close(): void {
    clearTimeout(this.#wakeTimer);
  }

  #admit(message: Message): void {
    this.#messages.set(message.messageId, message);
    this.#wake();
  }

  #take(options: ReceiveOptions): readonly ReceivedMessage[] {
    const visible = [...this.#messages.values()].filter((message) => this.#isVisible(message));
    return visible
      .filter((message) => !this.#redrive(message))
      .slice(0, options.max)
      .map((message) => this.#hand(message, options.visibilityTimeoutS));
  }

  #hand(message: Message, visibilityTimeoutS: number): ReceivedMessage {
    const receiptHandle = this.options.newId('');
    const nowMs = this.#nowMs();
    message.receiveCount += 1;
    message.firstReceivedAtMs ??= nowMs;
    message.visibleAtMs = nowMs + visibilityTimeoutS * 1_000;
    message.receiptHandle = receiptHandle;
    this.#byHandle.set(receiptHandle, message.messageId);
    return { ...message, receiptHandle };
  }

  /** Moves a message that was received often enough to the dead letters, when it would be received
   * once more. */
  #redrive(message: Message): boolean {
    const { redrive } = this.options;
    if (redrive === undefined || message.receiveCount < redrive.maxReceiveCount) return false;
    this.#messages.delete(message.messageId);
    redrive.deadLetters.#admit({ ...message, receiptHandle: undefined });
    return true;
  }

  #park(options: ReceiveOptions, resolve: (batch: readonly ReceivedMessage[]) => void): void {
    const settle = (batch: readonly ReceivedMessage[]) => {
      clearTimeout(timer);
      this.#waiting.delete(look);
      options.signal.removeEventListener('abort', giveUp);
      resolve(batch);
    };
    const giveUp = () => settle([]);
    const look = () => {
      const batch = this.#take(options);
      if (batch.length > 0) settle(batch);
    };
    const timer = setTimeout(giveUp, options.waitS * 1_000);
    options.signal.addEventListener('abort', giveUp);
    this.#waiting.add(look);
    this.#scheduleWake();
  }

  #wake(): void {
    for (const look of [...this.#waiting]) look();
    this.#scheduleWake();
  }

  /** Looks again when the next hidden message becomes visible, if anyone waits for it. */
  #scheduleWake(): void {
    clearTimeout(this.#wakeTimer);
    if (this.#waiting.size === 0) return;
    const nowMs = this.#nowMs();
    const hidden = [...this.#messages.values()].filter((message) => !this.#isVisible(message));
    if (hidden.length === 0) return;
    const nextMs = Math.min(...hidden.map((message) => message.visibleAtMs));
    this.#wakeTimer = setTimeout(() => this.#wake(), nextMs - nowMs);
  }

  #messageOf(receiptHandle: string): Message | undefined {
    const messageId = this.#byHandle.get(receiptHandle);
    if (messageId !== undefined) return this.#messages.get(messageId);
    throw new AwsError(
      'ReceiptHandleIsInvalid',
      `The queue ${this.options.name} gave no receipt handle ${receiptHandle}`,
      404,
    );
  }

  #isVisible(message: Message): boolean {
    return message.visibleAtMs <= this.#nowMs();
  }

  #nowMs(): number {
    return this.options.now().getTime();
  }
}
