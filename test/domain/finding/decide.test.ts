import { describe, expect, it } from 'vitest';
import { APPROVAL_TTL_MS } from '../../../src/domain/approval/approval.ts';
import type { DoorSeen, FindingCommand } from '../../../src/domain/finding/commands.ts';
import { decide } from '../../../src/domain/finding/decide.ts';
import type { Decision } from '../../../src/domain/finding/decision.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import type { RevertResult } from '../../../src/domain/plan/revert-result.ts';
import { RULES } from '../../support/rules.ts';
import {
  DOOR,
  findingOf,
  OPENED_AT,
  OWN_ACCOUNTS,
  RDP_FROM_ANYWHERE,
  withEvents,
} from './finding-of.ts';

const NOW = OPENED_AT + 60_000;
const context = { now: NOW, ownAccountIds: OWN_ACCOUNTS, rules: RULES };

const open = findingOf();
const planHash = hashOf(open);
const approved = withEvents(open, { kind: 'revert.approved', by: 'U1', planHash, at: NOW });
const begun = withEvents(approved, { kind: 'revert.started', planHash, at: NOW });
const closed = withEvents(open, { kind: 'door.seenClosed', by: { kind: 'unknown' }, at: NOW });
const touched = withEvents(open, {
  kind: 'door.touched',
  how: 'removed',
  name: 'erin',
  eventId: 'e-9',
  at: NOW,
});

const NARROWED = { ...RDP_FROM_ANYWHERE, source: '203.0.113.0/24' };
const CHANGED: DoorSeen = { kind: 'changed', rules: [NARROWED], excess: [NARROWED] };

const acknowledge: FindingCommand = { kind: 'acknowledge', by: 'U2', note: 'mine' };
const approvalOf = (by: string, hash: string): FindingCommand => {
  const matter = { kind: 'plan', intent: 'revert', hash } as const;
  return { kind: 'request', by, matter, reason: null, mayVote: true };
};
const approve = approvalOf('U2', planHash);
const start: FindingCommand = { kind: 'start', before: [] };
const look = (seen: DoorSeen): FindingCommand => ({ kind: 'look', seen });
const finish = (result: RevertResult, seen: DoorSeen | null = null): FindingCommand => {
  return { kind: 'finish', planHash, result, seen };
};

const REVERTED: RevertResult = { kind: 'reverted', requestId: 'r-1' };
const GONE: RevertResult = { kind: 'alreadyClosed' };
const CHANGED_SINCE: RevertResult = { kind: 'changedSince', now: [NARROWED] };
const REFUSED: RevertResult = { kind: 'refused', code: 'UnauthorizedOperation', advice: 'allow' };
const UNKNOWN: RevertResult = { kind: 'unknown', reason: 'lost' };

function hashOf(finding: Finding): string {
  const plan = planRevert(finding, OWN_ACCOUNTS);
  return typeof plan === 'string' ? plan : plan.hash;
}

/** A decision in short: the kinds of its events, or why it is refused. */
function inShort(decision: Decision): string {
  if (decision.kind === 'refused') return `refused: ${decision.refusal.kind}`;
  return decision.events.map(({ kind }) => kind).join(', ') || 'nothing';
}

