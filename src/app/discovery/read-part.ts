import { directoryBehind, type EstatePart, hostTagKeys } from '../../domain/guard/behind.ts';
import type { Policy } from '../../domain/policy/policy.ts';
import type { FoundThing } from '../../domain/scope/guarded-group.ts';
import type { Known } from '../../domain/weight/known.ts';
import {
  type DirectoryFound,
  type DirectoryNeeds,
  readDirectories,
} from '../estate/read-directories.ts';
import type { Hosts, Page, Place } from '../ports.ts';
import { choiceOf, discoverHosts, serviceFound } from './discover-hosts.ts';

/** What reading the parts of an estate needs of the world. */
export interface PartNeeds extends DirectoryNeeds {
  readonly hosts: Hosts;
  readonly policy: Policy;
}

/** One page of a part.
 * @throws OutsideError when AWS did not answer now. */
export async function readPart(
  place: Place,
  part: EstatePart,
  pageToken: string | null,
  needs: PartNeeds,
): Promise<Known<Page<FoundThing>>> {
  const { accountId, region } = place;
  switch (part.kind) {
    case 'directories': {
      const page = await readDirectories(place, pageToken, { ...needs, withWorkSpaces: true });
      return mapPage(page, thingsOfDirectory);
    }
    case 'windows':
    case 'hostTag': {
      const asked = { hosts: needs.hosts, tagKeys: hostTagKeys(needs.policy) };
      const query = { accountId, region, choice: choiceOf(part) };
      return discoverHosts(query, pageToken, asked);
    }
    case 'service': {
      const query = { accountId, region, service: part.service };
      const page = await needs.hosts.serviceInterfaces(query, pageToken);
      return mapPage(page, (each) => [serviceFound(each)]);
    }
  }
}

function mapPage<From, To>(
  page: Known<Page<From>>,
  to: (item: From) => readonly To[],
): Known<Page<To>> {
  if (page.kind === 'unknown') return page;
  const { items, nextPageToken } = page.value;
  return { kind: 'known', value: { items: items.flatMap(to), nextPageToken } };
}

/** A directory that was found, as what stands behind its groups. */
function thingsOfDirectory(found: DirectoryFound): readonly FoundThing[] {
  const { facts, controllersGroupId, workSpacesGroupId } = found;
  const groupIds = controllersGroupId === null ? [] : [controllersGroupId];
  return [
    { thing: directoryBehind(facts, 'controllers'), groupIds },
    ...(workSpacesGroupId === null
      ? []
      : [
          {
            thing: directoryBehind(facts, 'workSpacesMembers'),
            groupIds: [workSpacesGroupId],
          },
        ]),
  ];
}
