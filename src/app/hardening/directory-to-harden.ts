import type { DirectoryFacts } from '../../domain/guard/estate.ts';
import { PORT_TABLE_NAMES, type PortTableName } from '../../domain/scenario/port-table.ts';
import { type StoredChoice, storedChoice } from '../../domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../domain/scenario/tables.ts';
import {
  type DirectoryLookup,
  findDirectory,
  listDirectories,
} from '../estate/list-directories.ts';
import { type DirectoryFound, isOwn } from '../estate/read-directories.ts';
import type { HardenRefused } from '../ports.ts';
import { type PlanNeeds, readGroupSurely } from './plan-hardening.ts';
import { guardOf } from './read-world.ts';

/** A directory that can be hardened. */
export interface ToHarden {
  readonly kind: 'found';
  readonly directory: DirectoryFound;
  /** The tables that it can be brought to; never empty. */
  readonly tables: readonly PortTableName[];
  /** What the policy chose for it, by the guard of its group; null where it chose nothing. */
  readonly chosen: StoredChoice | null;
  /** What could not be looked up of it, for whoever approves. */
  readonly notKnown: readonly string[];
}

export interface ToHardenNeeds extends PlanNeeds {
  /** Where directories are looked for. */
  readonly region: string;
}

/** Looks up a directory that is to be hardened, in an account and Region. One that
 * another account shares is refused with the name of that account: its group is there. */
export async function directoryToHarden(
  directoryId: string,
  needs: ToHardenNeeds,
): Promise<ToHarden | HardenRefused> {
  const place = { accountId: needs.accountId, region: needs.region };
  const seen = await listDirectories(place, needs);
  const lookup = await findDirectory(directoryId, seen, place, needs);
  switch (lookup.kind) {
    case 'couldNotLook':
      return lookup;
    case 'notThere': {
      const own = lookup.known.filter(({ facts }) => isOwn(facts, place));
      return { kind: 'noSuchDirectory', known: own.map(({ facts }) => facts) };
    }
    case 'elsewhere':
      return { kind: 'ownedElsewhere', directory: lookup.found.facts };
    case 'byName':
      return byName(directoryId, lookup, needs);
    case 'found':
      return listed(lookup.found, needs);
  }
}

async function listed(
  directory: DirectoryFound,
  needs: ToHardenNeeds,
): Promise<ToHarden | HardenRefused> {
  const { type } = directory.facts;
  const tables = PORT_TABLE_NAMES.filter((name) => PORT_TABLES[name].directoryTypes.includes(type));
  if (tables.length === 0) return { kind: 'noTable', directory: directory.facts };
  const { controllersGroupId: groupId } = directory;
  const chosen = groupId === null ? null : await chosenFor(groupId, needs);
  return { kind: 'found', directory, tables, chosen, notKnown: [] };
}

async function chosenFor(groupId: string, needs: ToHardenNeeds): Promise<StoredChoice | null> {
  const { accountId, region, policy } = needs;
  const group = await readGroupSurely({ accountId, region, groupId }, needs);
  if (group.kind !== 'found') return null;
  const scenario = guardOf(policy, group.state)?.scenario;
  return scenario === undefined ? null : storedChoice(scenario);
}

/** Nobody but its name says that the group is a directory's, and anybody may give a name. Policy may say it,
 * by a scenario that it chose for the group: that one it can be brought to, and no other. */
async function byName(
  directoryId: string,
  { groups: [group, ...others], reason }: DirectoryLookup & { readonly kind: 'byName' },
  needs: ToHardenNeeds,
): Promise<ToHarden | HardenRefused> {
  if (others.length > 0) {
    const ids = [group, ...others].map(({ groupId }) => groupId).join(', ');
    return refused(
      `${reason}. Which of the groups that bear its name is its group is not known: ${ids}`,
    );
  }
  const { groupId, groupName, vpcId } = group;
  const chosen = await chosenFor(groupId, needs);
  const type = chosen === null ? undefined : PORT_TABLES[chosen.name].directoryTypes[0];
  if (chosen === null || type === undefined) {
    return refused(
      `${reason}. Anybody may name a group ${groupName}: allow that call, or choose a scenario for ${groupId} in the policy`,
    );
  }
  const facts: DirectoryFacts = {
    ...NOTHING_KNOWN,
    directoryId,
    type,
    ownerAccountId: needs.accountId,
    ownerDirectoryId: directoryId,
    vpcId,
  };
  return {
    kind: 'found',
    directory: { facts, controllersGroupId: groupId, workSpacesGroupId: null },
    tables: [chosen.name],
    chosen,
    notKnown: [`what directory it is, but by the name of ${groupId} and the policy: ${reason}`],
  };
}

const NOTHING_KNOWN = {
  name: 'a domain that could not be looked up',
  stage: 'NotKnown',
  shareStatus: null,
  primaryRegion: null,
  additionalRegions: [],
  securityGroupId: null,
  subnetIds: [],
} as const;

function refused(reason: string): HardenRefused {
  return { kind: 'couldNotLook', reason };
}
