import type { Attachment, AttachmentTarget } from '../../domain/change/exposure-change.ts';
import { readAccountId } from './account-id.ts';
import { attachmentParts, type ChangeParts } from './change-parts.ts';
import { readGroupSet } from './group-set.ts';
import { idText } from './id-text.ts';
import { field, type JsonObject, quoted } from './json.ts';
import { problem, type Reading, read } from './reading.ts';
import { readRequest } from './request-parameters.ts';

/** `CreateNetworkInterface`, of the flat family. Who names no group gets the VPC's default one, which
 * only the response tells. */
export function decodeCreateInterface(record: unknown, accountId: string): ChangeParts {
  const made = field(field(record, 'responseElements'), 'networkInterface');
  const interfaceId = idText(field(made, 'networkInterfaceId'), 'eni-');
  const ownerId = readAccountId(field(made, 'ownerId')) ?? accountId;
  if (interfaceId === undefined) {
    return attachmentParts('attached', ownerId, problem('the response names no interface'));
  }
  const groupIds = readGroupSet(made) ?? readGroupSet(field(record, 'requestParameters'));
  const target = { kind: 'interface', interfaceId, instanceId: null } as const;
  return attachmentParts('attached', ownerId, read([{ target, groupIds }]));
}

/** `AttachNetworkInterface`, of the flat family: it tells of no groups. */
export function decodeAttachInterface(record: unknown, accountId: string): ChangeParts {
  return attachmentParts('attached', accountId, readAttachment(record, readAttached));
}

/** `DetachNetworkInterface`, of the flat family: it names the attachment and nothing else. */
export function decodeDetachInterface(record: unknown, accountId: string): ChangeParts {
  return attachmentParts('detached', accountId, readAttachment(record, readDetached));
}

/** `DeleteNetworkInterface`, of the flat family: what stood on it stands there no more. */
export function decodeDeleteInterface(record: unknown, accountId: string): ChangeParts {
  return attachmentParts('detached', accountId, readAttachment(record, readDeleted, []));
}

/** @param groupIds the groups that stand on the target afterwards, where the call itself says so. */
function readAttachment(
  record: unknown,
  readTarget: (request: JsonObject) => Reading<AttachmentTarget>,
  groupIds: Attachment['groupIds'] = null,
): Reading<readonly Attachment[]> {
  const request = readRequest(record);
  if (request.kind === 'problem') return request;
  const target = readTarget(request.value);
  return target.kind === 'problem' ? target : read([{ target: target.value, groupIds }]);
}

function readAttached(request: JsonObject): Reading<AttachmentTarget> {
  const instanceId = idText(field(request, 'instanceId'), 'i-') ?? null;
  const named = field(request, 'networkInterfaceId');
  const interfaceId = idText(named, 'eni-');
  if (interfaceId !== undefined) return read({ kind: 'interface', interfaceId, instanceId });
  if (instanceId !== null) return read({ kind: 'instance', instanceId });
  return problem(`networkInterfaceId is ${quoted(named)}, and the request names no instance`);
}

function readDetached(request: JsonObject): Reading<AttachmentTarget> {
  const named = field(request, 'attachmentId');
  const attachmentId = idText(named, 'eni-attach-');
  if (attachmentId !== undefined) return read({ kind: 'attachment', attachmentId });
  return problem(`attachmentId is ${quoted(named)}`);
}

function readDeleted(request: JsonObject): Reading<AttachmentTarget> {
  const named = field(request, 'networkInterfaceId');
  const interfaceId = idText(named, 'eni-');
  if (interfaceId !== undefined) return read({ kind: 'interface', interfaceId, instanceId: null });
  return problem(`networkInterfaceId is ${quoted(named)}`);
}
