import type { Direction } from '../change/exposure-change.ts';
import type { ServiceName } from '../guard/services.ts';
import type { GroupState, KnownRule } from '../inventory/group-state.ts';
import type { KnownLists } from '../inventory/known-lists.ts';
import type { ExposureRow } from '../net/exposure.ts';
import type { Guard } from '../policy/policy.ts';
import type { PortTableName } from '../scenario/port-table.ts';
import type { ScenarioChoice } from '../scenario/scenario-choice.ts';
import type { NetworkRole, WantedRule } from '../scenario/wanted-rule.ts';

/** What is audited: the live rules of a guarded group, and all by which they are judged. */
export interface Audited {
  readonly group: GroupState;
  readonly guard: Guard;
  /** The port table that the group is held against; null where nobody chose one: then it is held against
   * what the guard approves. */
  readonly choice: ScenarioChoice | null;
  /** The blocks of prefix lists, and of VPCs, as far as they could be read. One that is missing counts as a
   * source of its own, which nobody approved unless by its id. */
  readonly lists: KnownLists;
  /** The group whose members may reach each other by the guard: the group itself unless said otherwise;
   * null where that is nobody's. */
  readonly ownGroupId?: string | null;
}

/** A rule that lets in, or out, more than is wanted, and what that is. */
export interface RuleBeyond {
  readonly direction: Direction;
  readonly rule: KnownRule;
  /** Never empty. */
  readonly excess: readonly ExposureRow[];
  /** Whether any of it is on traffic that the guard's kind guards: then a change that opened it would
   * have been a finding. The rest is only not in the table. */
  readonly isGuarded: boolean;
  /** By what all of it that is guarded is let through for a time, and until when; absent where it is not. */
  readonly exempted?: string;
}

/** What stops working where required traffic is not let through. */
export type Consequence =
  | 'logons'
  | 'trusts'
  | 'replication'
  | 'groupPolicy'
  | 'time'
  | 'certificates'
  | 'other';

/** Traffic that the table requires and the rules do not let through. */
export interface MissingRow {
  readonly direction: Direction;
  /** Null where the row is about all traffic. */
  readonly service: ServiceName | null;
  readonly network: WantedRule['network'];
  /** Exactly what is missing; never empty. Empty sources are no row: a network without addresses asks
   * for nothing. */
  readonly rows: readonly ExposureRow[];
  /** What would fail; never empty. */
  readonly consequences: readonly Consequence[];
}

/** Traffic that is open, as the table has it, and may be closed by a note of it. */
export interface ClosableRow {
  readonly direction: Direction;
  readonly service: ServiceName | null;
  readonly network: WantedRule['network'];
  /** What of it is open now; never empty. */
  readonly rows: readonly ExposureRow[];
  /** Why, in one sentence. */
  readonly reason: string;
}

/** What an audit of a group comes to. Plain data; sorted by direction, then by service. */
export interface Audit {
  /** What the group was held against: a port table by its name, or what the guard approves. */
  readonly against:
    | { readonly kind: 'table'; readonly name: PortTableName }
    | { readonly kind: 'policy' };
  readonly beyond: readonly RuleBeyond[];
  /** Nothing is required where there is no table: policy says what may be, not what must. */
  readonly missing: readonly MissingRow[];
  readonly closable: readonly ClosableRow[];
  /** One for each direction that was audited: outbound only with a table, or where the guard guards it. */
  readonly matrices: readonly Matrix[];
}

/** Ports against networks: one row for each service, one column for each network, one direction. */
export interface Matrix {
  readonly direction: Direction;
  readonly columns: readonly MatrixColumn[];
  readonly rows: readonly MatrixRow[];
}

/** Whom a column is about. Columns do not overlap but for networks that policy lets overlap: `private` and
 * `public` are what no network before them holds. */
export type MatrixColumn =
  | { readonly kind: 'role'; readonly role: NetworkRole; readonly sources: readonly string[] }
  | { readonly kind: 'approved'; readonly sources: readonly string[] }
  | { readonly kind: 'self' }
  /** Groups and lists that are in no other column. */
  | { readonly kind: 'others' }
  | { readonly kind: 'private' }
  | { readonly kind: 'public' };

/** `service` is null for all traffic that no row before it is about. */
export interface MatrixRow {
  readonly service: ServiceName | null;
  /** In the order of the columns. */
  readonly cells: readonly MatrixCell[];
}

/** How far the service is open to the column, and whether any of that is beyond what is wanted, required
 * and missing, or may be closed. */
export interface MatrixCell {
  readonly open: 'none' | 'part' | 'all';
  /** How much of what is open is beyond what is wanted. */
  readonly beyond: 'none' | 'part' | 'all';
  readonly isMissing: boolean;
  readonly isClosable: boolean;
}
