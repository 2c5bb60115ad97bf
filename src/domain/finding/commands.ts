import type { ExposureRow } from '../net/exposure.ts';
import type { LeftOpen } from '../plan/left-open.ts';
import type { PlannedRule } from '../plan/planned-rule.ts';
import type { RevertResult } from '../plan/revert-result.ts';
import type { Connections } from '../tracking/connections.ts';
import type { Door } from './door.ts';

/** What a look at the live state shows of a finding's door, in agreeing reads.
 * `changed` carries the rules as they are and the excess that they let in now, and `door` what is left
 * of one that is not rules. */
export type DoorSeen =
  | { readonly kind: 'shut'; readonly leftOpen?: LeftOpen | null }
  | { readonly kind: 'open' }
  | {
      readonly kind: 'changed';
      readonly door?: Door;
      readonly rules: readonly PlannedRule[];
      readonly excess: readonly ExposureRow[];
    };

/** What somebody or something asks of a finding. (What a record tells of it is no request: it is a
 * fact, and becomes an event as it is.) */
export type FindingCommand =
  | { readonly kind: 'acknowledge'; readonly by: string; readonly note: string }
  | { readonly kind: 'approveRevert'; readonly by: string; readonly planHash: string }
  | { readonly kind: 'startRevert' }
  | {
      readonly kind: 'finishRevert';
      readonly planHash: string;
      readonly result: RevertResult;
      /** What the door looks like now, where the result is that it changed. */
      readonly seen: DoorSeen | null;
      /** What other rules leave open, where the result is that the door is shut. */
      readonly leftOpen?: LeftOpen | null;
      /** What became of established connections, where the result is that it was reverted. */
      readonly connections?: Connections | null;
    }
  | { readonly kind: 'look'; readonly seen: DoorSeen };

/** Why a command is refused. Each has an answer for people. */
export type Refusal =
  | { readonly kind: 'closed' }
  | { readonly kind: 'alreadyApproved'; readonly by: string }
  | { readonly kind: 'planSuperseded' }
  | { readonly kind: 'noPlan' }
  | { readonly kind: 'notReverting' };
