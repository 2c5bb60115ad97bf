import type { Policy } from '../domain/policy/policy.ts';
import type { Complaint, PolicyProblem } from './policy-problem.ts';
import { referenceComplaints } from './policy-references.ts';
import { resolvePolicy } from './policy-resolve.ts';
import { parseShape } from './policy-shape.ts';
import { parseYaml } from './policy-yaml.ts';

/** How many problems of one file are told: nobody reads on, and a file that is no policy at all has
 * one for every line. */
export const PROBLEMS_MAX = 200;

/** A policy, or everything that is wrong with its file, by line. */
export type LoadedPolicy =
  | { readonly kind: 'policy'; readonly policy: Policy }
  | { readonly kind: 'problems'; readonly problems: readonly PolicyProblem[] };

/** What the text of a policy file means: names resolved, addresses exact. `fileName` is only what
 * its problems are reported under. Every problem is told at once (up to {@link PROBLEMS_MAX}), in the order of lines. The form
 * of the file is in `docs/policy.md`. Pure, total. */
export function loadPolicy(text: string, fileName: string): LoadedPolicy {
  const document = parseYaml(text);
  if (document.kind === 'problems') return withProblems(fileName, document.problems);
  const parsed = parseShape(document);
  const complaints: readonly Complaint[] = [
    ...(parsed.kind === 'complaints' ? parsed.complaints : []),
    ...referenceComplaints(document.value),
  ];
  const located = complaints
    .slice(0, PROBLEMS_MAX)
    .map(({ path, message }) => ({ line: document.lineOf(path), message }));
  const problems = [...document.problems, ...located];
  if (problems.length > 0 || parsed.kind === 'complaints') return withProblems(fileName, problems);
  return { kind: 'policy', policy: resolvePolicy(parsed.shape) };
}

function withProblems(
  fileName: string,
  problems: readonly Omit<PolicyProblem, 'fileName'>[],
): LoadedPolicy {
  const sorted = problems.toSorted((a, b) => a.line - b.line).slice(0, PROBLEMS_MAX);
  return { kind: 'problems', problems: sorted.map((problem) => ({ fileName, ...problem })) };
}
