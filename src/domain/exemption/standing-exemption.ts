import type { Direction } from '../change/exposure-change.ts';
import type { Instant } from '../instant.ts';
import type { ExposureRow } from '../net/exposure.ts';

/** An exemption that policy holds. It is judged by the moment, and always ends. */
export interface StandingExemption {
  /** `sg-…` */
  readonly groupId: string;
  readonly direction: Direction;
  /** Exactly what is let through; never empty. */
  readonly rows: readonly ExposureRow[];
  /** From this moment on it lets nothing through. */
  readonly until: Instant;
  /** Why, in the words of the policy. */
  readonly reason: string;
}

/** What policy says of exemptions. */
export interface Exemptions {
  /** How long one that is asked for may last, in ms. Absent: `EXEMPTION_MS_MAX`. */
  readonly msMax?: number;
  /** What a ticket looks like, as a whole; absent: anything. */
  readonly ticket?: RegExp;
  readonly standing: readonly StandingExemption[];
}
