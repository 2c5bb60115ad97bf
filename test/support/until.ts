/** Something that tells when it changed. */
export interface Changing {
  onChange(listener: () => void): () => void;
}

/** Resolves as soon as `probe` gives something, looking again at each change, never by the clock;
 * rejects at the deadline with what was waited for. */
export function until<T>(
  changing: Changing,
  probe: () => T | undefined | false | null,
  { deadlineMs, what }: { readonly deadlineMs: number; readonly what: string },
): Promise<T> {
  return new Promise((resolve, reject) => {
    let stop = (): void => undefined;
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`Waited ${deadlineMs} ms for ${what}`));
    }, deadlineMs);
    const look = (): void => {
      const found = probe();
      if (found === undefined || found === false || found === null) return;
      clearTimeout(timer);
      stop();
      resolve(found);
    };
    stop = changing.onChange(look);
    look();
  });
}
