import type { Direction } from '../change/exposure-change.ts';
import type { ServiceName } from '../guard/services.ts';
import type { ExposureRow } from '../net/exposure.ts';

/** Whose addresses a row of a directory's port table speaks of: those behind a trust or a connector,
 * the clients and servers that use the directory, or an Enterprise CA. */
export type NetworkRole = 'onPremises' | 'clients' | 'certificateAuthority';

/** A rule that the group of a directory is to have: one row of its port table for one of the sources
 * that stand for the row's network. Plain data; survives JSON unchanged. Source: AWS Directory Service
 * Administration Guide, network security. */
export interface WantedRule extends ExposureRow {
  readonly direction: Direction;
  /** Null where the row is about all traffic. */
  readonly service: ServiceName | null;
  /** `self`: the group as a source of its own rules, without which its members do not reach each other. */
  readonly network: NetworkRole | 'self';
  /** `optional`: a note of the table says that it may be closed. It may stand; nobody has to add it. */
  readonly need: 'required' | 'optional';
}
