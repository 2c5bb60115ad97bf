/** Tells listeners that something changed, and waits for a condition without polling. */
export class ChangeFeed {
  readonly #listeners = new Set<() => void>();

  /** Calls `listener` after every change until the returned function is called. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  emit(): void {
    for (const listener of [...this.#listeners]) listener();
  }

  /**
   * Resolves with the probe's first answer that is not undefined, now or after a change.
   * Rejects after `deadlineMs`, or with what the probe throws.
   */
  waitFor<T>(probe: () => T | undefined, deadlineMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void) => {
        clearTimeout(timer);
        stop();
        settle();
      };
      const look = () => {
        try {
          const found = probe();
          if (found !== undefined) finish(() => resolve(found));
        } catch (error) {
          finish(() => reject(error));
        }
      };
      const timer = setTimeout(() => {
        const why = new Error(`expected a change in Slack within ${deadlineMs} ms, none satisfied`);
        finish(() => reject(why));
      }, deadlineMs);
      const stop = this.onChange(look);
      look();
    });
  }
}
