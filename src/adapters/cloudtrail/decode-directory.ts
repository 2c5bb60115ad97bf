import type { ChangeParts } from './change-parts.ts';
import { idText } from './id-text.ts';
import { field, isBlank, quoted, scalarText } from './json.ts';
import { problem, read } from './reading.ts';
import { readParameters } from './request-parameters.ts';

/** `CreateMicrosoftAD`, `CreateDirectory`, `ConnectDirectory` and `CreateHybridAD` of Directory
 * Service: the response names what was asked for. No real record of any of its calls has been
 * published. A directory that is not named is a directory all the same. */
export function decodeDirectoryBorn(record: unknown): ChangeParts {
  return born(readDirectoryId(field(record, 'responseElements')));
}

/** `AddRegion`: the request names the directory. */
export function decodeAddRegion(record: unknown): ChangeParts {
  return born(readDirectoryId(field(record, 'requestParameters')));
}

function born(directoryId: string | undefined): ChangeParts {
  const content = { kind: 'directoryBorn', directoryId: directoryId ?? null } as const;
  return { subject: null, content: read(content) };
}

/** `AddIpRoutes`. */
export function decodeAddIpRoutes(record: unknown): ChangeParts {
  const request = readParameters(record);
  if (request.kind === 'problem') return { subject: null, content: request };
  const directoryId = readDirectoryId(request.value);
  if (directoryId === undefined) {
    const named = quoted(field(request.value, 'directoryId'));
    return { subject: null, content: problem(`directoryId is ${named}`) };
  }
  const flag = field(request.value, 'updateSecurityGroupForDirectoryControllers');
  const isGroupUpdated = isSet(flag);
  return {
    subject: null,
    content: read({ kind: 'directoryRoutesAdded', directoryId, isGroupUpdated }),
  };
}

/** Whether a flag is set; one that is neither true nor false may be. */
function isSet(flag: unknown): boolean {
  return !isBlank(flag) && scalarText(flag)?.toLowerCase() !== 'false';
}

function readDirectoryId(holder: unknown): string | undefined {
  return idText(field(holder, 'directoryId'), 'd-');
}
