import type { OpenStore } from '../../src/adapters/store/open-store.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import { evolve } from '../../src/domain/finding/evolve.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import { type Instant, MINUTE_MS } from '../../src/domain/instant.ts';
import { type Cloud, GROUP_IDS } from './cloud.ts';
import { isDoorOpen, openIn, toldOf } from './oracle.ts';
import { plannedDoorKey } from '../../src/domain/plan/planned-rule.ts';
import type { Message, SimulatedSlack } from './slack.ts';

/** A submission that came when its author might approve. */
export interface Click {
  readonly at: Instant;
  readonly userId: string;
  readonly findingId: string;
  readonly planHash: string;
  readonly mayApprove: boolean;
  /** Whether it came from the live alert. */
  readonly isLive: boolean;
}

/** Something that must never be, and is. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** What DESIGN says must always hold, looked at after every step. It follows the log of every finding. */
export interface Invariants {
  /** All that holds at any moment. */
  check(): Promise<void>;
  /** All that holds besides once nothing is under way. */
  checkQuiet(heard: ReadonlySet<string>): Promise<void>;
}

/** How long before a door is told to be closed it may have been read so, in ms. */
const READ_BACK_MS = 2 * MINUTE_MS;

export function invariants(
  { store, cloud, slack, now, findingIds }: {
    readonly store: OpenStore;
    /** Of all findings that there ever were. */
    readonly findingIds: () => readonly string[];
    readonly cloud: Cloud;
    readonly slack: SimulatedSlack;
    readonly now: () => Instant;
  },
  clicks: readonly Click[],
): Invariants {
  const followed = new Map<string, Finding>();
  const approvals: Approved[] = [];
  let ownCalls = 0;

  async function check(): Promise<void> {
    const isAtRest = (id: string): boolean => followed.get(id)?.state.kind === 'closed';
    await checkAll(findingIds().filter((id) => !isAtRest(id)));
  }
  async function checkAll(ids: readonly string[]): Promise<void> {
    for (const id of ids) await follow(id);
    for (const call of cloud.ownCalls.slice(ownCalls)) checkCall(call);
    ownCalls = cloud.ownCalls.length;
    checkCopies();
  }
  async function follow(findingId: string): Promise<void> {
    const before = followed.get(findingId) ?? null;
    let finding = before;
    for (const event of await store.events(findingId, before?.version ?? 0)) {
      if (finding !== null) look(finding, event);
      finding = evolve(finding, event);
    }
    if (finding !== null) followed.set(findingId, finding);
  }
  function look(finding: Finding, event: FindingEvent): void {
    if (event.kind === 'revert.approved') approved(finding, event);
    if (event.kind === 'door.seenClosed') closed(finding, event);
  }

  /** Nobody approves who may not at the click, nor by another plan, nor on a copy (invariants 2 and 4). */
  function approved(finding: Finding, event: Event<'revert.approved'>): void {
    const made = clicks.filter(
      ({ at, userId, findingId, planHash }) =>
        findingId === finding.id &&
        userId === event.by &&
        planHash === event.planHash &&
        at === event.at,
    );
    if (made.length === 0) throw new Broken(`${finding.id} was approved without a click`);
    if (!made.some((click) => click.mayApprove)) {
      throw new Broken(`${event.by} approved ${finding.id} and may not`);
    }
    if (!made.some((click) => click.isLive)) {
      throw new Broken(`${finding.id} was approved on a copy of its alert`);
    }
    if (finding.state.kind !== 'open') throw new Broken(`${finding.id} was approved twice`);
    approvals.push({ findingId: finding.id, planHash: event.planHash, at: event.at, finding });
  }

  /** What is told to be closed was closed a moment before (invariant 6). */
  function closed(finding: Finding, { at }: Event<'door.seenClosed'>): void {
    const since = cloud.scenes.findLastIndex((scene) => scene.at <= at - READ_BACK_MS);
    const lately = cloud.scenes.slice(Math.max(since, 0)).filter((scene) => scene.at <= at);
    if (lately.every((scene) => isDoorOpen(finding, scene))) {
      throw new Broken(`${finding.id} was told to be closed, and its door was open all the time`);
    }
  }

  /** A call touches what its plan names, is backed by an approval, and comes once for each (invariant 3). */
  function checkCall({ plan, kind, at, gone, target }: Cloud['ownCalls'][number]): void {
    if (plan === null) return checkListCall(target, gone, at);
    const backing = approvals.filter(
      (each) => each.findingId === plan.findingId && each.planHash === plan.hash && each.at <= at,
    );
    const backed = backing.at(-1);
    if (backed === undefined) throw new Broken(`A ${kind} for ${plan.findingId} nobody approved`);
    const named = new Set(backed.finding.rules.map(plannedDoorKey));
    const other = gone.find((door) => !named.has(door));
    if (other !== undefined) throw new Broken(`A ${kind} took ${other}, which no finding names`);
    const count = cloud.ownCalls.filter(
      (each) => each.kind === kind && each.plan?.hash === plan.hash && each.plan.findingId === plan.findingId,
    ).length;
    if (count > backing.length) throw new Broken(`A ${kind} for ${plan.findingId} came twice`);
  }
  function checkListCall(target: string, gone: readonly string[], at: Instant): void {
    const backed = approvals.some(({ finding: { door }, at: approvedAt }) => {
      if (door.kind !== 'list' || door.prefixListId !== target || approvedAt > at) return false;
      return gone.every((block) => door.entries.some(({ cidr }) => cidr === block));
    });
    if (!backed) throw new Broken(`A change of ${target} that nobody approved`);
  }

  /** There are no more copies of an alert than postings whose answer nobody heard (invariant 2). */
  function checkCopies(): void {
    const copies = new Map<string, number>();
    for (const { subjectId } of slack.messages) {
      copies.set(subjectId, (copies.get(subjectId) ?? 0) + 1);
    }
    for (const [subjectId, count] of copies) {
      const lost = slack.lostPosts.get(subjectId) ?? 0;
      if (count > lost + 1) throw new Broken(`${subjectId} stands ${count} times in the channel`);
    }
  }

  return {
    check,
    checkQuiet: async (heard) => {
      await checkAll(findingIds());
      for (const eventId of heard) await checkOutcome(eventId);
      for (const finding of followed.values()) await checkShown(finding);
      checkTold();
      const verdict = await store.verifyLog();
      if (verdict.kind !== 'verified') throw new Broken(`The log: ${JSON.stringify(verdict)}`);
    },
  };

  /** A record that was heard has its outcome (invariant 1). */
  async function checkOutcome(eventId: string): Promise<void> {
    const outcome = await store.outcome({ accountId: cloud.accountId, eventId });
    if (outcome === null) throw new Broken(`${eventId} was heard and has no outcome`);
  }
  /** Every finding has its live alert, which shows the latest of it (invariant 2). */
  async function checkShown({ id, version }: Finding): Promise<void> {
    const post = await store.post(id);
    const isAt = ({ address }: Message): boolean => address.messageTs === post?.address?.messageTs;
    // That a moderator deleted it is noticed when it is to be changed.
    const live = [...slack.messages, ...slack.deleted].find(isAt);
    if (live === undefined) throw new Broken(`${id} has no live alert`);
    if (live.version < version) {
      throw new Broken(`The alert of ${id} shows version ${live.version} of ${version}`);
    }
  }
  /** What is open beyond what is approved is told, and what is told is open: detection fails loud. */
  function checkTold(): void {
    const open = [...followed.values()].filter(({ state }) => state.kind !== 'closed');
    const scene = cloud.scene();
    for (const groupId of GROUP_IDS) {
      const told = open.flatMap((finding) => [...toldOf(finding, groupId, scene)]);
      const untold = openIn(scene, groupId).difference(new Set(told));
      if (untold.size > 0) {
        throw new Broken(`Nobody tells of ${[...untold].join(', ')} in ${groupId} at ${now()}`);
      }
    }
    for (const finding of open) {
      if (!isDoorOpen(finding, scene)) throw new Broken(`${finding.id} is told to be open`);
    }
  }
}

interface Approved {
  readonly findingId: string;
  readonly planHash: string;
  readonly at: Instant;
  /** As it was when it was approved. */
  readonly finding: Finding;
}

type Event<Kind extends FindingEvent['kind']> = Extract<FindingEvent, { readonly kind: Kind }>;
