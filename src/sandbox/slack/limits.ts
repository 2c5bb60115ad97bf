// Slack's limits on time and number. Those of Block Kit are in block-kit/limits.ts.

/** How long the app has to acknowledge an envelope, in ms. Source: Slack's "acknowledge" guide, 3 seconds. */
export const ACK_TIMEOUT_MS = 3_000;

/** How long a trigger_id opens a view, in ms. Source: docs.slack.dev, views.open: 3 seconds, single use. */
export const TRIGGER_LIFETIME_MS = 3_000;

/** How long a response_url works, in ms. Source: docs.slack.dev, handling-user-interaction: 30 minutes. */
export const RESPONSE_URL_LIFETIME_MS = 30 * 60_000;

/** How many messages a response_url takes. Source: docs.slack.dev, handling-user-interaction. */
export const RESPONSE_URL_MAX_USES = 5;

/** How many modals lie on one another. Source: docs.slack.dev, modals: a root view and two pushed ones. */
export const MAX_VIEW_STACK_DEPTH = 3;

/** How many Socket Mode connections an app may hold. Source: docs.slack.dev, using-socket-mode. */
export const MAX_SOCKET_CONNECTIONS = 10;

/** How long a Socket Mode ticket waits to be used, in ms. Slack does not say; half a minute is generous. */
export const TICKET_LIFETIME_MS = 30_000;

/** How often the server pings, in ms: well inside the client's 30 s without a ping. */
export const PING_INTERVAL_MS = 10_000;

/** The pauses before the three redeliveries of an event, in ms. Source: docs.slack.dev, Events API. */
export const EVENT_RETRY_DELAYS_MS: readonly number[] = [0, 60_000, 300_000];

/** Characters of a message's `text` before Slack cuts it. Source: api.slack.com/changelog/2018-04. */
export const MAX_MESSAGE_TEXT_CHARS = 40_000;

/** Bytes of a request body: far above any valid call, so that a runaway one is refused and not buffered. */
export const MAX_BODY_BYTES = 1_048_576;