describe('decide(): every command in every state', () => {
  const commands = {
    acknowledge,
    approve,
    start,
    'finish: reverted': finish(REVERTED),
    'finish: already closed': finish(GONE),
    'finish: changed since': finish(CHANGED_SINCE, CHANGED),
    'finish: refused': finish(REFUSED),
    'finish: unknown': finish(UNKNOWN),
    'look: shut': look({ kind: 'shut' }),
    'look: open': look({ kind: 'open' }),
    'look: changed': look(CHANGED),
  } as const;
  const answers: readonly [
    name: keyof typeof commands,
    inOpen: string,
    inApproved: string,
    inBegun: string,
  ][] = [
    ['acknowledge', ...same('finding.acknowledged')],
    ['approve', 'execution.approved', ...twice('refused: alreadyApproved')],
    ['start', 'refused: notExecuting', ...twice('execution.started')],
    ['finish: reverted', 'refused: notExecuting', ...twice('execution.finished, door.seenClosed')],
    [
      'finish: already closed',
      'refused: notExecuting',
      ...twice('execution.finished, door.seenClosed'),
    ],
    [
      'finish: changed since',
      'refused: notExecuting',
      ...twice('execution.finished, finding.changed'),
    ],
    ['finish: refused', 'refused: notExecuting', ...twice('execution.finished')],
    ['finish: unknown', 'refused: notExecuting', ...twice('execution.finished')],
    ['look: shut', 'door.seenClosed', ...twice('nothing')],
    ['look: open', 'door.seenOpen', ...twice('nothing')],
    ['look: changed', 'finding.changed', ...twice('nothing')],
  ];

  it('has an answer for every command', () => {
    expect(answers.map(([name]) => name)).toEqual(Object.keys(commands));
  });

  it.each(answers)('%s', (name, inOpen, inApproved, inBegun) => {
    const command = commands[name];
    expect(inShort(decide(open, command, context))).toBe(inOpen);
    expect(inShort(decide(approved, command, context))).toBe(inApproved);
    expect(inShort(decide(begun, command, context))).toBe(inBegun);
    expect(inShort(decide(closed, command, context))).toBe(inClosed(name));
  });

  function inClosed(name: string): string {
    if (name.startsWith('look')) return 'nothing';
    return name.startsWith('finish') || name === 'start'
      ? 'refused: notExecuting'
      : 'refused: closed';
  }

  function same(answer: string): [string, string, string] {
    return [answer, answer, answer];
  }

  function twice(answer: string): [string, string] {
    return [answer, answer];
  }
});

describe('an approval', () => {
  it('counts for the plan that was shown and no other', () => {
    const other = approvalOf('U2', 'f'.repeat(64));
    expect(inShort(decide(open, other, context))).toBe('refused: planSuperseded');
  });

  it.each([
    ['another owner account', { ...DOOR, accountId: '999999999999' }],
    ['a group whose id is not known', { ...DOOR, groupId: null }],
  ])('is refused for %s', (_, door) => {
    expect(inShort(decide(findingOf({ door }), approve, context))).toBe('refused: noPlan');
  });

  it('names who was first, when somebody else comes second', () => {
    expect(decide(approved, approve, context)).toEqual({
      kind: 'refused',
      refusal: { kind: 'alreadyApproved', by: 'U1' },
    });
  });

  it.each([
    ['at its last moment counts', APPROVAL_TTL_MS, 'execution.started'],
    ['a moment later does not', APPROVAL_TTL_MS + 1, 'approval.expired'],
  ])('%s', (_, lateMs, answer) => {
    expect(inShort(decide(approved, start, { ...context, now: NOW + lateMs }))).toBe(answer);
  });

  it('that was begun is gone on with, however late and whatever the plan has become', () => {
    const late = { ...context, now: NOW + 10 * APPROVAL_TTL_MS };
    expect(inShort(decide({ ...begun, rules: [NARROWED] }, start, late))).toBe('execution.started');
  });

  it('that never began expires when the rules moved on', () => {
    const moved = { ...approved, rules: [NARROWED] };
    expect(inShort(decide(moved, start, context))).toBe('approval.expired');
  });

  it('is not ended by the result of another plan', () => {
    const other = { ...finish(REVERTED), planHash: 'f'.repeat(64) };
    expect(inShort(decide(begun, other, context))).toBe('refused: notExecuting');
  });
});

describe('who closed the door', () => {
  it('is the approver, where our call did it', () => {
    expect(decide(begun, finish(REVERTED), context)).toMatchObject({
      events: [{}, { by: { kind: 'revert', approvedBy: 'U1', requestId: 'r-1' } }],
    });
  });

  it('is the one whose record told of it', () => {
    expect(decide(touched, look({ kind: 'shut' }), context)).toMatchObject({
      events: [{ by: { kind: 'actor', name: 'erin', eventId: 'e-9' } }],
    });
  });

  it('is not known where no record told of it', () => {
    expect(decide(open, look({ kind: 'shut' }), context)).toMatchObject({
      events: [{ by: { kind: 'unknown' } }],
    });
  });
});

it('a look during a revert changes nothing: the revert looks for itself', () => {
  expect(decide(begun, look({ kind: 'shut' }), context)).toEqual({ kind: 'events', events: [] });
});
