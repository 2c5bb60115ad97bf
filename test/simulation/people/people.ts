import type { Touch } from '../../../src/app/ports.ts';
import type { Intent } from '../../../src/domain/approval/request.ts';
import { exemptionHash } from '../../../src/domain/exemption/scope.ts';
import { planFor } from '../../../src/domain/finding/decision.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import { type Instant, MINUTE_MS, SECOND_MS } from '../../../src/domain/instant.ts';
import { OWN_ACCOUNTS } from '../../support/findings.ts';
import type { Agenda } from '../run/agenda.ts';
import type { Outside, Process } from '../run/product.ts';
import type { Random } from '../world/random.ts';
import { type Message, mayApprove } from '../world/slack.ts';
import type { Click, ClickKind } from './click.ts';
import { someExemption, submitCommand } from './exemptions.ts';

/** Everybody in the channel. */
export interface People {
  /** Somebody looks at an alert, perhaps at an old copy of it, and submits a while later; and others look then
   * what has come of it. */
  look(): Promise<void>;
  /** All that was submitted. */
  readonly clicks: readonly Click[];
}

/** What a click does once it comes. */
type Submit = (touch: Touch, process: Process) => Promise<unknown>;

interface Wanted {
  readonly kind: ClickKind;
  readonly hash: string;
  readonly submit: Submit;
}

export function peopleOf({
  agenda,
  outside: { clock, slack, store },
  random,
  running,
  mayCrash,
}: {
  readonly agenda: Agenda;
  readonly outside: Outside;
  readonly random: Random;
  readonly running: () => Process | null;
  readonly mayCrash: () => void;
}): People {
  const clicks: Click[] = [];
  /** Hashes of plans that were shown, by finding: who keeps a form open submits an old one. */
  const shown = new Map<string, string[]>();

  function alive(): Process | null {
    const process = running();
    return process === null || process.life.isOver() ? null : process;
  }

  async function look(): Promise<void> {
    const message = someAlert();
    const kind = message === null ? null : await lookAt(message);
    if (message === null || kind === null) return;
    // An exemption takes two more people than who asks for it.
    for (let others = kind === 'exemption' ? 5 : 2; others > 0; others -= 1) {
      const at = clock.now() + random.whole(1, 35) * MINUTE_MS;
      const what = `others look at ${message.subjectId}`;
      if (random.chance(0.6)) agenda.plan(at, what, () => lookAt(message));
    }
  }
  /** Gives what is clicked on a while later; null for nothing. */
  async function lookAt(message: Message): Promise<ClickKind | null> {
    if (alive() === null) return null;
    const finding = await store.finding(message.subjectId);
    const wanted = finding === null ? null : wantedOf(finding, clock.now());
    if (wanted === null) return null;
    const user = random.pick(slack.users).userId;
    for (let times = random.chance(0.2) ? 2 : 1; times > 0; times -= 1) {
      const at = clock.now() + random.whole(2, 240) * SECOND_MS;
      const what = `${user} clicks ${wanted.kind} of ${message.subjectId}`;
      agenda.plan(at, what, () => submit(user, message, wanted));
    }
    return wanted.kind;
  }
  function someAlert(): Message | null {
    const alerts = slack.messages.filter(({ subjectId }) => subjectId.startsWith('f-'));
    if (alerts.length === 0) return null;
    return random.pick(random.chance(0.8) ? alerts.slice(-6) : alerts);
  }

  /** Mostly what an alert like that asks for; now and then anything else. */
  function wantedOf(finding: Finding, now: Instant): Wanted | null {
    const { state, request } = finding;
    if (request !== null && random.chance(0.85)) return answerTo(request, finding);
    const kind = random.weighted<ClickKind>([
      [state.kind === 'open' ? 12 : 1, 'revert'],
      [state.kind === 'closed' ? 3 : 1, 'undo'],
      [state.kind === 'open' ? 8 : 1, 'exemption'],
      [1, 'deny'],
      [1, 'withdraw'],
      [1, 'acknowledge'],
      [1, 'cancelDeadline'],
    ]);
    switch (kind) {
      case 'revert':
      case 'undo':
        return planned(kind, finding);
      case 'exemption':
        return exempting(finding, now);
      default:
        return plain(kind);
    }
  }
  function answerTo({ matter }: NonNullable<Finding['request']>, finding: Finding): Wanted | null {
    if (random.chance(0.1)) return plain(random.pick(['deny', 'withdraw']));
    if (matter.kind === 'exemption') return voting(matter.hash);
    return matter.intent === 'narrow' ? null : planned(matter.intent, finding);
  }

  function planned(kind: 'revert' | 'undo', finding: Finding): Wanted | null {
    const hash = shownHash(kind, finding);
    if (hash === null) return null;
    const submitPlan: Submit = (touch, { desk }) =>
      kind === 'revert'
        ? desk.approveRevert({ ...touch, planHash: hash })
        : desk.approveUndo({ ...touch, planHash: hash });
    return { kind, hash, submit: submitPlan };
  }
  function shownHash(intent: Intent, finding: Finding): string | null {
    if (intent === 'undo' && namesList(finding)) return null;
    const plan = planFor(finding, intent, OWN_ACCOUNTS);
    const former = shown.get(finding.id) ?? [];
    if (plan !== null && !former.includes(plan.hash)) former.push(plan.hash);
    shown.set(finding.id, former);
    const isOld = former.length > 0 && random.chance(0.1);
    return isOld ? random.pick(former) : (plan?.hash ?? null);
  }
  function exempting(finding: Finding, now: Instant): Wanted {
    const { request } = finding;
    if (request?.matter.kind === 'exemption') return voting(request.matter.hash);
    const exemption = someExemption(random, now);
    const matter = {
      kind: 'exemption',
      exemption,
      hash: exemptionHash(exemption, finding),
    } as const;
    const submitRequest: Submit = (touch, { deskNeeds }) => {
      const asked = { matter, reason: exemption.reason, mayVote: false, by: touch.userId };
      return submitCommand('requestExemption', { kind: 'request', ...asked }, touch, deskNeeds);
    };
    return { kind: 'exemption', hash: matter.hash, submit: submitRequest };
  }

  async function submit(userId: string, { subjectId, address }: Message, wanted: Wanted) {
    const user = slack.users.find((each) => each.userId === userId);
    const process = alive();
    if (user === undefined || process === null) return;
    const live = (await store.post(subjectId))?.address ?? null;
    const { kind, hash } = wanted;
    clicks.push({
      at: clock.now(),
      kind,
      userId,
      findingId: subjectId,
      hash,
      mayApprove: mayApprove(user),
      isLive: live?.messageTs === address.messageTs,
    });
    const touch = { userId, findingId: subjectId, address };
    mayCrash();
    // What Slack or the store does not do now is told to whoever clicked.
    wanted.submit(touch, process).catch(() => undefined);
  }

  return { look, clicks };
}

