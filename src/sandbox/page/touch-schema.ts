import { z } from 'zod';

/** Which element is touched. */
export const touchSchema = z.object({
  actionId: z.string(),
  blockId: z.string(),
  option: z.string().exactOptional(),
});

/** What is filled in: by block id, by action id. */
export const valuesSchema = z.record(z.string(), z.record(z.string(), z.string()));
