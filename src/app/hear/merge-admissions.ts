import type { Admission, Kept, RecordOutcome } from '../ports.ts';
import { outcomeAlone } from './prepared.ts';

/** Judges the parts of one record one after the other, each by what those before it taught, and gives
 * the record one outcome: a finding wins over a permission, and that over being ignored. Pure. */
export function mergeAdmissions(
  kept: Kept,
  parts: readonly ((kept: Kept) => Admission)[],
): Admission {
  let so = kept;
  let merged: Admission | null = null;
  for (const part of parts) {
    const admission = part(so);
    merged = merged === null ? admission : together(merged, admission);
    so = withLearnt(so, admission);
  }
  return merged ?? outcomeAlone({ kind: 'ignored', reason: 'It names nothing that could change' });
}

function together(a: Admission, b: Admission): Admission {
  return {
    outcome: weight(b.outcome) > weight(a.outcome) ? b.outcome : a.outcome,
    changes: [...a.changes, ...b.changes],
    notice: a.notice ?? b.notice,
    learnt: [...a.learnt, ...b.learnt],
  };
}

function weight(outcome: RecordOutcome): number {
  switch (outcome.kind) {
    case 'ignored':
      return 0;
    case 'permitted':
      return 1;
    case 'undecodable':
      return 2;
    case 'finding':
      return outcome.isNew ? 4 : 3;
  }
}

function withLearnt(kept: Kept, { learnt }: Admission): Kept {
  const groups = new Map(kept.groups);
  const lists = new Map(kept.lists);
  const interfaces = new Map(kept.interfaces);
  for (const each of learnt) {
    if (each.kind === 'group') groups.set(each.state.groupId, each.state);
    if (each.kind === 'list') lists.set(each.state.prefixListId, each.state);
    if (each.kind === 'interface') interfaces.set(each.state.interfaceId, each.state);
  }
  return { ...kept, groups, lists, interfaces };
}
