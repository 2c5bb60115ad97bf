import type { Html } from '../slack/render/html.ts';
import type { PageContext } from './page-context.ts';

/** A request that passed the guard. `body` is parsed JSON, undefined for GET. */
export interface PageRequest {
  readonly query: URLSearchParams;
  readonly body: unknown;
}

export type PageReply =
  | {
      readonly kind: 'text';
      readonly status: number;
      readonly type: string;
      readonly body: string;
    }
  /** Server-sent events. `open` is given how to send one, and answers how to stop. */
  | { readonly kind: 'stream'; readonly open: (send: (event: string) => void) => () => void };

/** One address of the page. Only POST changes anything. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly answer: (context: PageContext, request: PageRequest) => PageReply | Promise<PageReply>;
}

/** A page or a part of one. */
export function htmlReply({ text: body }: Html): PageReply {
  return { kind: 'text', status: 200, type: 'text/html; charset=utf-8', body };
}

/** The answer to an act: what to tell the person, if anything. */
export function toldReply(told: string | undefined): PageReply {
  const body = JSON.stringify({ told: told ?? null });
  return { kind: 'text', status: 200, type: 'application/json', body };
}

/** A refusal of the page itself, in plain words. */
export function refusalReply(status: number, body: string): PageReply {
  return { kind: 'text', status, type: 'text/plain; charset=utf-8', body };
}
