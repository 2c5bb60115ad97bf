import { type ChangeParts, groupParts } from './change-parts.ts';
import { readGroupReference } from './group-reference.ts';
import { field } from './json.ts';
import { read } from './reading.ts';

/** `DeleteSecurityGroup`, of the flat family. Newer responses name the group too. */
export function decodeDeleteGroup(record: unknown, accountId: string): ChangeParts {
  const [request, answer] = [field(record, 'requestParameters'), field(record, 'responseElements')];
  return groupParts(
    readGroupReference(request, [answer], accountId),
    read({ kind: 'groupDeleted' }),
  );
}
