/** From where something that happened to a finding or a hardening came. It is hashed with the event, so
 * that a form that was once written is never changed; nothing is decided by it.
 *
 * - `record`: a CloudTrail record was heard.
 * - `message`: somebody pressed a button of a Slack message, or sent the form that it opened.
 * - `command`: somebody typed a slash command, or sent the form that it opened.
 * - `job`: Portcullis itself, by the clock or going on with what was decided. `subject` is a finding, a
 *   hardening or a task. */
export type Origin =
  | { readonly kind: 'record'; readonly accountId: string; readonly eventId: string }
  | { readonly kind: 'message'; readonly channelId: string; readonly messageTs: string }
  | { readonly kind: 'command' }
  | { readonly kind: 'job'; readonly job: string; readonly subject: string };

/** Where somebody did something in Slack: on a message, or by a command where there is none. */
export function slackOrigin(
  address: { readonly channelId: string; readonly messageTs: string } | null,
): Origin {
  if (address === null) return { kind: 'command' };
  return { kind: 'message', channelId: address.channelId, messageTs: address.messageTs };
}

/** An origin in one word or a few, for a table. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'record':
      return `record ${origin.eventId}`;
    case 'message':
      return `message ${origin.channelId}/${origin.messageTs}`;
    case 'command':
      return 'command';
    case 'job':
      return `job ${origin.job}`;
  }
}
