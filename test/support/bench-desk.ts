import { openDesk } from '../../src/app/desk/open-desk.ts';
import { countApprovers } from '../../src/app/people/count-approvers.ts';
import type { Desk } from '../../src/app/ports.ts';
import type { Finding } from '../../src/domain/finding/finding.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { START } from './findings.ts';
import type { WorkerBench } from './worker-bench.ts';

/** The desk over a bench: the same store, people and clock. A revert cuts nothing. */
export function benchDesk(bench: WorkerBench, policy: Policy): Desk {
  const needs = { ...bench.needs, policy };
  return openDesk({
    ...needs,
    startedAt: START,
    audits: () => Promise.reject(new Error('Nobody was to ask this')),
    planNarrowing: () => Promise.reject(new Error('Nobody was to narrow')),
    simulateRevert: () => Promise.resolve({ lockOuts: [], notKnown: [] }),
    foreseeConnections: () => Promise.resolve({ on: [], notKnown: [] }),
    countApprovers: (finding: Finding) => countApprovers(finding, needs),
  });
}

/** A touch of the live alert of a finding. */
export async function touchOf(bench: WorkerBench, findingId: string, userId: string) {
  const post = await bench.store.post(findingId);
  return { userId, findingId, address: post?.address ?? null };
}
