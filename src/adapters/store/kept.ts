import type { About, KeptUnasked, Learnt, ListAddress, Place } from '../../app/ports.ts';
import type { DirectoryCall } from '../../domain/finding/directory-call.ts';
import type { Finding } from '../../domain/finding/finding.ts';
import type { Hardening } from '../../domain/hardening/hardening.ts';
import { type GroupState, listsNamed } from '../../domain/inventory/group-state.ts';
import type { InterfaceState } from '../../domain/inventory/interface-state.ts';
import type { ListState } from '../../domain/inventory/list-state.ts';
import type { Tx } from './db.ts';
import { readDirectoryCalls, writeDirectoryCall } from './directory-call-rows.ts';
import { readFindingsOfDirectory, readFindingsOn, readRevertedOn } from './finding-rows.ts';
import { forgetGroup, readGroup, writeGroup } from './group-rows.ts';
import { readHardeningsBegunOn } from './hardening-rows.ts';
import { forgetInterface, readInterface, writeInterface } from './interface-rows.ts';
import { forgetList, readList, readVpcLists, writeList } from './list-rows.ts';

/** Everything that is kept of what a record or a sweep is about. */
export async function readKept(tx: Tx, about: About): Promise<KeptUnasked> {
  const groups = new Map<string, GroupState>();
  const lists = new Map<string, ListState>();
  const interfaces = new Map<string, InterfaceState>();
  for (const address of about.groups) {
    const group = await readGroup(tx, address);
    if (group !== null) groups.set(group.groupId, group);
  }
  const addresses = listAddresses(about, [...groups.values()]);
  for (const address of addresses) {
    const list = await readList(tx, address);
    if (list !== null) lists.set(list.prefixListId, list);
  }
  for (const address of about.interfaces) {
    const found = await readInterface(tx, address);
    if (found !== null) interfaces.set(found.interfaceId, found);
  }
  for (const list of await readVpcLists(tx, placesOf(about))) lists.set(list.prefixListId, list);
  const findings = await readFindings(tx, about, addresses);
  const hardenings = await readHardenings(tx, about);
  const ofDirectories = await readOfDirectories(tx, about);
  return { ...findings, ...ofDirectories, hardenings, groups, lists, interfaces };
}

/** Asked for with reverts: by both, calls of our own are known. */
async function readHardenings(
  tx: Tx,
  { groups, withReverted = false }: About,
): Promise<readonly Hardening[]> {
  const hardenings: Hardening[] = [];
  if (!withReverted) return hardenings;
  for (const group of groups) hardenings.push(...(await readHardeningsBegunOn(tx, group)));
  return hardenings;
}

async function readOfDirectories(
  tx: Tx,
  { directories = [] }: About,
): Promise<Pick<KeptUnasked, 'ofDirectories' | 'directoryCalls'>> {
  const ofDirectories: Finding[] = [];
  const directoryCalls: DirectoryCall[] = [];
  for (const directory of directories) {
    directoryCalls.push(...(await readDirectoryCalls(tx, directory)));
    ofDirectories.push(...(await readFindingsOfDirectory(tx, directory)));
  }
  return { ofDirectories, directoryCalls };
}

/** The accounts and Regions that are asked about. */
export function placesOf({ groups, lists, interfaces, directories = [] }: About): readonly Place[] {
  const all = [...groups, ...lists, ...interfaces, ...directories];
  return [...new Map(all.map((each) => [`${each.accountId}/${each.region}`, each])).values()];
}

/** The lists that are asked for, and those that rules of the groups name. */
function listAddresses(about: About, groups: readonly GroupState[]): readonly ListAddress[] {
  const named = groups.flatMap((group) =>
    listsNamed(group).map((prefixListId) => ({
      accountId: group.accountId,
      region: group.region,
      prefixListId,
    })),
  );
  const all = [...about.lists, ...named];
  return [
    ...new Map(all.map((address) => [JSON.stringify(addressText(address)), address])).values(),
  ];
}

function addressText({ accountId, region, prefixListId }: ListAddress): readonly string[] {
  return [accountId, region, prefixListId];
}

async function readFindings(
  tx: Tx,
  { groups, withReverted = false }: About,
  lists: readonly ListAddress[],
): Promise<Pick<KeptUnasked, 'open' | 'unexplained' | 'reverted'>> {
  const findings = new Map<string, Finding>();
  const reverted: Finding[] = [];
  const places = [
    ...groups.map((group) => ({ ...group, resourceId: group.groupId })),
    ...lists.map((list) => ({ ...list, resourceId: list.prefixListId })),
  ];
  for (const place of places) {
    for (const finding of await readFindingsOn(tx, place)) findings.set(finding.id, finding);
    if (withReverted) reverted.push(...(await readRevertedOn(tx, place)));
  }
  const all = [...findings.values()];
  return {
    open: all.filter(({ state }) => state.kind !== 'closed'),
    unexplained: all.filter(({ state }) => state.kind === 'closed'),
    reverted,
  };
}

/** Writes what is known from now on. */
export async function writeLearnt(tx: Tx, learnt: readonly Learnt[]): Promise<void> {
  for (const each of learnt) await writeOne(tx, each);
}

function writeOne(tx: Tx, learnt: Learnt): Promise<void> {
  switch (learnt.kind) {
    case 'group':
      return writeGroup(tx, learnt.state);
    case 'list':
      return writeList(tx, learnt.state);
    case 'interface':
      return writeInterface(tx, learnt.state);
    case 'directoryCall':
      return writeDirectoryCall(tx, learnt.call);
    case 'forgetGroup':
      return forgetGroup(tx, learnt.address);
    case 'forgetList':
      return forgetList(tx, learnt.address);
    case 'forgetInterface':
      return forgetInterface(tx, learnt.address);
  }
}
