import type { Finding } from '../../../domain/finding/finding.ts';
import { describeInstant } from '../../../domain/instant.ts';
import { type Line, outsideText } from './text.ts';

/** Whom in Slack the opening call is tied to, and what came of asking them; nothing where it is tied to nobody. */
export function actorLines({ actorTie, actorSays, notAsked, state }: Finding): readonly Line[] {
  if (actorTie?.kind !== 'tied') return [];
  const { userId } = actorTie;
  if (actorSays?.kind === 'notMine') {
    return [
      [
        { text: 'Not them: ', style: 'bold' },
        { userId: actorSays.by },
        {
          text: ` said at ${describeInstant(actorSays.at)} that this was not them: their credentials may be in other hands. Find out who has them, and end their sessions.`,
        },
      ],
    ];
  }
  if (state.kind !== 'open') return [];
  if (notAsked != null) {
    return [
      [
        { text: 'Could not be asked: ', style: 'bold' },
        { userId },
        { text: `, whose identity made the call: ${outsideText(notAsked.reason, 300)}` },
      ],
    ];
  }
  return [
    [
      { text: 'Asked: ', style: 'bold' },
      { userId },
      { text: ', whose identity made the call. They may close it alone.' },
    ],
  ];
}
