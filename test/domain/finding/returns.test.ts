import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import {
  asReturn,
  keepsComingBack,
  RECUR_MS,
  RETURNS_MAX,
  returnTo,
} from '../../../src/domain/finding/returns.ts';
import { CALL, findingOf, openedEvent, RDP_FROM_ANYWHERE, withEvents } from './finding-of.ts';

const CLOSED_AT = CALL.at + 60_000;

function closed(id: string, at = CLOSED_AT, by: 'revert' | 'unknown' = 'unknown'): Finding {
  const closedBy =
    by === 'revert'
      ? ({ kind: by, approvedBy: 'U1', requestId: null } as const)
      : ({ kind: by } as const);
  return withEvents(findingOf({ id }), { kind: 'door.seenClosed', by: closedBy, at });
}

function openedAt(at: number, rules = [RDP_FROM_ANYWHERE]) {
  return openedEvent({ id: 'f-2', opening: { ...CALL, at, kind: 'rulesAdded' }, rules, at });
}

describe('returnTo()', () => {
  it('is the finding that was closed last, by a revert or by anybody, within a week', () => {
    const some = [closed('f-a', CLOSED_AT - 10, 'revert'), closed('f-b'), findingOf({ id: 'f-c' })];
    expect(returnTo(openedAt(CLOSED_AT + 1), some)?.id).toBe('f-b');
    expect(returnTo(openedAt(CLOSED_AT + RECUR_MS), some)?.id).toBe('f-b');
    expect(returnTo(openedAt(CLOSED_AT + RECUR_MS + 1), some)).toBeNull();
  });

  it('is none for a wider opening, another group, or what was opened before the closing', () => {
    const wider = { ...RDP_FROM_ANYWHERE, toPort: 4000 };
    const at = CLOSED_AT + 1;
    expect(returnTo(openedAt(at, [RDP_FROM_ANYWHERE, wider]), [closed('f-a')])).toBeNull();
    const other = closed('f-a');
    const elsewhere = { ...other, door: { ...other.door, accountId: '999999999999' } };
    expect(returnTo(openedAt(at), [elsewhere])).toBeNull();
    expect(returnTo(openedAt(CALL.at - 3_600_000), [closed('f-a')])).toBeNull();
  });
});

it('a return opens the finding again and counts, until a revert is no remedy', () => {
  let finding = closed('f-a');
  for (let count = 1; count <= RETURNS_MAX; count += 1) {
    expect(keepsComingBack(finding)).toBe(false);
    const event = asReturn(openedAt(CLOSED_AT + count), finding);
    expect(event).toMatchObject({ kind: 'finding.cameBack', count });
    finding = withEvents(finding, event);
    expect(finding).toMatchObject({ id: 'f-a', state: { kind: 'open' }, returns: count });
  }
  expect(keepsComingBack(finding)).toBe(true);
});
