import type { AlertView, Channel, MessageAddress, People } from '../../../src/app/ports.ts';
import type { Notice } from '../../../src/domain/notice.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { HomeTeam, Person } from '../../../src/domain/people/authorise.ts';
import { APPROVER_GROUP, APPROVER_USERS } from '../policy.ts';
import type { Random } from './random.ts';

export const HOME: HomeTeam = { teamId: 'T1', enterpriseId: null };

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
  /** Whether nobody heard that it was posted: its answer was lost, or who waited for it died. */
  isUnheard: boolean;
}

export interface SimulatedSlack {
  readonly channel: Channel;
  readonly people: People;
  readonly users: readonly SlackUser[];
  readonly messages: readonly Message[];
  readonly deleted: readonly Message[];
  /** How many messages there ever were. */
  readonly posted: () => number;
  /** How often a call is refused, or its answer lost: 0 to 1. */
  readonly health: { refused: number; lost: number };
  /** Deletes a message, as a moderator may. */
  delete(message: Message): void;
}

export function simulatedSlack(random: Random): SimulatedSlack {
  const messages: Message[] = [];
  const deleted: Message[] = [];
  const health = { refused: 0, lost: 0 };
  const users = usersOf();
  let posted = 0;

  async function call<T>(work: () => T, onLost: (answer: T) => void = () => undefined): Promise<T> {
    if (random.chance(health.refused)) throw limited();
    const answer = work();
    if (!random.chance(health.lost)) return answer;
    onLost(answer);
    throw new OutsideError('slack_unreachable', 'The reply was lost', { isRetryable: true });
  }
  async function post(
    channelId: string,
    subjectId: string,
    version: number,
  ): Promise<MessageAddress> {
    const { address } = await call(
      () => {
        posted += 1;
        const at = { channelId, messageTs: `${posted}.000100` };
        const said = { address: at, subjectId, version, isRetired: false, isUnheard: false };
        messages.push(said);
        return said;
      },
      (said) => {
        said.isUnheard = true;
      },
    );
    return address;
  }
  function update(address: MessageAddress, version: number): Promise<'updated' | 'gone'> {
    return call(() => {
      const message = messages.find((each) => each.address.messageTs === address.messageTs);
      if (message === undefined) return 'gone';
      message.version = version;
      return 'updated';
    });
  }
  function lookUp(userId: string): Person | null {
    if (random.chance(health.refused)) return null;
    const user = users.find((each) => each.userId === userId);
    return user === undefined ? null : personOf(user);
  }
  const versionOf = ({ finding }: AlertView): number => finding.version;
  const noHardening = (): never => {
    throw new TypeError('Nothing is hardened here');
  };
  const nobodyAsked = (): never => {
    throw new TypeError('Nobody who opens a door here is known in Slack');
  };
  return {
    users,
    messages,
    deleted,
    posted: () => posted,
    health,
    delete: (message) => {
      deleted.push(...messages.splice(messages.indexOf(message), 1));
    },
    channel: {
      postAlert: (channelId, view) => post(channelId, view.finding.id, versionOf(view)),
      updateAlert: (address, view) => update(address, versionOf(view)),
      // Nobody who opens a door here is known in Slack.
      postQuestion: nobodyAsked,
      updateQuestion: nobodyAsked,
      sayTo: async () => undefined,
      postNotice: (channelId, notice: Notice) => post(channelId, notice.id, notice.count),
      updateNotice: (address, notice) => update(address, notice.count),
      postHardening: noHardening,
      updateHardening: noHardening,
      tellOfHardening: noHardening,
      tell: () => call(() => undefined),
      retire: (copy) =>
        call(() => {
          const message = messages.find((each) => each.address.messageTs === copy.messageTs);
          if (message !== undefined) message.isRetired = true;
        }),
    },
    people: {
      lookUp: async (userId) => lookUp(userId),
      glance: async (userId) => lookUp(userId),
      membersOf: async () => {
        const members = users.filter(({ isInGroup }) => isInGroup);
        return { kind: 'members', userIds: members.map(({ userId }) => userId) };
      },
      // Nobody's address is known here.
      byEmail: async () => ({ kind: 'notThere' }),
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

/** Who may approve at this moment: the simulation's own reading of the policy, not the product's. */
export function mayApprove({
  userId,
  isDeactivated,
  isGuest,
  isInGroup,
  teamId,
}: SlackUser): boolean {
  const isOurs = teamId === HOME.teamId && !isGuest && !isDeactivated;
  return isOurs && (APPROVER_USERS.includes(userId) || isInGroup);
}
