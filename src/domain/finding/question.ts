import type { Finding } from './finding.ts';

/** The message in which whoever opened a door is asked whether it was them. */
export interface Question {
  /** Id of its post: another one each time that the door was opened again, perhaps by somebody else. */
  readonly id: string;
  /** Slack user id of whoever is asked. */
  readonly userId: string;
}

/** The question that a finding asks; null where nobody in Slack is known to have opened it. Pure, total. */
export function questionOf({
  id,
  actorTie = null,
  returns,
}: Pick<Finding, 'id' | 'actorTie' | 'returns'>): Question | null {
  if (actorTie?.kind !== 'tied') return null;
  return { id: returns === 0 ? `q-${id}` : `q-${id}-${returns}`, userId: actorTie.userId };
}
