import type { Actor } from '../../domain/change/actor.ts';
import { callerTool } from '../../domain/change/caller-tool.ts';
import { readAccountId } from './account-id.ts';
import { elements, field, scalarText } from './json.ts';

const UNKNOWN = 'unknown';

/** Who made the call that a record tells of. Total: trimmed copies lack the whole identity, and
 * service events have one without a type. */
export function readActor(record: unknown): Actor {
  const identity = field(record, 'userIdentity');
  const text = (name: string) => scalarText(field(identity, name)) ?? null;
  const session = field(identity, 'sessionContext');
  const issuerArn = scalarText(field(field(session, 'sessionIssuer'), 'arn'));
  const sourceIdentity = scalarText(field(session, 'sourceIdentity'));
  const call = {
    kind: text('type') ?? UNKNOWN,
    invokedBy: text('invokedBy'),
    sourceIp: scalarText(field(record, 'sourceIPAddress')) ?? null,
    userAgent: scalarText(field(record, 'userAgent')) ?? null,
  };
  return {
    ...call,
    arn: text('arn'),
    name: readName(identity),
    accountId: readAccountId(field(identity, 'accountId')) ?? null,
    ...(issuerArn === undefined ? {} : { issuerArn }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    tool: callerTool({
      ...call,
      issuerArn: issuerArn ?? null,
      isFromConsole: scalarText(field(record, 'sessionCredentialFromConsole')) === 'true',
      stack: readStack(record),
    }),
  };
}

/** The stack for which a call makes something, where it tags that at once. */
function readStack(record: unknown): string | null {
  const specifications = field(field(record, 'requestParameters'), 'tagSpecificationSet');
  const tags = (elements(specifications) ?? []).flatMap((each) => {
    return elements(field(each, 'tags')) ?? [];
  });
  const tag = tags.find((each) => field(each, 'key') === 'aws:cloudformation:stack-name');
  return scalarText(field(tag, 'value')) ?? null;
}

/** An assumed role is told by its session, the last part of its ARN: `…:assumed-role/Role/session`.
 * Its `userName`, where there is one, is the role's. */
function readName(identity: unknown): string {
  const text = (name: string) => scalarText(field(identity, name));
  if (text('type') === 'Root') return 'root';
  const userName = text('userName');
  if (text('type') === 'IAMUser' && userName !== undefined) return userName;
  const issuer = field(field(identity, 'sessionContext'), 'sessionIssuer');
  return (
    scalarText(text('arn')?.split(/[/:]/).at(-1)) ??
    scalarText(field(issuer, 'userName')) ??
    userName ??
    text('invokedBy') ??
    text('principalId') ??
    UNKNOWN
  );
}
