import type { Attachment, AttachmentChange } from '../../domain/change/exposure-change.ts';
import { attachmentParts, type DecodeAction } from './change-parts.ts';
import { idText } from './id-text.ts';
import { field, quoted } from './json.ts';
import { problem, type Reading, read } from './reading.ts';
import { readRequest } from './request-parameters.ts';

/** `AssociateSecurityGroupVpc` and `DisassociateSecurityGroupVpc`, of the wrapper family. No real
 * record of them has been published. */
export function decodeVpcAssociation(kind: AttachmentChange['kind']): DecodeAction {
  return (record, accountId) => attachmentParts(kind, accountId, readAssociation(record));
}

/** A group that cannot be read leaves the VPC: EC2 is asked which groups it has. */
function readAssociation(record: unknown): Reading<readonly Attachment[]> {
  const request = readRequest(record);
  if (request.kind === 'problem') return request;
  const named = field(request.value, 'vpcId');
  const vpcId = idText(named, 'vpc-');
  if (vpcId === undefined) return problem(`vpcId is ${quoted(named)}`);
  const groupId = idText(field(request.value, 'groupId'), 'sg-');
  return read([
    { target: { kind: 'vpc', vpcId }, groupIds: groupId === undefined ? null : [groupId] },
  ]);
}
