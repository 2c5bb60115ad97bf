import type { Audit, Audited } from './audited.ts';
import { beyond } from './beyond.ts';
import { closable } from './closable.ts';
import { matrixOf } from './matrix.ts';
import { missing } from './missing.ts';

/** Holds the rules of a group against the chosen port table, or without one against what its guard
 * approves, as exact sets: what is open beyond it, what it requires and is not open, what may be closed by
 * its notes. Pure, total. Source of what is required: the document of the table. */
export function audit(audited: Audited): Audit {
  const { choice } = audited;
  const over = beyond(audited);
  const lacking = missing(audited);
  const spare = closable(audited);
  return {
    against: choice === null ? { kind: 'policy' } : { kind: 'table', name: choice.name },
    beyond: over,
    missing: lacking,
    closable: spare,
    matrices: matrixOf(audited, { beyond: over, missing: lacking, closable: spare }),
  };
}
