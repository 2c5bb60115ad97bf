import type { GuardKind } from '../guard/services.ts';
import type { Instant } from '../instant.ts';
import type { Audit } from './audited.ts';
import type { TableFit } from './fits.ts';

/** The audit of one group, with what was looked up around it. Plain data; names are text from outside. */
export interface GroupAudit {
  readonly accountId: string;
  readonly region: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly guardName: string;
  readonly guardKind: GuardKind;
  /** The directory whose group it is; null where it is nobody's that is known. */
  readonly directory: { readonly directoryId: string; readonly name: string } | null;
  readonly audit: Audit;
  /** The port tables for the directory, the best first; none where it is no directory's group. */
  readonly fits: readonly TableFit[];
  /** What the notes of the chosen table say besides what may be closed, a sentence each. */
  readonly advice: readonly string[];
  /** What could not be looked up, a sentence each: the audit is right as far as the rest goes. */
  readonly notKnown: readonly string[];
  /** When the rules were read. */
  readonly readAt: Instant;
}

/** What was asked to be audited, and what came of it. `left`: groups, or whole parts of the account, that
 * could not be looked at, a sentence each; they count as exposed. */
export interface AuditReport {
  readonly groups: readonly GroupAudit[];
  readonly left: readonly string[];
}
