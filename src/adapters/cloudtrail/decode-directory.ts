import type { ChangeParts } from './change-parts.ts';
import { idText } from './id-text.ts';
import { elements, field, isBlank, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';
import { readParameters } from './request-parameters.ts';
import { readCidr } from './rule-source.ts';

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

/** `AddIpRoutes`. The call counts whether or not its routes can be read: they explain, and decide nothing. */
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
  const ranges = readRanges(field(request.value, 'ipRoutes'));
  return {
    subject: null,
    content: read({ kind: 'directoryRoutesAdded', directoryId, isGroupUpdated, ranges }),
  };
}

/** The blocks of some routes, each once; null where they cannot all be read: some of them alone would
 * look like all. Source: Directory Service API `IpRoute`, `CidrIp` or `CidrIpv6`. */
function readRanges(routes: unknown): readonly string[] | null {
  const read = all((elements(routes) ?? []).map(readRange));
  if (read.kind === 'problem' || read.value.length === 0) return null;
  return [...new Set(read.value)];
}

function readRange(route: unknown): Reading<string> {
  const named = ['cidrIp', 'cidrIpv6'].map((key) => field(route, key));
  const source = readCidr(named.find((value) => !isBlank(value)));
  if (source.kind === 'problem') return source;
  return source.value.kind === 'cidr'
    ? read(source.value.cidr.text)
    : problem('a route is no block');
}

/** Whether a flag is set; one that is neither true nor false may be. */
function isSet(flag: unknown): boolean {
  return !isBlank(flag) && scalarText(flag)?.toLowerCase() !== 'false';
}

function readDirectoryId(holder: unknown): string | undefined {
  return idText(field(holder, 'directoryId'), 'd-');
}