/** Known gap: what a list has grown by while its rule was reverted is told by nobody once the rule is given
 * back. Until that is mended, nobody here undoes the revert of such a rule. */
function namesList({ door, rules }: Finding): boolean {
  return door.kind === 'rules' && rules.some(({ source }) => source.startsWith('pl-'));
}

function voting(hash: string): Wanted {
  return {
    kind: 'exemption',
    hash,
    submit: (touch, { deskNeeds }) =>
      submitCommand('approveExemption', { kind: 'vote', by: touch.userId, hash }, touch, deskNeeds),
  };
}

function plain(kind: 'deny' | 'withdraw' | 'acknowledge' | 'cancelDeadline'): Wanted {
  return { kind, hash: '', submit: PLAIN[kind] };
}

const PLAIN: Readonly<Record<'deny' | 'withdraw' | 'acknowledge' | 'cancelDeadline', Submit>> = {
  deny: (touch, { desk }) => desk.deny({ ...touch, reason: 'In use' }),
  withdraw: (touch, { desk }) => desk.withdraw(touch),
  acknowledge: (touch, { desk }) => desk.acknowledge({ ...touch, note: 'Seen' }),
  cancelDeadline: (touch, { deskNeeds }) =>
    submitCommand('cancelDeadline', { kind: 'cancelDeadline', by: touch.userId }, touch, deskNeeds),
};
