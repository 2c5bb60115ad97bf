import fc from 'fast-check';
import type { Store } from '../../src/app/ports.ts';
import type { FindingCommand } from '../../src/domain/finding/commands.ts';
import { decide } from '../../src/domain/finding/decide.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import { planRevert } from '../../src/domain/plan/plan.ts';
import { OWN_ACCOUNTS, opened, rdpFrom, recordKey, START } from './findings.ts';
import { RULES } from './rules.ts';

/** One thing that happens; `finding` picks one of those there are. */
export type Step =
  | { readonly kind: 'open'; readonly source: string }
  | { readonly kind: 'approve' | 'heardAgain' | 'touched'; readonly finding: number }
  | { readonly kind: 'command'; readonly finding: number; readonly command: FindingCommand };

const finding = fc.nat({ max: 1_000 });
const source = fc.constantFrom('0.0.0.0/0', '198.51.100.0/24', '2001:db8::/32', 'sg-9', 'pl-1');
const planHash = fc.constantFrom('0'.repeat(64), 'x');
const rules = fc.array(
  source.map((each) => rdpFrom(each)),
  { minLength: 1, maxLength: 3 },
);

const result = fc.oneof(
  fc.record({ kind: fc.constant('reverted' as const), requestId: fc.option(fc.string()) }),
  fc.record({ kind: fc.constant('alreadyClosed' as const) }),
  fc.record({ kind: fc.constant('changedSince' as const), now: rules }),
  rules.map((now) => ({ kind: 'partly' as const, done: ['x'], notDone: [], now })),
  fc.record({ kind: fc.constant('refused' as const), code: fc.string(), advice: fc.string() }),
  fc.record({ kind: fc.constant('unknown' as const), reason: fc.string() }),
);
const seen = fc.oneof(
  fc.constant({ kind: 'open' as const }),
  fc.constant({ kind: 'shut' as const }),
  fc.record({ kind: fc.constant('changed' as const), rules, excess: fc.constant([]) }),
);
const command: fc.Arbitrary<FindingCommand> = fc.oneof(
  fc.record({ kind: fc.constant('acknowledge' as const), by: fc.string(), note: fc.string() }),
  fc.record({ kind: fc.constant('start' as const), before: fc.constant([]) }),
  fc.record({
    kind: fc.constant('finish' as const),
    planHash,
    result,
    seen: fc.option(seen),
  }),
  fc.record({ kind: fc.constant('look' as const), seen }),
);

/** A step of any kind; commands about reverts come with the plan hash that the finding has. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('open' as const), source }),
  fc.record({ kind: fc.constantFrom('approve', 'heardAgain', 'touched'), finding }),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('command' as const), finding, command }) },
);

/** Lets steps happen through the store, as use cases do, one after the other.
 * @returns how many findings there are then. */
export async function live(store: Store, steps: readonly Step[]): Promise<number> {
  const { open, closed } = await store.countFindings();
  let findings = open + closed;
  for (const [index, each] of steps.entries()) {
    const now = START + index;
    if (each.kind === 'open') {
      findings += 1;
      await admit(store, `f-${findings}`, [opened(`f-${findings}`, [rdpFrom(each.source)], now)]);
      continue;
    }
    const id = `f-${(each.finding % Math.max(findings, 1)) + 1}`;
    const latest = await store.finding(id);
    if (latest === null) continue;
    if (each.kind === 'heardAgain' || each.kind === 'touched') {
      const isOpen = latest.state.kind !== 'closed';
      if (isOpen) await admit(store, id, [eventOf(each.kind, latest, index)]);
      continue;
    }
    const asked = commandOf(each, latest);
    await store.change(
      id,
      (at) => decide(at, asked, { now, ownAccountIds: OWN_ACCOUNTS, rules: RULES }),
      now,
    );
  }
  // An opening that comes back joins the finding that was there before.
  const after = await store.countFindings();
  return after.open + after.closed;
}

let records = 0;

async function admit(store: Store, findingId: string, events: readonly FindingEvent[]) {
  records += 1;
  const outcome = { kind: 'finding', findingId, isNew: false } as const;
  const admission = { outcome, changes: [{ findingId, events }], notice: null, learnt: [] };
  await store.admit(recordKey(`record-${records}`), () => admission, START);
}

function eventOf(kind: 'heardAgain' | 'touched', latest: Finding, index: number): FindingEvent {
  const at = START + index;
  const eventId = `event-${index}`;
  if (kind === 'touched') {
    return { kind: 'door.touched', how: 'edited', name: 'dana', eventId, at };
  }
  const heard = latest.rules.map((rule) => ({ ...rule, ruleId: `sgr-${index}` }));
  return { kind: 'finding.heardAgain', eventId, rules: heard, at };
}

function commandOf(each: Exclude<Step, { kind: 'open' }>, latest: Finding): FindingCommand {
  const approved = latest.state.kind === 'executing' ? latest.state.approval.planHash : null;
  if (each.kind === 'command') {
    if (each.command.kind !== 'finish' || approved === null) return each.command;
    return { ...each.command, planHash: approved };
  }
  const plan = planRevert(latest, OWN_ACCOUNTS);
  const hash = typeof plan === 'string' ? '' : plan.hash;
  const matter = { kind: 'plan', intent: 'revert', hash } as const;
  return { kind: 'request', by: 'U1', matter, reason: null, mayVote: true };
}
