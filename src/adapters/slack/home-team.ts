import type { WebClient } from '@slack/web-api';
import type { HomeTeam } from '../../domain/people/authorise.ts';
import { toOutsideError } from './slack-errors.ts';

/** The workspace of the bot's token.
 * @throws OutsideError when Slack cannot be asked or refuses the token. */
export async function homeTeam(client: WebClient): Promise<HomeTeam> {
  const answer = await client.auth.test().catch((error: unknown) => {
    throw toOutsideError(error, 'auth.test');
  });
  if (answer.team_id === undefined) throw toOutsideError(new Error('no team id'), 'auth.test');
  return { teamId: answer.team_id, enterpriseId: answer.enterprise_id ?? null };
}
