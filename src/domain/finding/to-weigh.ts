import type { Weighable } from '../weight/weight.ts';
import { placeKey } from './door.ts';
import type { Finding } from './finding.ts';

/** A group behind which hosts are to be looked for. */
export interface GroupToWeigh extends Weighable {
  /** Null where it is not known, or where there is none: a guard that approves a list. */
  readonly groupId: string | null;
  /** The interfaces that matter; null where all do on which the group stands. */
  readonly only: readonly string[] | null;
}

/** The groups by which a finding's hosts are let into, each with what it lets in. Never empty. */
export function groupsToWeigh({
  door,
  excess,
  isByOwnRole,
  actorSays,
}: Finding): readonly GroupToWeigh[] {
  const kind = door.guardKind;
  const whose = { isByOwnRole, ...(actorSays?.kind === 'notMine' ? { isDisowned: true } : {}) };
  switch (door.kind) {
    case 'rules': {
      const { groupId, direction } = door;
      return [{ kind, direction, excess, ...whose, groupId, only: null }];
    }
    case 'list':
      return door.uses.map(({ guardKind, direction, groupId, excess: part }) => {
        return { kind: guardKind, direction, excess: part, ...whose, groupId, only: null };
      });
    case 'attachment': {
      const { groupId, places } = door;
      const isWholeVpc = places.some((place) => place.kind === 'vpc');
      const only = isWholeVpc ? null : places.map(placeKey);
      return [{ kind, direction: 'inbound', excess, ...whose, groupId, only }];
    }
  }
}
