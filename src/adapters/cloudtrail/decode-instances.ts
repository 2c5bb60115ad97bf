import type { Attachment } from '../../domain/change/exposure-change.ts';
import { readAccountId } from './account-id.ts';
import { attachmentParts, type ChangeParts } from './change-parts.ts';
import { readGroupSet } from './group-set.ts';
import { idText } from './id-text.ts';
import { elements, field, isBlank, quoted } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';

type Attachments = readonly Attachment[];

/** `RunInstances`, of the flat family. A request may name its groups for the instance, for each
 * interface, or leave them to a launch template or the VPC; the response has them resolved. */
export function decodeRunInstances(record: unknown, accountId: string): ChangeParts {
  const answer = field(record, 'responseElements');
  const ownerId = readAccountId(field(answer, 'ownerId')) ?? accountId;
  const requested = readRequestedGroups(field(record, 'requestParameters'));
  const launched = readEach(answer, (...instance) => readLaunched(...instance, requested));
  return attachmentParts('attached', ownerId, launched);
}

/** `TerminateInstances`, of the flat family; request and response name the same instances. */
export function decodeTerminateInstances(record: unknown, accountId: string): ChangeParts {
  const requested = readEach(field(record, 'requestParameters'), readTerminated);
  const answered = readEach(field(record, 'responseElements'), readTerminated);
  const isRequested = requested.kind === 'read' || answered.kind === 'problem';
  return attachmentParts('detached', accountId, isRequested ? requested : answered);
}

/** What was done to each instance of a holder's `instancesSet`, of which at least one must be told. */
function readEach(
  holder: unknown,
  readOne: (instance: unknown, instanceId: string) => Attachments,
): Reading<Attachments> {
  const list = field(holder, 'instancesSet');
  const instances = elements(list) ?? [];
  if (instances.length === 0)
    return problem(`instancesSet names no instance: it is ${quoted(list)}`);
  const each = all(
    instances.map((instance) => {
      const named = field(instance, 'instanceId');
      const instanceId = idText(named, 'i-');
      if (instanceId !== undefined) return read(readOne(instance, instanceId));
      return problem(`an instance should be named by its i-… id, and is ${quoted(named)}`);
    }),
  );
  return each.kind === 'problem' ? each : read(each.value.flat());
}

function readTerminated(_instance: unknown, instanceId: string): Attachments {
  return [{ target: { kind: 'instance', instanceId }, groupIds: [] }];
}

/** Where groups stand after a launch: on each interface that the response names; else on the instance,
 * whose own set is that of its only interface. */
function readLaunched(
  instance: unknown,
  instanceId: string,
  requested: readonly string[] | null,
): Attachments {
  const list = field(instance, 'networkInterfaceSet');
  const attachments = (elements(list) ?? []).map((each) => {
    const interfaceId = idText(field(each, 'networkInterfaceId'), 'eni-');
    const groupIds = readGroupSet(each) ?? requested;
    return interfaceId === undefined
      ? null
      : { target: { kind: 'interface', interfaceId, instanceId } as const, groupIds };
  });
  const named = attachments.filter((each) => each !== null);
  if (named.length > 0 && named.length === attachments.length) return named;
  const groupIds = isBlank(list) ? (readGroupSet(instance) ?? requested) : null;
  return [{ target: { kind: 'instance', instanceId }, groupIds }];
}

/** The groups that a launch asks for, where it asks for one set. */
function readRequestedGroups(request: unknown): readonly string[] | null {
  const specifications = elements(field(request, 'networkInterfaceSet')) ?? [];
  if (specifications.length > 1) return null;
  return readGroupSet(request) ?? readGroupSet(specifications[0]);
}
