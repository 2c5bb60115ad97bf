import type { JsonRecord } from '../json.ts';

/** What Slack shows the person because of the app's acknowledgement. */
export type Shown =
  | { readonly kind: 'nothing' }
  /** The acknowledgement of a slash command carried a message. */
  | { readonly kind: 'message' }
  /** The modal stays, with a message at each of these blocks. */
  | { readonly kind: 'viewErrors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly kind: 'viewUpdated'; readonly viewId: string }
  | { readonly kind: 'viewPushed'; readonly viewId: string }
  | { readonly kind: 'viewClosed'; readonly viewId: string }
  | { readonly kind: 'viewsCleared' };

/** What became of a person's act. */
export type ActResult =
  | { readonly kind: 'acked'; readonly payload: JsonRecord; readonly shown: Shown }
  /** The app acknowledged with something that Slack does not take; the person sees an error. */
  | { readonly kind: 'badAck'; readonly payload: JsonRecord; readonly problem: string }
  /** The app did not acknowledge in time; the person sees an error. */
  | { readonly kind: 'timeout' }
  /** The connection closed before the app acknowledged; the person sees an error. */
  | { readonly kind: 'connectionLost' }
  /** The app holds no connection; the person sees an error. */
  | { readonly kind: 'notConnected' }
  /** It happened, and Slack does not tell the app of such things. */
  | { readonly kind: 'notTold'; readonly shown: Shown }
  /** Slack's client would not let this person do it: no such button, not their channel, … */
  | { readonly kind: 'refused'; readonly reason: string };

/** Ends an act that Slack's client would not let happen; `attempt` makes a result of it. */
export class ActRefused extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'ActRefused';
  }
}

/** Runs an act; a refusal is a result, any other error is the emulator's own fault and thrown. */
export async function attempt(act: () => Promise<ActResult>): Promise<ActResult> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof ActRefused) return { kind: 'refused', reason: error.message };
    throw error;
  }
}
