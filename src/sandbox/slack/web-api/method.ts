import type { JsonRecord } from '../json.ts';
import type { SlackApp } from '../slack-app.ts';
import type { Triggers } from '../triggers.ts';
import type { Workspace } from '../workspace.ts';
import type { Args } from './args.ts';

/** What a method may touch. */
export interface MethodContext {
  readonly app: SlackApp;
  readonly workspace: Workspace;
  readonly triggers: Triggers;
  /** Issues a one-use Socket Mode URL. */
  readonly openConnection: () => string;
}

/** One method of the Web API. */
export interface Method {
  readonly name: string;
  /** Which kind of token it takes. */
  readonly token: 'bot' | 'app';
  /** Any one of these scopes suffices; none are needed when empty. Source: each method's page. */
  readonly scopes: readonly string[];
  /** The arguments that it understands; any other is refused, never ignored. */
  readonly args: readonly string[];
  /**
   * Does the work and returns the fields beside `ok`.
   * @throws SlackApiError with Slack's error code
   */
  readonly run: (context: MethodContext, args: Args) => JsonRecord;
}
