/** What an event, a job or a message is about: a finding (`f-…`) or a hardening (`h-…`). Whether an id is
 * a hardening's: nothing else begins so. */
export function isHardeningId(id: string): boolean {
  return id.startsWith('h-');
}
