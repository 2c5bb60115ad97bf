import type { Clock } from '../../app/ports.ts';

/** How long what Slack said of user groups and addresses is believed, in ms, where it is only told and
 * nothing is decided by it. */
export const PEOPLE_KEPT_MS = 60_000;
/** How many answers are kept of one kind: far more than a policy names. */
export const PEOPLE_KEPT_MAX = 1_000;

interface Kept<Value> {
  readonly askedAt: number;
  readonly value: Promise<Value>;
}

/** Asks again only what was asked more than {@link PEOPLE_KEPT_MS} ago, counted from the asking. Those who ask at
 * once share an answer. What fails, or is not worth keeping, is asked anew by whoever comes next. */
export function remembered<Value>(
  ask: (key: string) => Promise<Value>,
  isKept: (value: Value) => boolean,
  clock: Clock,
): (key: string) => Promise<Value> {
  const kept = new Map<string, Kept<Value>>();
  return (key) => {
    const now = clock.now();
    const known = kept.get(key);
    if (known !== undefined && now - known.askedAt < PEOPLE_KEPT_MS) return known.value;
    const asked = { askedAt: now, value: ask(key) };
    kept.delete(key);
    kept.set(key, asked);
    const [oldest] = kept.size > PEOPLE_KEPT_MAX ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    const forget = () => {
      if (kept.get(key) === asked) kept.delete(key);
    };
    asked.value.then((value) => (isKept(value) ? undefined : forget()), forget);
    return asked.value;
  };
}
