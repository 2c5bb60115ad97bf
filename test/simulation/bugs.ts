/** A bug that is put in on purpose: in one file, one text for another. */
export interface Bug {
  readonly name: string;
  readonly file: string;
  /** Is in the file exactly once. */
  readonly text: string;
  readonly instead: string;
  /** What the simulation has to say is broken. */
  readonly breaks: RegExp;
  /** A seed that shows it, and in how many days. */
  readonly seed: number;
  readonly days: number;
}

/** The outcome is committed before what it tells of is written. */
const OUTCOME_ALONE = `await writeRecord(tx, record, outcome, now);
  const { sql } = await import('kysely');
  await sql\`commit\`.execute(tx);
  await sql\`begin\`.execute(tx);`;

export const BUGS: readonly Bug[] = [
  {
    name: 'a lost job',
    file: 'src/domain/finding/wanted.ts',
    text: "if (finding.state.kind === 'executing') jobs.push({ kind: 'act', dueAt: now });",
    instead: '',
    breaks: /invariant 1 /,
    seed: 1,
    days: 40,
  },
  {
    name: 'a double revoke',
    file: 'src/app/jobs/act.ts',
    text: '  return { result: await carryOutAndReadBack(finding, plan, needs), connections };',
    instead:
      '  await carryOutAndReadBack(finding, plan, needs);\n  return { result: await carryOutAndReadBack(finding, plan, needs), connections };',
    breaks: /invariant 3 .*came twice/,
    seed: 1,
    days: 40,
  },
  {
    name: 'a skipped re-read',
    file: 'src/app/jobs/act.ts',
    text: 'const before = await checkBefore(finding, needs);',
    instead: 'const before = null;',
    breaks: /invariant 3 .*touched what its plan does not name/,
    seed: 1,
    days: 40,
  },
  {
    name: 'an expired request approved',
    file: 'src/domain/approval/request.ts',
    text: 'return at >= expiresAt;',
    instead: 'return at >= expiresAt + 86_400_000;',
    breaks: /invariant 4 .*after it expired/,
    seed: 1,
    days: 40,
  },
  {
    name: 'a vote of one person counted twice',
    file: 'src/domain/finding/decide-request.ts',
    text: "  if (hasVoted(asked, by)) return refuse({ kind: 'votedAlready' });\n",
    instead: '',
    breaks: /invariant 4 .*twice/,
    seed: 1,
    days: 40,
  },
  {
    name: 'an approval by whoever clicks',
    file: 'src/domain/people/authorise.ts',
    text: 'return reason === null ? ALLOWED : refused(reason);',
    instead: 'return ALLOWED;',
    breaks: /invariant 4 .*whom policy does not name/,
    seed: 1,
    days: 40,
  },
  {
    name: 'an outcome written outside of its transaction',
    file: 'src/adapters/store/decisions.ts',
    text: 'await writeRecord(tx, record, outcome, now);',
    instead: OUTCOME_ALONE,
    breaks: /invariant 1 /,
    seed: 1,
    days: 40,
  },
  {
    name: 'an exemption that covers more than it was approved for',
    file: 'src/domain/finding/decide-look.ts',
    text: "if (kind === 'exempted' && isWider(finding, seen)) {",
    instead: "if (kind === 'exempted' && isWider(finding, seen) && at < 0) {",
    breaks: /invariant 5 /,
    seed: 1,
    days: 40,
  },
  {
    name: 'a deadline that is carried out however late',
    file: 'src/domain/finding/decide-clock.ts',
    text: 'if (at - deadlineAt > GRACE_MS) {',
    instead: 'if (at - deadlineAt > 1e12) {',
    breaks: /invariant 4 .*long after its deadline/,
    seed: 1,
    days: 40,
  },
  {
    name: 'a door told to be closed that was not read back',
    file: 'src/app/doors/execute-plan.ts',
    text: "return after.kind === 'gone' ? closedResult(carried) : notClosedResult(finding, carried, after);",
    instead: 'return closedResult(carried);',
    breaks: /invariant 6 /,
    seed: 1,
    days: 40,
  },
];
