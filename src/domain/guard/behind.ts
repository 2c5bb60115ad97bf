import type { GroupSelector, Policy } from '../policy/policy.ts';
import type { DirectoryFacts, DirectoryType, EstateService } from './estate.ts';

/** A directory behind a group. Text from outside: `name`. */
export interface BehindDirectory {
  readonly kind: 'directory';
  readonly directoryId: string;
  readonly type: DirectoryType;
  readonly name: string;
  readonly stage: string;
  /** Another account where the directory is shared with this one: its group is to be guarded there. */
  readonly ownerAccountId: string;
  /** What the group is to the directory: that of its controllers or connectors, or the one that AWS puts
   * on the WorkSpaces of its domain. */
  readonly role: 'controllers' | 'workSpacesMembers';
}

/** An instance on any of whose interfaces a group stands. Text from outside: `name`, `tags`. */
export interface BehindHost {
  readonly kind: 'host';
  readonly instanceId: string;
  readonly platform: 'windows' | 'other';
  readonly name: string | null;
  /** Those of its tags that policy asks for. */
  readonly tags: Readonly<Record<string, string>>;
}

/** An interface of a service on which a group stands. */
export interface BehindService {
  readonly kind: 'service';
  readonly service: EstateService;
  readonly interfaceId: string;
  /** Text from outside; null where the interface does not tell whose it is. */
  readonly resourceId: string | null;
}

/** What stands behind a group. Plain data; survives JSON unchanged. */
export type BehindThing = BehindDirectory | BehindHost | BehindService;

/** What discovery lists as one whole, of an account and Region. */
export type EstatePart =
  | { readonly kind: 'directories' }
  | { readonly kind: 'windows' }
  | { readonly kind: 'hostTag'; readonly key: string; readonly value: string }
  | { readonly kind: 'service'; readonly service: EstateService };

/** What is known of what stands behind a group itself. */
export interface Behind {
  readonly things: readonly BehindThing[];
  /** The parts ({@link partText}) that were looked at whole: what is not among `things` is not there. Of
   * every other part that is not known. */
  readonly looked: ReadonlySet<string>;
}

/** The directory whose group, of either use, bears a name; null for any other name. Anybody may name a
 * group so. Source: see `directory-group.ts`; Amazon WorkSpaces Administration Guide, security groups. */
export function directoryNamed(groupName: string): string | null {
  return /^(d-[0-9a-z]{10})_(?:controllers|workspacesMembers)$/.exec(groupName)?.[1] ?? null;
}

/** Nobody looked: what policy asks for may be there. */
export const BEHIND_UNKNOWN: Behind = { things: [], looked: new Set() };

/** A part as one text, equal for equal parts. */
export function partText(part: EstatePart): string {
  switch (part.kind) {
    case 'directories':
    case 'windows':
      return part.kind;
    case 'hostTag':
      return `hostTag/${JSON.stringify([part.key, part.value])}`;
    case 'service':
      return `service/${part.service}`;
  }
}

/** The parts that a selector asks for: none where it looks at the group alone. */
export function partsOfSelector(selector: GroupSelector): readonly EstatePart[] {
  const { directory, platform, hostTag, service } = selector;
  return [
    ...(directory === undefined ? [] : [DIRECTORIES]),
    ...(platform === undefined ? [] : [WINDOWS]),
    ...(hostTag === undefined ? [] : [{ kind: 'hostTag' as const, ...hostTag }]),
    ...(service === undefined ? [] : [{ kind: 'service' as const, service }]),
    // The group of the WorkSpaces of a directory is known by its name.
    ...(service === 'workSpaces' ? [DIRECTORIES] : []),
  ];
}

const DIRECTORIES: EstatePart = { kind: 'directories' };
const WINDOWS: EstatePart = { kind: 'windows' };

/** What discovery lists for a policy: directories and Windows instances always, so that it can be told
 * which of them nobody guards; the others where policy asks for them. */
export function partsToDiscover({ guards }: Policy): readonly EstatePart[] {
  const asked = guards.flatMap(({ match }) => match.flatMap(partsOfSelector));
  const all = [DIRECTORIES, WINDOWS, ...asked];
  return [...new Map(all.map((part) => [partText(part), part])).values()];
}

/** The keys of the tags of hosts that a policy asks for. */
export function hostTagKeys({ guards }: Policy): ReadonlySet<string> {
  return new Set(guards.flatMap(({ match }) => match.flatMap(({ hostTag }) => hostTag?.key ?? [])));
}

/** Whether what stands behind a group is what a selector asks for, and what of it. Where directories were not
 * looked at, the name tells that a group is none of theirs: AWS names them, and no group can be renamed. Pure,
 * total. */
export function answersBehind(
  selector: GroupSelector,
  { things, looked }: Behind,
  groupName: string | null,
): { readonly answer: 'yes' | 'no' | 'unknown'; readonly by: readonly BehindThing[] } {
  const asked = partsOfSelector(selector);
  if (asked.length === 0) return { answer: 'yes', by: [] };
  const found = [
    ...(selector.directory === undefined ? [] : [things.filter((each) => isOf(each, selector))]),
    ...(selector.service === undefined ? [] : [things.filter((each) => serves(each, selector))]),
    // One host is to be all that an entry says of it.
    ...(selector.platform === undefined && selector.hostTag === undefined
      ? []
      : [things.filter((each) => isHost(each, selector))]),
  ];
  if (found.every((some) => some.length > 0)) return { answer: 'yes', by: found.flat() };
  const isNone = groupName !== null && directoryNamed(groupName) === null;
  const isKnown = asked.every(
    (part) => looked.has(partText(part)) || (part.kind === 'directories' && isNone),
  );
  return { answer: isKnown ? 'no' : 'unknown', by: [] };
}

function isOf(thing: BehindThing, { directory }: GroupSelector): boolean {
  if (thing.kind !== 'directory' || thing.role !== 'controllers') return false;
  return directory === '*' || directory === thing.directoryId;
}

function serves(thing: BehindThing, { service }: GroupSelector): boolean {
  if (thing.kind === 'service') return thing.service === service;
  const isOfWorkSpaces = thing.kind === 'directory' && thing.role === 'workSpacesMembers';
  return isOfWorkSpaces && service === 'workSpaces';
}

function isHost(thing: BehindThing, { platform, hostTag }: GroupSelector): boolean {
  if (thing.kind !== 'host') return false;
  if (platform !== undefined && thing.platform !== platform) return false;
  if (hostTag === undefined) return true;
  const value = thing.tags[hostTag.key];
  return value !== undefined && (hostTag.value === '*' || hostTag.value === value);
}

/** A directory as it stands behind a group. */
export function directoryBehind(
  facts: DirectoryFacts,
  role: BehindDirectory['role'],
): BehindDirectory {
  const { directoryId, type, name, stage, ownerAccountId } = facts;
  return { kind: 'directory', directoryId, type, name, stage, ownerAccountId, role };
}

/** The id by which a thing is one and the same. */
export function thingId(thing: BehindThing): string {
  switch (thing.kind) {
    case 'directory':
      return `${thing.directoryId}/${thing.role}`;
    case 'host':
      return thing.instanceId;
    case 'service':
      return thing.interfaceId;
  }
}

/** Two accounts of what stands behind a group, together: what was looked at now counts as looked at. */
export function withLive(known: Behind, live: Behind): Behind {
  const all = [...known.things, ...live.things];
  return {
    things: [...new Map(all.map((each) => [`${each.kind}/${thingId(each)}`, each])).values()],
    looked: live.looked,
  };
}
