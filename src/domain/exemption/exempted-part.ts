import type { Direction } from '../change/exposure-change.ts';
import type { ExposureRow } from '../net/exposure.ts';

/** What an exemption was approved for, of one group and one way: by protocol, ports and sources, never by the
 * id of a rule. Plain data. */
export interface ExemptedPart {
  /** Null where the door is no group's, or its group is not known by id. */
  readonly groupId: string | null;
  readonly direction: Direction;
  /** Never empty. */
  readonly excess: readonly ExposureRow[];
}
