import type { AttachedPlace, AttachmentDoor } from '../../src/domain/finding/door.ts';
import type { FindingEvent } from '../../src/domain/finding/events.ts';
import type { InterfaceState } from '../../src/domain/inventory/interface-state.ts';
import { GROUP, HOME_ACCOUNT, opened, REGION, START } from './findings.ts';

/** An interface of a plain instance on which groups stand. */
export function interfaceOf(
  interfaceId: string,
  groupIds: readonly string[],
  overrides: Partial<InterfaceState> = {},
): InterfaceState {
  return {
    accountId: HOME_ACCOUNT,
    region: REGION,
    interfaceId,
    instanceId: `i-of-${interfaceId}`,
    vpcId: 'vpc-1',
    groupIds,
    managedBy: null,
    description: '',
    observedAt: START,
    ...overrides,
  };
}

/** Where a group stands on an interface. */
export function placeOn(interfaceId: string, managedBy: string | null = null): AttachedPlace {
  return { kind: 'interface', interfaceId, instanceId: `i-of-${interfaceId}`, managedBy };
}

/** The opening of a finding: the group of the tests, with RDP open to everybody, was put on places. */
export function attachmentOpened(
  id: string,
  places: readonly AttachedPlace[],
  overrides: Partial<AttachmentDoor> = {},
): FindingEvent & { readonly kind: 'finding.opened' } {
  const event = opened(id);
  const { guardName, guardKind } = event.door;
  const { call, ...opening } = { call: null, ...event.opening };
  if (opening.kind === 'drift') throw new Error('The finding of the tests is of a call');
  return {
    ...event,
    door: {
      kind: 'attachment',
      ...GROUP,
      groupName: 'win-web',
      guardName,
      guardKind,
      managedBy: null,
      places,
      isApprovedSource: false,
      ...overrides,
    },
    opening: { ...opening, kind: 'attached', eventName: 'ModifyNetworkInterfaceAttribute' },
    rules: overrides.isApprovedSource === true ? [] : event.rules,
  };
}
