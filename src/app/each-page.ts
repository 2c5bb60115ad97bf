import type { Known } from '../domain/weight/known.ts';
import { attemptKnown } from './attempt.ts';
import type { Clock, Page } from './ports.ts';
import { PAGE_GAP_MS } from './tasks/list-guarded.ts';

/** How reading a list ended. `enough`: whoever takes the pages wanted no more. */
export type PagesEnd =
  | { readonly kind: 'all' }
  | { readonly kind: 'enough' }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads a list page by page, in no hurry and not for ever. What fails is in the answer. */
export async function eachPage<Item>(
  read: (pageToken: string | null) => Promise<Known<Page<Item>>>,
  take: (items: readonly Item[]) => 'more' | 'enough' | Promise<'more' | 'enough'>,
  { pagesMax, clock }: { readonly pagesMax: number; readonly clock: Clock },
): Promise<PagesEnd> {
  let pageToken: string | null = null;
  for (let pages = 0; pages < pagesMax; pages += 1) {
    if (pages > 0) await clock.wait(PAGE_GAP_MS);
    const page: Known<Page<Item>> = await attemptKnown(read(pageToken), clock);
    if (page.kind === 'unknown') return { kind: 'failed', reason: page.reason };
    const wish = await take(page.value.items);
    pageToken = page.value.nextPageToken;
    if (pageToken === null) return { kind: 'all' };
    if (wish === 'enough') return { kind: 'enough' };
  }
  return { kind: 'failed', reason: `no more than ${pagesMax} pages of it are read at once` };
}
