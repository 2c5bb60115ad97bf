import type { NewId } from '../ids.ts';
import { keepLast } from '../keep-last.ts';

/** How many emitted records are kept for reading, in records. */
const RECORDS_KEPT_MAX = 10_000;

export interface TrailOptions {
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  /** Takes the finished EventBridge envelope as JSON. */
  readonly deliver: (body: string) => void;
}

export interface TrailEntry {
  readonly record: object;
  readonly at: Date;
}

/** From CloudTrail to the queue: wraps each record as EventBridge does and delivers it at once, or
 * when a delay is released, once or twice. */
export class Trail {
  readonly #options: TrailOptions;
  readonly #records: object[] = [];
  readonly #entries: TrailEntry[] = [];
  #waiting: object[] | undefined;
  #toDuplicate = 0;

  constructor(options: TrailOptions) {
    this.#options = options;
  }

  get records(): readonly object[] {
    return this.#records;
  }

  /** The same records with the instant of their calls: what LookupEvents finds, however late the
   * queue gets them. */
  get entries(): readonly TrailEntry[] {
    return this.#entries;
  }

  emit(record: object, at: Date): void {
    keepLast(this.#records, record, RECORDS_KEPT_MAX);
    keepLast(this.#entries, { record, at }, RECORDS_KEPT_MAX);
    if (this.#waiting) this.#waiting.push(record);
    else this.#deliver(record);
  }

  /** Delivers a record that this emulator did not write: not kept, not delayed, not duplicated. */
  put(record: object): void {
    this.#options.deliver(JSON.stringify(this.#envelope(record)));
  }

  /** From now on records wait, in order, until `release` is called. */
  delay(): { release(): void } {
    if (this.#waiting) throw new Error('Records are delayed already: release them first');
    this.#waiting = [];
    return { release: () => this.#release() };
  }

  /** Each of the next `count` delivered records is delivered twice, as EventBridge may. */
  duplicate(count: number): void {
    this.#toDuplicate = count;
  }

  #release(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const record of waiting) this.#deliver(record);
  }

  #deliver(record: object): void {
    const body = JSON.stringify(this.#envelope(record));
    this.#options.deliver(body);
    if (this.#toDuplicate === 0) return;
    this.#toDuplicate -= 1;
    this.#options.deliver(body);
  }

  #envelope(record: object): object {
    const { newId, accountId, region } = this.#options;
    const detail: { readonly [key: string]: unknown } = { ...record };
    const eventSource = typeof detail.eventSource === 'string' ? detail.eventSource : 'ec2';
    return {
      version: '0',
      id: newId(''),
      'detail-type': 'AWS API Call via CloudTrail',
      source: `aws.${eventSource.split('.')[0]}`,
      account: detail.recipientAccountId ?? accountId,
      time: detail.eventTime,
      region: detail.awsRegion ?? region,
      resources: [],
      detail: record,
    };
  }
}
