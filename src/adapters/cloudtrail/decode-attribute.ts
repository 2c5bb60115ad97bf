import type { AttachmentTarget } from '../../domain/change/exposure-change.ts';
import { attachmentParts, type ChangeParts } from './change-parts.ts';
import { readGroupSet } from './group-set.ts';
import { idText } from './id-text.ts';
import { field, isBlank, type JsonObject, quoted, scalarText } from './json.ts';
import { problem, type Reading, read } from './reading.ts';
import { readRequest } from './request-parameters.ts';

/** Something that has groups among other attributes, each changed by a call of its own. */
interface Attributes {
  readonly idName: string;
  readonly readTarget: (id: unknown) => AttachmentTarget | undefined;
  /** The other attributes, as the request names them, in lower case. */
  readonly otherNames: ReadonlySet<string>;
}

/** Source of the names: EC2 API `ModifyInstanceAttribute`; the form with `attribute` and `value` is
 * the older one. */
const INSTANCE: Attributes = {
  idName: 'instanceId',
  readTarget: (id) => {
    const instanceId = idText(id, 'i-');
    return instanceId === undefined ? undefined : { kind: 'instance', instanceId };
  },
  otherNames: new Set([
    'blockdevicemapping',
    'blockdevicemappingset',
    'disableapistop',
    'disableapitermination',
    'ebsoptimized',
    'enasupport',
    'instanceinitiatedshutdownbehavior',
    'instancetype',
    'kernel',
    'ramdisk',
    'sourcedestcheck',
    'sriovnetsupport',
    'userdata',
  ]),
};

/** Source of the names: EC2 API `ModifyNetworkInterfaceAttribute`. */
const INTERFACE: Attributes = {
  idName: 'networkInterfaceId',
  readTarget: (id) => {
    const interfaceId = idText(id, 'eni-');
    return interfaceId === undefined
      ? undefined
      : { kind: 'interface', interfaceId, instanceId: null };
  },
  otherNames: new Set([
    'associatepublicipaddress',
    'associatedsubnetid',
    'associatedsubnetids',
    'attachment',
    'connectiontrackingspecification',
    'description',
    'enableprimaryipv6',
    'enasrdspecification',
    'sourcedestcheck',
  ]),
};

/** `ModifyInstanceAttribute`, of the flat family; that of groups has been seen in no real record. */
export function decodeInstanceAttribute(record: unknown, accountId: string): ChangeParts {
  return decodeAttribute(record, accountId, INSTANCE);
}

/** `ModifyNetworkInterfaceAttribute`: no real record has been published. */
export function decodeInterfaceAttribute(record: unknown, accountId: string): ChangeParts {
  return decodeAttribute(record, accountId, INTERFACE);
}

/** Only what is known to be another attribute is ignored. Groups in a shape that is not known are
 * groups that are not told: EC2 is asked for them. */
function decodeAttribute(record: unknown, accountId: string, known: Attributes): ChangeParts {
  const request = readRequest(record);
  if (request.kind === 'problem') return { subject: null, content: request };
  if (isOfOthers(request.value, known)) {
    return { subject: null, content: { kind: 'ignored', reason: { kind: 'otherAttribute' } } };
  }
  const groupIds = readGroupSet(request.value);
  const target = readTarget(request.value, known);
  const attachments =
    target.kind === 'problem' ? target : read([{ target: target.value, groupIds }]);
  return attachmentParts('attached', accountId, attachments);
}

function readTarget(
  request: JsonObject,
  { idName, readTarget: readId }: Attributes,
): Reading<AttachmentTarget> {
  const id = field(request, idName);
  const target = readId(id);
  return target === undefined ? problem(`${idName} is ${quoted(id)}`) : read(target);
}

/** Parameters that say nothing of what is changed. */
const SILENT_NAMES = new Set(['dryrun', 'value']);

/** Whether a request names attributes that are not groups, and nothing else. */
function isOfOthers(request: JsonObject, { idName, otherNames }: Attributes): boolean {
  const names = Object.keys(request)
    .filter((name) => !isBlank(request[name]))
    .map((name) => name.toLowerCase())
    .filter((name) => name !== idName.toLowerCase() && !SILENT_NAMES.has(name))
    .map((name) => (name === 'attribute' ? olderName(request) : name));
  return names.length > 0 && names.every((name) => otherNames.has(name));
}

function olderName(request: JsonObject): string {
  return scalarText(field(request, 'attribute'))?.toLowerCase() ?? '';
}
