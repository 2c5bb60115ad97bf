import type { JsonRecord } from '../json.ts';
import type { ActContext } from './act-context.ts';
import type { ActResult } from './act-result.ts';

/** Delivers an interaction whose acknowledgement shows nothing. */
export async function deliverInteraction(
  { deliver }: ActContext,
  payload: JsonRecord,
): Promise<ActResult> {
  const delivery = await deliver({ type: 'interactive', payload, acceptsResponsePayload: false });
  if (delivery.kind !== 'acked') return delivery;
  return { ...delivery, shown: { kind: 'nothing' } };
}
