import type { ExemptionWanted } from '../approval/request.ts';
import type { Finding } from '../finding/finding.ts';
import { sha256Hex } from '../hash.ts';
import { type Exposure, exposureOf } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { ExemptedPart } from './exempted-part.ts';

/** What an exemption of a finding would let through: its excess as it is, by group and direction. Pure. */
export function scopeOf({
  door,
  excess,
}: Pick<Finding, 'door' | 'excess'>): readonly ExemptedPart[] {
  switch (door.kind) {
    case 'rules':
      return [{ groupId: door.groupId, direction: door.direction, excess }];
    case 'list':
      return door.uses.map((use) => ({
        groupId: use.groupId,
        direction: use.direction,
        excess: use.excess,
      }));
    case 'attachment':
      return [{ groupId: door.groupId, direction: 'inbound', excess }];
  }
}

/** All that a scope lets through, wherever. Pure. */
export function exposureOfScope(scope: readonly ExemptedPart[]): Exposure {
  return exposureOf(scope.flatMap(({ excess }) => excess.map(asAdmission)));
}

/** What binds a form to what it shows: exactly what would be let through. Pure. */
export function scopeHash(finding: Pick<Finding, 'door' | 'excess'>): string {
  return exemptionHash({ reason: '', ticket: null, until: 0, atEnd: 'reopen' }, finding);
}

/** What binds votes to an exemption as it was shown: how it is wanted, and exactly what it lets through. Where the
 * finding tells of more or less by then, the hash is another. Pure. */
export function exemptionHash(
  { reason, ticket, until, atEnd }: ExemptionWanted,
  finding: Pick<Finding, 'door' | 'excess'>,
): string {
  const parts = scopeOf(finding).map(({ groupId, direction, excess }) => [
    groupId,
    direction,
    ...excess.map((row) => [row.protocol, row.fromPort, row.toPort, row.source]),
  ]);
  return sha256Hex(JSON.stringify([reason, ticket, until, atEnd, parts]));
}
