import { randomBytes, randomUUID } from 'node:crypto';
import type { HardeningIds, Ids } from '../../app/ports.ts';

/** Crockford's base 32 in lower case: nothing in it is taken for something else when read aloud. 32
 * characters, so that five bits of a byte choose one without bias. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** 8 × 5 = 40 bits: among a million findings two share an id with a chance below one half. */
const ID_CHARS = 8;

/** Identifiers from the machine's randomness. */
export const randomIds: Ids & HardeningIds = {
  findingId: () => `f-${readableId()}`,
  hardeningId: () => `h-${readableId()}`,
  leaseToken: () => randomUUID(),
};

function readableId(): string {
  return [...randomBytes(ID_CHARS)].map((byte) => ALPHABET[byte % 32]).join('');
}
