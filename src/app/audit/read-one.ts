import { directoryOfGroup } from '../../domain/guard/directory-group.ts';
import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import type { GroupFacts } from '../../domain/guard/group-facts.ts';
import type { GroupState } from '../../domain/inventory/group-state.ts';
import { attempt } from '../attempt.ts';
import {
  type DirectoriesSeen,
  directoryOf,
  findDirectory,
  listDirectories,
} from '../estate/list-directories.ts';
import type { GroupAddress, Place } from '../ports.ts';
import type { AuditNeeds, AuditRequest } from './audit-needs.ts';
import { readStandings } from './read-standings.ts';
import { auditedAs, guardsFor, NO_SUBJECTS, type Subjects } from './subject.ts';

/** Reads one group that is to be audited. */
export async function readGroup(
  groupId: string,
  request: AuditRequest,
  needs: AuditNeeds,
  seen: DirectoriesSeen | null = null,
): Promise<Subjects> {
  const address = { ...placeOf(request), groupId };
  const described = await attempt(needs.groups.describeGroup(address), needs.clock);
  if (described.kind === 'notThere') {
    return remark(`Group ${groupId} is not there in ${whereText(request)}.`);
  }
  if (described.kind === 'couldNotLook') return left(`Group ${groupId}: ${described.reason}`);
  const facts = { groupId, ...described.value };
  const standings = await readStandings(address, [facts], needs);
  const kinds = guardsFor(facts, address, standings.of(groupId), needs).map(
    ({ guard }) => guard?.kind,
  );
  const mayBeDirectory =
    seen !== null || kinds.includes('directory') || directoryOfGroup(facts.groupName) !== null;
  const listed = seen ?? (mayBeDirectory ? await listDirectories(address, needs) : NONE_LISTED);
  const directory = directoryOf(facts, listed, address.accountId);
  const found = auditedAs(facts, standings.of(groupId), directory, request, needs);
  if (found.length === 0) {
    if (standings.doubt !== null) return left(`Group ${groupId}: ${standings.doubt}`);
    return remark(
      `Group ${groupId} is no directory's, and no guard of the policy is meant for it: there is nothing to hold it against.`,
    );
  }
  const group = await readState(address, facts, needs);
  if (group.kind !== 'found') return group.subjects;
  const doubts = [
    ...(standings.doubt === null ? [] : [standings.doubt]),
    ...whatDirectory(directory, kinds, listed),
  ];
  const subjects = found.map((each) => {
    return { ...each, doubts: [...each.doubts, ...doubts], directory, group: group.state };
  });
  return { ...NO_SUBJECTS, subjects };
}

const NONE_LISTED: DirectoriesSeen = { found: [], reason: null };

/** Nothing was found of which directory's group it is, and there may have been. */
function whatDirectory(
  directory: ReturnType<typeof directoryOf>,
  kinds: readonly (string | undefined)[],
  { reason }: DirectoriesSeen,
): readonly string[] {
  return directory === null && kinds.includes('directory') && reason !== null
    ? [`which directory's group it is: ${reason}`]
    : [];
}

type StateRead =
  | { readonly kind: 'found'; readonly state: GroupState }
  | { readonly kind: 'none'; readonly subjects: Subjects };

async function readState(
  address: GroupAddress,
  { groupName, vpcId, tags }: GroupFacts,
  { groups, clock }: AuditNeeds,
): Promise<StateRead> {
  const observedAt = clock.now();
  const rules = await attempt(groups.describeRules(address), clock);
  if (rules.kind !== 'found') {
    const why = rules.kind === 'couldNotLook' ? rules.reason : 'it is not there any more';
    return { kind: 'none', subjects: left(`The rules of group ${address.groupId}: ${why}`) };
  }
  const facts = { ...address, groupName, vpcId, tags: Object.fromEntries(tags) };
  return { kind: 'found', state: { ...facts, ...rules.value, observedAt } };
}

/** Reads the group of a directory: by the directory's settings, else by the name that AWS gives it. */
export async function readDirectoryGroup(
  directoryId: string,
  request: AuditRequest,
  needs: AuditNeeds,
): Promise<Subjects> {
  const seen = await listDirectories(request, needs);
  const lookup = await findDirectory(directoryId, seen, request, needs);
  switch (lookup.kind) {
    case 'notThere':
      return remark(`Directory ${directoryId} is not there in ${whereText(request)}.`);
    case 'couldNotLook':
      return left(`Directory ${directoryId}: ${lookup.reason}`);
    case 'elsewhere':
      return left(elsewhereText(lookup.found.facts));
    case 'found': {
      const groupId = lookup.found.controllersGroupId;
      return groupId === null
        ? remark(`Directory ${directoryId} has no group in ${whereText(request)} yet.`)
        : await readGroup(groupId, request, needs, seen);
    }
    case 'byName': {
      const [group, ...others] = lookup.groups;
      const read = await readGroup(group.groupId, request, needs, seen);
      const ids = others.map(({ groupId }) => groupId).join(', ');
      return others.length === 0
        ? read
        : {
            ...read,
            left: [...read.left, `Other groups named like that of ${directoryId}: ${ids}`],
          };
    }
  }
}

/** That a directory's group is another account's. */
export function elsewhereText({
  directoryId,
  name,
  ownerAccountId,
  ownerDirectoryId,
}: DirectoryFacts): string {
  return `Directory ${directoryId} (${name}) is shared by account ${ownerAccountId}, where it is ${ownerDirectoryId}: its group is to be audited there.`;
}

function placeOf({ accountId, region }: Place): Place {
  return { accountId, region };
}

/** `111122223333, eu-central-1` */
export function whereText({ accountId, region }: Place): string {
  return `${accountId}, ${region}`;
}

function remark(text: string): Subjects {
  return { ...NO_SUBJECTS, remarks: [text] };
}

function left(text: string): Subjects {
  return { ...NO_SUBJECTS, left: [text] };
}
