import { DEFAULT_APPROVALS } from '../domain/approval/quorum.ts';
import { MINUTE_MS } from '../domain/instant.ts';
import type { Approvals, Count, Reminders } from '../domain/policy/policy.ts';
import { SEVERITIES } from '../domain/weight/severity.ts';
import type { PolicyShape } from './policy-schema.ts';

type Shape = PolicyShape['approvals'];

/** How many approvals a policy asks for, and its times, in ms; what it does not say is left out. */
export function resolveApprovals(shape: Shape): Approvals {
  const { harden, lockOut, revert, narrow, exempt, undo } = shape;
  return {
    ...DEFAULT_APPROVALS,
    ...(harden === undefined ? {} : { harden }),
    ...counted('lockOut', lockOut),
    ...counted('revert', revert),
    ...counted('narrow', narrow),
    ...counted('exempt', exempt),
    ...counted('undo', undo),
    ...inMs('requestTtlMs', shape.requestMinutes),
    ...inMs('undoMs', shape.undoMinutes),
    ...reminders(shape.reminders),
    ...deadlines(shape.deadlines),
  };
}

type CountShape = Shape['revert'];

function counted<Key extends string>(key: Key, count: CountShape): Partial<Record<Key, Count>> {
  if (count === undefined) return {};
  const bySeverity = SEVERITIES.flatMap((severity) => {
    const number = typeof count === 'number' ? undefined : count[severity];
    return number === undefined ? [] : [[severity, number] as const];
  });
  // The one key that is named.
  return { [key]: typeof count === 'number' ? count : Object.fromEntries(bySeverity) } as Record<
    Key,
    Count
  >;
}

function inMs<Key extends string>(key: Key, minutes: number | undefined) {
  // As above.
  return (minutes === undefined ? {} : { [key]: minutes * MINUTE_MS }) as Partial<
    Record<Key, number>
  >;
}

function reminders(shape: Shape['reminders']): { readonly reminders?: Reminders } {
  if (shape === undefined) return {};
  const { firstMinutes, max, escalateTo, escalateAfterMinutes } = shape;
  const to = escalateTo === undefined ? {} : { escalateTo };
  return {
    reminders: {
      firstMs: firstMinutes * MINUTE_MS,
      max,
      ...to,
      ...inMs('escalateAfterMs', escalateAfterMinutes),
    },
  };
}

function deadlines(shape: Shape['deadlines']): Pick<Approvals, 'deadlines'> {
  if (shape === undefined) return {};
  const entries = SEVERITIES.flatMap((severity) => {
    const each = shape[severity];
    return each === undefined ? [] : [[severity, { afterMs: each.minutes * MINUTE_MS }] as const];
  });
  return { deadlines: Object.fromEntries(entries) };
}
