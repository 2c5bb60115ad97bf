/** The calls whose records are decoded. All are EC2's, and no other service has calls of these
 * names (RDS has `AuthorizeDBSecurityGroupIngress`). */
export const WATCHED_EVENT_NAMES = [
  'AuthorizeSecurityGroupIngress',
  'ModifySecurityGroupRules',
  'RevokeSecurityGroupIngress',
] as const;

export type WatchedEventName = (typeof WATCHED_EVENT_NAMES)[number];

const EC2_EVENT_SOURCE = 'ec2.amazonaws.com';

/** The watched call that a record's `eventName` and `eventSource` tell of, or undefined. Trimmed
 * copies lack the source: the name alone is enough then. */
export function watchedEventName(
  eventName: string,
  eventSource: string | undefined,
): WatchedEventName | undefined {
  if (eventSource !== undefined && eventSource !== EC2_EVENT_SOURCE) return undefined;
  return WATCHED_EVENT_NAMES.find((name) => name === eventName);
}
