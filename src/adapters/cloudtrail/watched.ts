import type { DecodeAction } from './change-parts.ts';
import { decodeInstanceAttribute, decodeInterfaceAttribute } from './decode-attribute.ts';
import { decodeAuthorize } from './decode-authorize.ts';
import { decodeDeleteGroup } from './decode-delete-group.ts';
import { decodeAddIpRoutes, decodeAddRegion, decodeDirectoryBorn } from './decode-directory.ts';
import { decodeRunInstances, decodeTerminateInstances } from './decode-instances.ts';
import {
  decodeAttachInterface,
  decodeCreateInterface,
  decodeDeleteInterface,
  decodeDetachInterface,
} from './decode-interface.ts';
import { decodeDeleteList, decodeModifyList, decodeRestoreList } from './decode-list.ts';
import { decodeModify } from './decode-modify.ts';
import { decodeRevoke } from './decode-revoke.ts';
import { decodeVpcAssociation } from './decode-vpc-association.ts';

/** A call whose records are decoded. */
export interface WatchedCall {
  readonly eventName: string;
  readonly eventSource: 'ec2.amazonaws.com' | 'ds.amazonaws.com';
  readonly decode: DecodeAction;
}

/** What changes the rules of a group, or what they mean. */
const RULE_CALLS: readonly WatchedCall[] = [
  ec2('AuthorizeSecurityGroupIngress', decodeAuthorize('inbound')),
  ec2('ModifySecurityGroupRules', decodeModify),
  ec2('RevokeSecurityGroupIngress', decodeRevoke('inbound')),
  ec2('AuthorizeSecurityGroupEgress', decodeAuthorize('outbound')),
  ec2('RevokeSecurityGroupEgress', decodeRevoke('outbound')),
  ec2('DeleteSecurityGroup', decodeDeleteGroup),
  ec2('ModifyManagedPrefixList', decodeModifyList),
  ec2('RestoreManagedPrefixListVersion', decodeRestoreList),
  ec2('DeleteManagedPrefixList', decodeDeleteList),
  ds('AddIpRoutes', decodeAddIpRoutes),
  ds('CreateMicrosoftAD', decodeDirectoryBorn),
  ds('CreateDirectory', decodeDirectoryBorn),
  ds('ConnectDirectory', decodeDirectoryBorn),
  ds('CreateHybridAD', decodeDirectoryBorn),
  ds('AddRegion', decodeAddRegion),
];

/** What changes where groups stand. */
const ATTACHMENT_CALLS: readonly WatchedCall[] = [
  ec2('AssociateSecurityGroupVpc', decodeVpcAssociation('attached')),
  ec2('DisassociateSecurityGroupVpc', decodeVpcAssociation('detached')),
  ec2('ModifyNetworkInterfaceAttribute', decodeInterfaceAttribute),
  ec2('ModifyInstanceAttribute', decodeInstanceAttribute),
  ec2('AttachNetworkInterface', decodeAttachInterface),
  ec2('DetachNetworkInterface', decodeDetachInterface),
  ec2('CreateNetworkInterface', decodeCreateInterface),
  ec2('DeleteNetworkInterface', decodeDeleteInterface),
  ec2('RunInstances', decodeRunInstances),
  ec2('TerminateInstances', decodeTerminateInstances),
];

/** In the order in which the event history is asked for them: what opens a door most directly comes
 * first, and what is called most often last, so that it holds up no other. */
const WATCHED_CALLS: readonly WatchedCall[] = [...RULE_CALLS, ...ATTACHMENT_CALLS];

/** The names of all calls whose records are decoded. */
export const WATCHED_EVENT_NAMES: readonly string[] = WATCHED_CALLS.map(nameOf);

/** The names of those that change where groups stand: a busy account makes them all day. */
export const ATTACHMENT_EVENT_NAMES: ReadonlySet<string> = new Set(ATTACHMENT_CALLS.map(nameOf));

const CALLS_BY_NAME: ReadonlyMap<string, WatchedCall> = new Map(
  WATCHED_CALLS.map((call) => [call.eventName, call]),
);

/** The watched call that a record's `eventName` and `eventSource` tell of, or undefined: other
 * services have calls of these names (Cloud Directory has `CreateDirectory`). Trimmed copies lack the
 * source: the name alone is enough then. */
export function watchedCall(
  eventName: string,
  eventSource: string | undefined,
): WatchedCall | undefined {
  const call = CALLS_BY_NAME.get(eventName);
  if (eventSource !== undefined && eventSource !== call?.eventSource) return undefined;
  return call;
}

function nameOf({ eventName }: WatchedCall): string {
  return eventName;
}

function ec2(eventName: string, decode: DecodeAction): WatchedCall {
  return { eventName, eventSource: 'ec2.amazonaws.com', decode };
}

function ds(eventName: string, decode: DecodeAction): WatchedCall {
  return { eventName, eventSource: 'ds.amazonaws.com', decode };
}
