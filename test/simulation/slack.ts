import type { AlertView, Channel, MessageAddress, People } from '../../src/app/ports.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { OutsideError } from '../../src/domain/outside-error.ts';
import type { HomeTeam, Person } from '../../src/domain/people/authorise.ts';
import type { Random } from './random.ts';

export const HOME: HomeTeam = { teamId: 'T1', enterpriseId: null };
export const APPROVER_GROUP = 'S1';

/** Somebody in Slack, as the simulation knows them. */
export interface SlackUser {
  readonly userId: string;
  isDeactivated: boolean;
  isInGroup: boolean;
  readonly isGuest: boolean;
  readonly teamId: string;
}

/** A message of the channel. */
export interface Message {
  readonly address: MessageAddress;
  /** What it is about: a finding, or a notice. */
  readonly subjectId: string;
  /** The version of the finding that it shows; 0 for a notice. */
  version: number;
  isRetired: boolean;
  readonly thread: FindingEvent[];
}

export interface SimulatedSlack {
  readonly channel: Channel;
  readonly people: People;
  readonly users: readonly SlackUser[];
  readonly messages: readonly Message[];
  readonly deleted: readonly Message[];
  /** Postings whose answer nobody heard, by subject. */
  readonly lostPosts: ReadonlyMap<string, number>;
  /** How often a call is refused, or its answer lost: 0 to 1. */
  readonly health: { refused: number; lost: number };
  /** Deletes a message, as a moderator may. */
  delete(message: Message): void;
}

export function simulatedSlack(random: Random): SimulatedSlack {
  const messages: Message[] = [];
  const deleted: Message[] = [];
  const lostPosts = new Map<string, number>();
  const health = { refused: 0, lost: 0 };
  const users = usersOf();
  let posted = 0;

  async function call<T>(work: () => T, subjectId: string | null = null): Promise<T> {
    if (random.chance(health.refused)) throw limited();
    const answer = work();
    if (!random.chance(health.lost)) return answer;
    if (subjectId !== null) lostPosts.set(subjectId, (lostPosts.get(subjectId) ?? 0) + 1);
    throw new OutsideError('slack_unreachable', 'The reply was lost', { isRetryable: true });
  }
  function post(channelId: string, subjectId: string, version: number): Promise<MessageAddress> {
    return call(() => {
      posted += 1;
      const address = { channelId, messageTs: `${posted}.000100` };
      messages.push({ address, subjectId, version, isRetired: false, thread: [] });
      return address;
    }, subjectId);
  }
  function update(address: MessageAddress, version: number): Promise<'updated' | 'gone'> {
    return call(() => {
      const message = messages.find((each) => each.address.messageTs === address.messageTs);
      if (message === undefined) return 'gone';
      message.version = version;
      return 'updated';
    });
  }
  const versionOf = ({ finding }: AlertView): number => finding.version;
  const noHardening = (): never => {
    throw new TypeError('Nothing is hardened here');
  };
  return {
    users,
    messages,
    deleted,
    lostPosts,
    health,
    delete: (message) => {
      deleted.push(...messages.splice(messages.indexOf(message), 1));
    },
    channel: {
      postAlert: (channelId, view) => post(channelId, view.finding.id, versionOf(view)),
      updateAlert: (address, view) => update(address, versionOf(view)),
      postNotice: (channelId, notice: Notice) => post(channelId, notice.id, notice.count),
      updateNotice: (address, notice) => update(address, notice.count),
      postHardening: noHardening,
      updateHardening: noHardening,
      tellOfHardening: noHardening,
      tell: (address, event) =>
        call(() => {
          const message = messages.find((each) => each.address.messageTs === address.messageTs);
          message?.thread.push(event);
        }),
      retire: (copy) =>
        call(() => {
          const message = messages.find((each) => each.address.messageTs === copy.messageTs);
          if (message !== undefined) message.isRetired = true;
        }),
    },
    people: {
      lookUp: async (userId) => {
        if (random.chance(health.refused)) return null;
        const user = users.find((each) => each.userId === userId);
        return user === undefined ? null : personOf(user);
      },
    },
  };
}

function personOf({ isInGroup, ...user }: SlackUser): Person {
  return {
    ...user,
    enterpriseId: null,
    isBot: false,
    isStranger: user.teamId !== HOME.teamId,
    userGroupIds: isInGroup ? [APPROVER_GROUP] : [],
  };
}

function limited(): OutsideError {
  return new OutsideError('slack_rate_limited', 'Slack is busy', { isRetryable: true });
}

/** Named one by one, by group, or not at all. */
function usersOf(): readonly SlackUser[] {
  const at = { isDeactivated: false, isInGroup: false, isGuest: false, teamId: HOME.teamId };
  return [
    { ...at, userId: 'U1' },
    { ...at, userId: 'U2' },
    { ...at, userId: 'U3', isInGroup: true },
    { ...at, userId: 'U4', isInGroup: true },
    { ...at, userId: 'U5' },
    { ...at, userId: 'U6', isInGroup: true, isGuest: true },
    { ...at, userId: 'U7', isInGroup: true, teamId: 'T9' },
  ];
}

export const APPROVER_USERS = ['U1', 'U2'];

/** Who may approve at this moment: the simulation's own reading of the policy, not the product's. */
export function mayApprove({ userId, isDeactivated, isGuest, isInGroup, teamId }: SlackUser): boolean {
  const isOurs = teamId === HOME.teamId && !isGuest && !isDeactivated;
  return isOurs && (APPROVER_USERS.includes(userId) || isInGroup);
}
