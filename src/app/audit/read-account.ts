import { attemptRead, known } from '../attempt.ts';
import { eachPage } from '../each-page.ts';
import {
  type DirectoriesSeen,
  type DirectoryOfGroup,
  directoryOf,
  listDirectories,
} from '../estate/list-directories.ts';
import { type DirectoryFound, isOwn } from '../estate/read-directories.ts';
import type { ListedGroup } from '../ports.ts';
import { readRules, rulesOf } from '../tasks/list-guarded.ts';
import {
  AUDIT_PAGES_MAX,
  type Auditing,
  type AuditNeeds,
  GROUPS_AUDITED_MAX,
} from './audit-needs.ts';
import { elsewhereText, whereText } from './read-one.ts';
import { readStandings } from './read-standings.ts';
import { auditedAs, type GuardFound, type Subject, type Subjects } from './subject.ts';

/** What is gathered while the pages of an account come. */
interface Gathering {
  readonly subjects: Subject[];
  readonly names: Map<string, string>;
  readonly left: string[];
  readonly directoryIds: Set<string>;
}

/** Reads every group of the account and Region that is guarded, or a directory's. */
export async function readAccount(request: Auditing, needs: AuditNeeds): Promise<Subjects> {
  const seen = await listDirectories(request, needs);
  const gathering: Gathering = {
    subjects: [],
    names: new Map(),
    left: seen.reason === null ? [] : [`The directories of ${whereText(request)}: ${seen.reason}`],
    directoryIds: new Set(),
  };
  const isWhole = await readPages(request, needs, { seen, gathering });
  const { subjects, names, left } = gathering;
  return { subjects, names, left, remarks: remarksOn(request, seen, gathering, isWhole) };
}

interface Around {
  readonly seen: DirectoriesSeen;
  readonly gathering: Gathering;
}

/** Whether every page could be read. */
async function readPages(request: Auditing, needs: AuditNeeds, around: Around): Promise<boolean> {
  const { listing, clock } = needs;
  const { subjects, names, left } = around.gathering;
  const end = await eachPage(
    (pageToken) => known(listing.groups(request, pageToken)),
    async (items) => {
      for (const { groupId, groupName } of items) names.set(groupId, groupName);
      await readPage(items, request, needs, around);
      needs.progress?.(`Read ${names.size} groups, ${subjects.length} of them to be audited`);
      const isOver = clock.now() > request.untilAt || subjects.length >= GROUPS_AUDITED_MAX;
      return isOver ? 'enough' : 'more';
    },
    { pagesMax: AUDIT_PAGES_MAX, clock },
  );
  if (end.kind === 'all') return true;
  const which = names.size === 0 ? '' : ` after the first ${names.size}`;
  const reason = end.kind === 'failed' ? end.reason : ENOUGH;
  left.push(`The groups of ${whereText(request)}${which}: ${reason}`);
  return false;
}

/** Why the pages that come were not read. */
const ENOUGH = 'one audit takes no more. Audit them one by one, by their ids';

interface ToRead {
  readonly listed: ListedGroup;
  readonly found: readonly GuardFound[];
  readonly directory: DirectoryOfGroup;
}

async function readPage(
  page: readonly ListedGroup[],
  request: Auditing,
  needs: AuditNeeds,
  { seen, gathering }: Around,
): Promise<void> {
  const { accountId, region } = request;
  const { left, subjects, directoryIds } = gathering;
  const standings = await readStandings(request, page, needs);
  if (standings.doubt !== null) left.push(standings.doubt);
  const toRead = page
    .map((listed): ToRead => {
      const directory = directoryOf(listed, seen, accountId);
      const standing = standings.of(listed.groupId);
      return { listed, directory, found: auditedAs(listed, standing, directory, request, needs) };
    })
    .filter(({ found }) => found.length > 0);
  for (const { directory } of toRead) {
    if (directory?.kind === 'listed') directoryIds.add(directory.facts.directoryId);
  }
  const groupIds = toRead.map(({ listed }) => listed.groupId);
  const read = await attemptRead(readRules({ accountId, region }, groupIds, needs));
  if (read.kind === 'unknown') {
    left.push(...groupIds.map((id) => `The rules of group ${id}: ${read.reason}`));
    return;
  }
  const { rules, unreadable, observedAt } = read.value;
  for (const { listed, found, directory } of toRead) {
    const { groupId, groupName, vpcId, tags } = listed;
    const reason = unreadable.get(groupId);
    if (reason !== undefined) {
      left.push(`The rules of group ${groupId}: ${reason}`);
      continue;
    }
    const facts = { accountId, region, groupId, groupName, vpcId, tags: Object.fromEntries(tags) };
    const group = { ...facts, ...rulesOf(groupId, rules), observedAt };
    subjects.push(...found.map((each) => ({ ...each, directory, group })));
  }
}

/** What there is and is nothing to audit here. */
function remarksOn(
  request: Auditing,
  { found }: DirectoriesSeen,
  { directoryIds, subjects, left }: Gathering,
  isWhole: boolean,
): readonly string[] {
  const shared = found.filter(({ facts }) => !isOwn(facts, request));
  const without = found.filter(
    ({ facts }) => isWhole && isOwn(facts, request) && !directoryIds.has(facts.directoryId),
  );
  const isEmpty = subjects.length === 0 && left.length === 0;
  return [
    ...shared.map(({ facts }) => elsewhereText(facts)),
    ...without.map(withoutGroupText),
    ...(isEmpty && shared.length === 0
      ? [`No group of ${whereText(request)} is guarded or a directory's.`]
      : []),
  ];
}

function withoutGroupText({ facts, controllersGroupId }: DirectoryFound): string {
  const { directoryId, name, stage } = facts;
  const which =
    controllersGroupId === null ? '' : `, where ${controllersGroupId} was to be expected`;
  return `Directory ${directoryId} (${name}), ${stage.toLowerCase()}, has no group among those that are listed${which}.`;
}
