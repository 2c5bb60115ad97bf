import type { ListChange, ListEntry } from '../../domain/change/exposure-change.ts';
import { parseCidr } from '../../domain/net/cidr.ts';
import type { ChangeParts } from './change-parts.ts';
import { idText } from './id-text.ts';
import { elements, field, isBlank, type JsonObject, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';
import { answerOf, readRequest } from './request-parameters.ts';

/** `ModifyManagedPrefixList`, of the wrapper family. No real record of it has been published. */
export function decodeModifyList(record: unknown): ChangeParts {
  return decodeList(record, (request) => {
    if (isWithoutEntries(request)) return { kind: 'ignored', reason: { kind: 'noListEntries' } };
    const added = readEntries(request, 'AddEntry', readEntry);
    if (added.kind === 'problem') return added;
    const removed = readEntries(request, 'RemoveEntry', readCidrText);
    if (removed.kind === 'problem') return removed;
    if (added.value.length + removed.value.length === 0) return noEntry(request);
    const version = readVersion(request, 'CurrentVersion');
    return read({ kind: 'listModified', added: added.value, removed: removed.value, version });
  });
}

/** `RestoreManagedPrefixListVersion`, of the same family. What the restored version (`PreviousVersion`)
 * holds no record tells; the version that the call was made of orders it among the other changes. */
export function decodeRestoreList(record: unknown): ChangeParts {
  return decodeList(record, (request) => {
    const version = readVersion(request, 'CurrentVersion');
    return read({ kind: 'listRestored', added: [], removed: [], version });
  });
}

/** `DeleteManagedPrefixList`, of the same family. */
export function decodeDeleteList(record: unknown): ChangeParts {
  return decodeList(record, () =>
    read({ kind: 'listDeleted', added: [], removed: [], version: null }),
  );
}

type ListContent =
  | Reading<Omit<ListChange, 'record' | 'prefixListId'>>
  | Extract<ChangeParts['content'], { kind: 'ignored' }>;

/** The response names the list too. A request that is masked or cut tells nothing of the entries. */
function decodeList(
  record: unknown,
  readContent: (request: JsonObject) => ListContent,
): ChangeParts {
  const request = readRequest(record);
  const holders = [request.kind === 'read' ? request.value : undefined, answeredList(record)];
  const prefixListId = holders
    .map((holder) => idText(field(holder, 'prefixListId'), 'pl-'))
    .find((id) => id !== undefined);
  const subject = prefixListId === undefined ? null : ({ kind: 'list', prefixListId } as const);
  if (request.kind === 'problem') return { subject, content: request };
  const content = readContent(request.value);
  if (content.kind !== 'read') return { subject, content };
  if (prefixListId === undefined) {
    const named = quoted(field(request.value, 'prefixListId'));
    return { subject, content: problem(`a list should be named by its pl-… id, and is ${named}`) };
  }
  return { subject, content: read({ ...content.value, prefixListId }) };
}

function answeredList(record: unknown): unknown {
  return field(answerOf(record), 'prefixList');
}

/** What a modify may change beside the entries: EC2 takes a new size by itself only. */
const OTHER_CHANGES = ['PrefixListName', 'MaxEntries'];
const NAMES_KNOWN = ['PrefixListId', 'CurrentVersion', 'DryRun', ...OTHER_CHANGES];

/** Whether a modify is known to change no entry. What has a parameter that is not known may: a
 * list can be filled from elsewhere. */
function isWithoutEntries(request: JsonObject): boolean {
  const known = new Set(NAMES_KNOWN.map((name) => name.toLowerCase()));
  const names = Object.keys(request).filter((name) => !isBlank(request[name]));
  if (!names.every((name) => known.has(name.toLowerCase()))) return false;
  return OTHER_CHANGES.some((name) => !isBlank(field(request, name)));
}

function noEntry(request: JsonObject): Reading<never> {
  const names = Object.keys(request).map(quoted).join(', ');
  return problem(`the request names no entry, and has ${names || 'nothing'}`);
}

function readEntries<T>(
  request: JsonObject,
  name: string,
  readOne: (item: unknown) => Reading<T>,
): Reading<readonly T[]> {
  const items = elements(field(request, name));
  if (items === undefined) return problem(`${name} is ${quoted(field(request, name))}`);
  return all(items.map(readOne));
}

function readEntry(item: unknown): Reading<ListEntry> {
  const cidr = readCidrText(item);
  if (cidr.kind === 'problem') return cidr;
  return read({ cidr: cidr.value, description: scalarText(field(item, 'description')) ?? null });
}

function readCidrText(item: unknown): Reading<string> {
  const value = field(item, 'cidr');
  const parsed = parseCidr(typeof value === 'string' ? value : '');
  if (parsed.kind !== 'problem') return read(parsed.text);
  return problem(`an entry should be a CIDR block, and is ${quoted(value)}`);
}

/** A version, 1 and up; null where it is anything else. */
function readVersion(request: JsonObject, name: string): number | null {
  const version = Number(scalarText(field(request, name)));
  return Number.isSafeInteger(version) && version > 0 ? version : null;
}
