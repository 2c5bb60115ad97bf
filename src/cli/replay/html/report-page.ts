import type { JudgedEntry } from '../archive.ts';
import type { Scope } from '../scope.ts';

/** What a report tells of. */
export interface ReportContent {
  readonly entries: readonly JudgedEntry[];
  readonly scope: Scope;
  readonly basis: string;
  readonly madeAt: Date;
  readonly counts: readonly string[];
}

export function reportPage(_content: ReportContent): string {
  return '';
}
