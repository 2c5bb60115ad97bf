import type { AssumableKind, GuardChoice } from './guard-choice.ts';
import { readTextFile } from './read-text.ts';

/** What is taken as guarded, or the lines that say why that is not known. */
export type LoadedChoice =
  | { readonly kind: 'choice'; readonly choice: GuardChoice }
  | { readonly kind: 'problems'; readonly lines: readonly string[] };

/** Reads the policy, where one is named. */
export async function loadChoice(
  policyPath: string | undefined,
  assumedKind: AssumableKind | null,
): Promise<LoadedChoice> {
  if (policyPath === undefined) return { kind: 'choice', choice: { policy: null, assumedKind } };
  const content = await readTextFile(policyPath);
  if (content.kind === 'problem') {
    return { kind: 'problems', lines: [`${policyPath}: ${content.message}`] };
  }
  const { loadPolicy } = await import('../../config/policy-file.ts');
  const loaded = loadPolicy(content.text, policyPath);
  if (loaded.kind === 'problems') {
    const lines = loaded.problems.map(({ line, message }) => `${policyPath}:${line}: ${message}`);
    return { kind: 'problems', lines };
  }
  return { kind: 'choice', choice: { policy: loaded.policy, assumedKind } };
}
