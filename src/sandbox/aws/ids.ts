/** Makes a new identifier. `prefix` is an AWS resource prefix without its dash (`'sg'`, `'sgr'`,
 * `'eni'` → `'sgr-0f…'`) or `''` for a bare UUID (request, event, message and receipt ids). */
export type NewId = (prefix: string) => string;
