import type { Instant } from '../../../src/domain/instant.ts';

/** Something that is to happen at a moment. */
export interface Item {
  readonly at: Instant;
  readonly what: string;
  readonly go: () => unknown;
}

/** What is to happen, in order; of the same moment, in the order in which it was planned. */
export interface Agenda {
  plan(at: Instant, what: string, go: () => unknown): void;
  /** The next that is due until then; null when nothing is. */
  take(until: Instant): Item | null;
}

export function agendaOf(): Agenda {
  const items: Item[] = [];
  return {
    plan: (at, what, go) => {
      const before = items.findLastIndex((item) => item.at <= at);
      items.splice(before + 1, 0, { at, what, go });
    },
    take: (until) => {
      const [next] = items;
      if (next === undefined || next.at > until) return null;
      items.shift();
      return next;
    },
  };
}
