import { SlackApiError } from '../slack-api-error.ts';
import type { Method } from './method.ts';

/** The app's two tokens. */
export interface Tokens {
  readonly bot: string;
  readonly app: string;
}

/** Which token came with a call; its text is never recorded. */
export type TokenKind = 'bot' | 'app' | 'unknown' | 'none';

/** An app-level token of this app may open connections and nothing else. */
export const APP_TOKEN_SCOPES: readonly string[] = ['connections:write'];

export function kindOfToken(token: string | undefined, tokens: Tokens): TokenKind {
  if (token === undefined) return 'none';
  if (token === tokens.bot) return 'bot';
  return token === tokens.app ? 'app' : 'unknown';
}

/**
 * Lets a call pass, or refuses it.
 * @throws SlackApiError `not_authed`, `invalid_auth`, `not_allowed_token_type` or `missing_scope`
 */
export function authorize(method: Method, token: TokenKind, botScopes: readonly string[]): void {
  if (token === 'none') throw new SlackApiError('not_authed');
  if (token === 'unknown') throw new SlackApiError('invalid_auth');
  if (token !== method.token) throw new SlackApiError('not_allowed_token_type');
  const provided = token === 'bot' ? botScopes : APP_TOKEN_SCOPES;
  if (method.scopes.length === 0) return;
  if (method.scopes.some((scope) => provided.includes(scope))) return;
  throw new SlackApiError('missing_scope', {
    needed: method.scopes.join(','),
    provided: provided.join(','),
  });
}
