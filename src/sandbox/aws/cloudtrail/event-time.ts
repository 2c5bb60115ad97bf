/** An instant as CloudTrail writes it: UTC, whole seconds. */
export function eventTime(at: Date): string {
  return `${at.toISOString().slice(0, 'YYYY-MM-DDTHH:MM:SS'.length)}Z`;
}
