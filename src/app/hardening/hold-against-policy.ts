import { directoryBehind, partText } from '../../domain/guard/behind.ts';
import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import { guardsMeant, matchGuard } from '../../domain/guard/match.ts';
import type { HardenPlan } from '../../domain/harden/harden-plan.ts';
import { type BeyondPolicy, rowsBeyond } from '../../domain/hardening/beyond-policy.ts';
import { policyLines } from '../../domain/hardening/policy-lines.ts';
import { factsOf, type GroupState } from '../../domain/inventory/group-state.ts';
import { isVpcId, knownLists } from '../../domain/inventory/known-lists.ts';
import { cidr } from '../../domain/net/cidr.ts';
import { approvedIds } from '../../domain/policy/approvals.ts';
import type { Guard, Policy } from '../../domain/policy/policy.ts';
import type { StoredChoice } from '../../domain/scenario/scenario-choice.ts';
import { listIdsIn, readLists } from '../doors/lists-named.ts';
import type { LookNeeds } from '../doors/look.ts';
import { readVpc, vpcNotRead } from '../estate/read-vpc.ts';
import type { Hosts } from '../ports.ts';

interface Needs extends LookNeeds {
  readonly hosts: Pick<Hosts, 'vpcBlocks'>;
  readonly policy: Policy;
}

/** What of a plan is held against policy. `choice` is null for an undo. */
interface ToHold {
  readonly plan: HardenPlan;
  readonly group: GroupState;
  readonly directory: Pick<DirectoryFacts, 'directoryId' | 'name'>;
  readonly choice: StoredChoice | null;
}

/** Whether policy approves what a plan leaves open, as an audit of the group would say once it was carried
 * out, and what could not be read for that: it counts as not approved.
 * @throws OutsideError, retryable, when AWS cannot be asked now. */
export async function holdAgainstPolicy(
  { plan, group, directory, choice }: ToHold,
  needs: Needs,
): Promise<{ readonly beyond: BeyondPolicy | null; readonly notKnown: readonly string[] }> {
  const { policy } = needs;
  const guard = guardOfDirectory(policy, group, directory);
  const { lists, notKnown } = await readNamed(plan, guard, needs);
  const rows = rowsBeyond({ plan, group, guard, lists });
  if (rows.length === 0) return { beyond: null, notKnown };
  const { directoryId } = directory;
  const networks = policy.networks ?? new Map();
  const lines =
    choice === null ? [] : policyLines({ directoryId, choice, guard: guard ?? null, networks });
  return { beyond: { guardName: guard?.name ?? null, rows, policyLines: lines }, notKnown };
}

/** The guard by which an audit holds the group of a directory: which directory's it is, is known here. */
function guardOfDirectory(
  policy: Policy,
  group: GroupState,
  { directoryId, name }: ToHold['directory'],
): Guard | null {
  const { accountId: ownerId, region, groupId, groupName } = group;
  const facts = { ...NOT_ASKED, directoryId, name, ownerAccountId: ownerId };
  const behind = {
    things: [directoryBehind(facts, 'controllers')],
    looked: new Set([partText({ kind: 'directories' })]),
  };
  const match = matchGuard(policy, {
    reference: { ownerId, groupId, groupName },
    region,
    facts: factsOf(group),
    standing: { beside: [], behind },
  });
  return match.kind === 'guarded' ? match.guard : (guardsMeant(match)[0]?.guard ?? null);
}

/** No selector asks for more of a directory than its id. */
const NOT_ASKED = {
  type: 'microsoftAd',
  stage: 'Active',
  ownerDirectoryId: '',
  shareStatus: null,
  primaryRegion: null,
  additionalRegions: [],
  securityGroupId: null,
  vpcId: null,
  subnetIds: [],
} as const;

async function readNamed(
  { accountId, region, after }: HardenPlan,
  guard: Guard | null,
  needs: Needs,
) {
  const approved =
    guard === null ? [] : [...approvedIds(guard, 'inbound'), ...approvedIds(guard, 'outbound')];
  const place = { accountId, region };
  const sources = [...after.inbound, ...after.outbound, ...approved.map((source) => ({ source }))];
  const read = await readLists(listIdsIn(sources), place, needs);
  const lists = new Map(knownLists(read.found));
  const notKnown = [...read.notKnown];
  for (const vpcId of new Set(approved.filter(isVpcId))) {
    const looked = await readVpc({ ...place, vpcId }, needs);
    if (looked.kind === 'found') lists.set(vpcId, looked.value.map(cidr));
    else notKnown.push(vpcNotRead({ vpcId, region }, looked));
  }
  return { lists, notKnown };
}
