import type { SecurityGroupRule } from '../change/security-group-rule.ts';
import type { Exposure } from '../net/exposure.ts';
import type { PermittedReason } from '../policy/evaluate.ts';
import type { Guard } from '../policy/policy.ts';
import type { Door } from './door.ts';

/** Why a change of a guarded group is no finding, where history is known too. `opensNothingNew`: an
 * edited rule lets in nothing that it did not before; `onlyOutbound`: an edited rule is known to be
 * outbound. */
export type BacktestReason = PermittedReason | 'opensNothingNew' | 'onlyOutbound';

/** What a backtest says of one change. */
export type Judged =
  | { readonly kind: 'notGuarded' }
  /** Whether it is guarded hangs on facts that no record of the archive tells. */
  | { readonly kind: 'possible'; readonly guards: readonly [Guard, ...Guard[]] }
  | {
      readonly kind: 'permitted';
      readonly reason: BacktestReason;
      readonly isDirectionKnown: boolean;
    }
  | {
      readonly kind: 'violates';
      /** opened ∩ guarded − approved; of an edit whose old values are known, less those. */
      readonly excess: Exposure;
      readonly offending: readonly SecurityGroupRule[];
      /** `excess` less what other open doors of the group let in at that moment. */
      readonly newlyOpened: Exposure;
      /** The doors that the change opened, as they were at the end of the archive. */
      readonly doors: readonly Door[];
      /** Whether an edited rule is known to be inbound; always so for any other change. */
      readonly isDirectionKnown: boolean;
    };
