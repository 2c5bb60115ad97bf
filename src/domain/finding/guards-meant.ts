import type { GuardMeant } from '../policy/approved-reach.ts';
import type { Guard, Policy } from '../policy/policy.ts';
import { type GuardBeside, resourceIdOf } from './door.ts';
import type { Finding } from './finding.ts';

type NamedGuard = Pick<GuardBeside, 'guardName' | 'guardKind'>;

/** The guards by which a finding was judged, as they are in the policy by now. Pure, total. */
export function guardsMeantBy(finding: Finding, policy: Policy): readonly GuardMeant[] {
  return namedBy(finding).map(({ ownGroupId, ...named }) => ({
    guard: guardIn(policy, named),
    ownGroupId,
  }));
}

function namedBy(finding: Finding): readonly (NamedGuard & Pick<GuardBeside, 'ownGroupId'>)[] {
  const { door } = finding;
  const { guardName, guardKind } = door;
  const beside = door.kind === 'rules' ? (door.beside ?? []) : [];
  if (beside.some((each) => each.guardName === guardName)) return beside;
  return [{ guardName, guardKind, ownGroupId: ownGroupOf(finding) }, ...beside];
}

/** A guard that has left the policy approves nothing any more. */
function guardIn({ guards }: Policy, { guardName, guardKind }: NamedGuard): Guard {
  const there = guards.find(({ name }) => name === guardName);
  return there ?? { name: guardName, kind: guardKind, match: [], approved: new Map() };
}

/** The group whose members may reach each other. A group that was put on hosts of another one is none:
 * its members are what it lets in there. */
function ownGroupOf({ door, excess }: Finding): string | null {
  const own = resourceIdOf(door);
  const isForeign = door.kind === 'attachment' && excess.some(({ source }) => source === own);
  return isForeign ? null : own;
}
