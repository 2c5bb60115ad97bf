import type { Direction } from '../change/exposure-change.ts';
import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import type { MeantGuard } from '../guard/match.ts';
import type { Exposure } from '../net/exposure.ts';
import type { PermittedReason } from '../policy/evaluate.ts';
import type { Door } from './door.ts';

/** Why a change of a guarded group is no finding, where history is known too. `opensNothingNew`: an
 * edited rule, or a list whose entries were replaced, opens nothing that it did not before;
 * `onlyOutbound`: an edited rule is known to be outbound, and outbound traffic is not guarded. */
export type BacktestReason = PermittedReason | 'opensNothingNew' | 'onlyOutbound';

/** A rule of a change, and which way it goes. */
export interface DirectedRule {
  readonly direction: Direction;
  readonly rule: SecurityGroupRule;
}

/** What a change opened one way. */
export interface Opening {
  readonly direction: Direction;
  /** opened ∩ guarded − approved, never empty; of an edit whose old values are known, less those, and
   * of a change of a list less what the entries let in that it removed. */
  readonly excess: Exposure;
  /** `excess` less what other open doors of the same group let through at that moment. */
  readonly newlyOpened: Exposure;
}

/** What a backtest says of one change. */
export type Judged =
  | { readonly kind: 'notGuarded' }
  /** An outbound rule of a group whose guard does not guard outbound traffic. */
  | { readonly kind: 'outbound' }
  /** Whether it is guarded hangs on facts that no record of the archive tells. */
  | { readonly kind: 'possible'; readonly guards: readonly [MeantGuard, ...MeantGuard[]] }
  /** A list that no rule names of which a record has told. Others may. */
  | { readonly kind: 'notNamed' }
  /** An earlier version of a list counts again, and what it holds no record tells. */
  | { readonly kind: 'restored' }
  | {
      readonly kind: 'permitted';
      readonly reason: BacktestReason;
      readonly isDirectionKnown: boolean;
    }
  | {
      readonly kind: 'violates';
      /** By direction, inbound first; never empty. */
      readonly openings: readonly Opening[];
      /** The rules that let any of the excess through; of a list those that name it. */
      readonly offending: readonly DirectedRule[];
      /** The doors that the change opened, as they were at the end of the archive. */
      readonly doors: readonly Door[];
      /** Whether it is known which way an edited rule goes; always so for any other change. */
      readonly isDirectionKnown: boolean;
    };
