import { alertSubject } from '../../domain/finding/alert-subject.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { OutsideError } from '../../domain/outside-error.ts';
import type { HomeTeam } from '../../domain/people/person.ts';
import { NO_SUBJECT, subjectOfFinding } from '../../domain/people/subject.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { ChannelTrouble } from '../channel-trouble.ts';
import { approversFor } from '../people/approvers-for.ts';
import type { Channel, Log, People } from '../ports.ts';

/** How many approvers are written to when Slack refuses an alert: one of them will see it, and Slack allows about
 * one message a second. */
export const TROUBLE_TOLD_MAX = 10;

export interface TroubleNeeds {
  readonly channel: Channel;
  readonly people: Pick<People, 'glance' | 'membersOf'>;
  readonly policy: Policy;
  readonly home: HomeTeam;
  readonly trouble: ChannelTrouble;
  readonly log: Log;
}

/** Says that Slack refuses the channel: in the process log, to readiness and status, and to those who can approve,
 * once for each post. `finding` is what could not be shown; null for anything else. It never throws. */
export async function tellTrouble(
  postId: string,
  finding: Finding | null,
  refusal: OutsideError,
  needs: TroubleNeeds,
): Promise<void> {
  const { log, trouble, channel } = needs;
  log.error({ postId, error: refusal }, 'Slack refuses the channel of the alerts');
  if (!trouble.refused(postId, refusal.message)) return;
  const subject = finding === null ? NO_SUBJECT : subjectOfFinding(finding);
  const notice = {
    id: 'channel-refused',
    title: 'Portcullis cannot post its alerts',
    detail: `${refusal.message}.${finding === null ? '' : ` This waits for a decision and nobody sees it: ${alertSubject(finding)}. Look at it with /portcullis show ${finding.id}.`} It is posted once Slack takes it.`,
    count: 1,
  };
  const { userIds } = await approversFor('vote', subject, needs).catch(() => NOBODY);
  for (const userId of userIds.slice(0, TROUBLE_TOLD_MAX)) {
    await channel.sayTo(userId, notice).catch((error: unknown) => {
      log.error({ userId, error }, 'an approver could not be told either');
    });
  }
}

const NOBODY = { userIds: [] } as const;
