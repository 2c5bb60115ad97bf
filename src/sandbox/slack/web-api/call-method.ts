import type { JsonRecord } from '../json.ts';
import { invalidArguments, SlackApiError } from '../slack-api-error.ts';
import type { Args } from './args.ts';
import { authorize, type TokenKind } from './authorize.ts';
import type { Method, MethodContext } from './method.ts';
import { METHODS } from './methods.ts';

const BY_NAME: ReadonlyMap<string, Method> = new Map(METHODS.map((one) => [one.name, one]));

/**
 * Runs one Web API method with every check that Slack makes.
 * @throws SlackApiError with the code of the first check that fails
 */
export function callMethod(
  context: MethodContext,
  name: string,
  token: TokenKind,
  args: Args,
): JsonRecord {
  const method = BY_NAME.get(name);
  if (method === undefined) {
    throw new SlackApiError('unknown_method', {
      req_method: name,
      emulator: `the Slack emulator has no ${name}: src/sandbox/slack/coverage.ts lists what it has`,
    });
  }
  authorize(method, token, context.app.botScopes);
  // Bolt's clients send the team of the interaction with every call.
  const { team_id: teamId, ...own } = args;
  if (teamId !== undefined && teamId !== context.workspace.team.id) {
    throw new SlackApiError('team_not_found');
  }
  refuseUnknownArgs(method, own);
  return method.run(context, own);
}

/** An argument without effect would be a lie: Slack might act on it. */
function refuseUnknownArgs(method: Method, args: Args): void {
  const unknown = Object.keys(args).filter((name) => !method.args.includes(name));
  if (unknown.length === 0) return;
  throw invalidArguments(
    `the Slack emulator does not support ${unknown.join(', ')} of ${method.name}: it takes ${
      method.args.join(', ') || 'nothing'
    }`,
  );
}
