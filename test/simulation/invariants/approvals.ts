import { APPROVAL_TTL_MS } from '../../../src/domain/approval/approval.ts';
import type { Matter } from '../../../src/domain/approval/request.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { type Instant, SECOND_MS } from '../../../src/domain/instant.ts';
import { OWN_ACCOUNTS } from '../../support/findings.ts';
import type { Click } from '../people/click.ts';
import { quorumMin, REQUEST_MS } from '../policy.ts';
import { Broken, type Happened, isOf, type Watch } from './broken.ts';

/** How long a click may take until it counts, in ms: what its plan would cut is simulated first. */
const CLICK_MS_MAX = 5 * SECOND_MS;

/** Nobody approves whom policy does not name at the click, on a copy, twice, late, their own exemption, or
 * another plan; and nothing is executed that too few approved (invariant 4). */
export function watchApprovals(clicks: readonly Click[]): Watch {
  function holdClick(
    { id }: Finding,
    { by, at, hash }: { readonly by: string; readonly at: Instant; readonly hash: string },
  ): void {
    const made = clicks.filter(
      (click) =>
        click.findingId === id &&
        click.userId === by &&
        click.hash === hash &&
        click.at <= at &&
        at <= click.at + CLICK_MS_MAX,
    );
    if (made.length === 0) throw new Broken(4, `${by} approved ${id} without a click`);
    if (!made.some(({ mayApprove }) => mayApprove)) {
      throw new Broken(4, `${by} approved ${id}, whom policy does not name`);
    }
    if (!made.some(({ isLive }) => isLive)) {
      throw new Broken(4, `${by} approved ${id} on a copy of its alert`);
    }
  }

  return {
    event: (happened) => {
      if (isOf(happened, 'request.made')) made(happened);
      if (isOf(happened, 'request.voted')) {
        voted(happened);
        const { before, event } = happened;
        holdClick(before, { ...event, hash: before.request?.matter.hash ?? '' });
      }
      if (isOf(happened, 'execution.approved')) {
        approved(happened);
        const [by] = happened.event.by;
        if (happened.before.request === null && by !== undefined && isByVotes(happened)) {
          holdClick(happened.before, { by, at: happened.event.at, hash: happened.event.planHash });
        }
      }
      if (isOf(happened, 'exemption.approved')) exempted(happened);
      if (isOf(happened, 'execution.started')) started(happened);
    },
  };
}

function made({ event, before }: Happened<'request.made'>): void {
  const { matter, quorum, expiresAt, at } = event;
  const min = quorumOf(before, matter);
  if (quorum < min) throw new Broken(4, `${before.id} asks for ${quorum} people, not ${min}`);
  if (expiresAt - at !== REQUEST_MS)
    throw new Broken(4, `A request of ${before.id} does not expire`);
}

function voted({ event: { by, at }, before }: Happened<'request.voted'>): void {
  const { id, request } = before;
  if (request === null) throw new Broken(4, `${by} approved of ${id}, where nothing was asked for`);
  if (at >= request.expiresAt) throw new Broken(4, `${by} approved ${id} after it expired`);
  if (request.votes.some((vote) => vote.by === by)) {
    throw new Broken(4, `${by} approved ${id} twice`);
  }
  if (request.matter.kind === 'exemption' && by === request.by) {
    throw new Broken(4, `${by} approved their own exemption of ${id}`);
  }
}

function approved(happened: Happened<'execution.approved'>): void {
  const { event, before } = happened;
  const { id, state, request } = before;
  if (state.kind === 'executing') throw new Broken(4, `${id} was approved while it is executed`);
  if (planFor(before, event.intent, OWN_ACCOUNTS)?.hash !== event.planHash) {
    throw new Broken(4, `${id} was approved by a plan that is superseded`);
  }
  if (!isByVotes(happened)) return;
  const matter: Matter = { kind: 'plan', intent: event.intent, hash: event.planHash };
  const needed = request?.quorum ?? quorumOf(before, matter);
  holdPeople(before, event.by, needed);
}

function exempted({ event, before }: Happened<'exemption.approved'>): void {
  holdPeople(before, event.by, before.request?.quorum ?? quorumMin('exemption', null));
  if (event.by.includes(event.requestedBy)) {
    throw new Broken(4, `${event.requestedBy} approved their own exemption of ${before.id}`);
  }
}

/** As many different people as are needed, and they have all voted. */
function holdPeople({ id, request }: Finding, by: readonly string[], needed: number): void {
  const people = new Set(by);
  if (people.size < needed)
    throw new Broken(4, `${id} was approved by ${people.size} of ${needed}`);
  const votes = new Set(request?.votes.map((vote) => vote.by) ?? by);
  const other = by.find((each) => !votes.has(each));
  if (other !== undefined) throw new Broken(4, `${other} is told to have approved ${id}`);
}

/** An approval that waited for too long executes nothing, nor does one for another plan, or twice. */
function started({ event, before }: Happened<'execution.started'>): void {
  const { id, state } = before;
  if (state.kind !== 'executing') throw new Broken(4, `${id} was executed without an approval`);
  const { approval, attempts } = state;
  if (event.planHash !== approval.planHash || event.plan?.hash !== approval.planHash) {
    throw new Broken(4, `${id} was executed by a plan that nobody approved`);
  }
  if (attempts > 0) throw new Broken(3, `${id} was executed twice for one approval`);
  if (event.at - approval.at > APPROVAL_TTL_MS) {
    throw new Broken(4, `${id} was executed by an approval that has expired`);
  }
}

function isByVotes({ event }: Happened<'execution.approved'>): boolean {
  return event.how === 'votes';
}

function quorumOf({ weight }: Finding, matter: Matter): number {
  if (matter.kind === 'exemption') return quorumMin('exemption', null);
  return quorumMin(matter.intent === 'undo' ? 'undo' : 'revert', weight?.severity ?? null);
}
