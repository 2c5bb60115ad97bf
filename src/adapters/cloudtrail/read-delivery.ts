import type { Delivery } from '../../app/ports.ts';
import { decode } from './decode.ts';
import { unwrap } from './unwrap.ts';

/** The records in the body of a queue message, whatever they are wrapped in. A message of which any
 * part cannot be read is unreadable as a whole: it stays in the queue, and hearing its other
 * records again later does nothing twice. */
export function readDelivery(body: string): Delivery {
  const document = parse(body);
  if (document.kind === 'unreadable') return document;
  const parts = [...unwrap(document.value)];
  const problem = parts.find((part) => part.kind === 'problem');
  if (problem !== undefined) return { kind: 'unreadable', reason: problem.message };
  const records = parts.flatMap((part) =>
    part.kind === 'record' ? [decode(part.record, part.context)] : [],
  );
  return { kind: 'records', records };
}

function parse(
  body: string,
):
  | { readonly kind: 'json'; readonly value: unknown }
  | (Delivery & { readonly kind: 'unreadable' }) {
  try {
    return { kind: 'json', value: JSON.parse(body) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: 'unreadable', reason: `Expected JSON, got something else: ${why}` };
  }
}
