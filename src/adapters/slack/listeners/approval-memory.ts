import { z } from 'zod';
import type { HardeningMemory } from '../blocks/harden-modals.ts';

const approvalSchema = z.object({
  hardeningId: z.string(),
  planHash: z.string(),
  channelId: z.string(),
  messageTs: z.string(),
});

/** What the modal of an approval was given to remember; a memory that nobody issued names no hardening. */
export function approvalMemory(privateMetadata: string): HardeningMemory {
  try {
    return approvalSchema.parse(JSON.parse(privateMetadata));
  } catch {
    return { hardeningId: '', planHash: '', channelId: '', messageTs: '' };
  }
}
