import { z } from 'zod';
import { AwsError } from '../wire/aws-error.ts';

/** The paging fields of Directory Service's Describe calls. */
export const PAGING_FIELDS = { NextToken: z.string().optional(), Limit: z.number().optional() };

/** Items of a page when no `Limit` is given: small, so that whoever forgets to page finds out. */
const USUAL_LIMIT = 10;

/** A page of `items` under `field`. Throws `InvalidNextTokenException`. */
export function dsPage(
  field: string,
  items: readonly object[],
  { NextToken, Limit = 0 }: { NextToken?: string | undefined; Limit?: number | undefined },
): object {
  const start = NextToken === undefined ? 0 : readToken(NextToken);
  const end = start + (Limit > 0 ? Limit : USUAL_LIMIT);
  const more = end < items.length ? { NextToken: `from-${end}` } : {};
  return { [field]: items.slice(start, end), ...more };
}

function readToken(token: string): number {
  const start = /^from-(\d{1,9})$/.exec(token)?.[1];
  if (start !== undefined) return Number(start);
  throw new AwsError('InvalidNextTokenException', 'The NextToken value is not valid.');
}
