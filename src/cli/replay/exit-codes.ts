/** What the process says when it ends: 2 wins over 1, since who could not read everything cannot
 * say that nothing was found. */
export const EXIT_CODES = { ran: 0, alerts: 1, unread: 2 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];
