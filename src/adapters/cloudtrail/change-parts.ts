import type {
  Attachment,
  AttachmentChange,
  ExposureChange,
  GroupDeletion,
  GroupReference,
  IgnoredReason,
  RuleChange,
  Subject,
} from '../../domain/change/exposure-change.ts';
import { problem, type Reading, read } from './reading.ts';

type Without<T, Key extends PropertyKey> = T extends unknown ? Omit<T, Key> : never;

/** A change without the header of its record. */
export type ChangeContent = Without<ExposureChange, 'record'>;

/** What a decoder of one action makes out of a record. What it is about is told apart, because an
 * undecodable record should still say so. */
export interface ChangeParts {
  readonly subject: Subject | null;
  readonly content:
    | Reading<ChangeContent>
    | { readonly kind: 'ignored'; readonly reason: IgnoredReason };
}

/** Decodes the records of one action. Pure, total.
 * @param accountId the record's account, for what is owned by an account that is not told. */
export type DecodeAction = (record: unknown, accountId: string) => ChangeParts;

/** What a call did to one group, beside the group. */
export type GroupContent = Without<RuleChange | GroupDeletion, 'record' | 'group'>;

/** The parts of a call on one group, which may not have been told. */
export function groupParts(
  group: GroupReference | undefined,
  content: Reading<GroupContent>,
): ChangeParts {
  const groupId = group?.groupId ?? null;
  const subject = groupId === null ? null : ({ kind: 'group', groupId } as const);
  if (content.kind === 'problem') return { subject, content };
  if (group === undefined)
    return { subject, content: problem('the record names no security group') };
  return { subject, content: read({ ...content.value, group }) };
}

/** The parts of a call after which groups stand, or stand no longer, on something. */
export function attachmentParts(
  kind: AttachmentChange['kind'],
  ownerId: string,
  attachments: Reading<readonly Attachment[]>,
): ChangeParts {
  if (attachments.kind === 'problem') return { subject: null, content: attachments };
  return { subject: null, content: read({ kind, ownerId, attachments: attachments.value }) };
}
