import type { PageContext } from './page-context.ts';

/** Changes within this time are told together, in ms: short for a person, long for a burst of
 * calls. */
const GATHER_MS = 40;

/** Calls `changed` soon after anything that the page shows has changed; the answer stops it. */
export function watchForChanges(
  { aws, slack, product }: Pick<PageContext, 'aws' | 'slack' | 'product'>,
  changed: () => void,
): () => void {
  let timer: NodeJS.Timeout | undefined;
  const note = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      changed();
    }, GATHER_MS);
  };
  const stops = [aws.onChange(note), slack.onChange(note), product.onChange(note)];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
