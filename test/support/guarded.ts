import type { Policy } from '../../src/domain/policy/policy.ts';
import { POLICY } from './findings.ts';

/** The tests' policy, with its guard on groups of a name: one that cannot be looked up counts too. */
export const GUARDED: Policy = {
  ...POLICY,
  guards: POLICY.guards.map((guard) => ({ ...guard, match: [{ name: 'win-*' }] })),
};
