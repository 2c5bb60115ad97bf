import type { ListDoor } from '../../../src/domain/finding/door.ts';
import type { Finding } from '../../../src/domain/finding/finding.ts';
import type { PlannedRule } from '../../../src/domain/plan/planned-rule.ts';
import { GROUP_IDS, type GroupId, LIST_IDS, type ListId, type Scene } from '../world/scene.ts';

/* What is open, counted plainly: the world is so small that a few ports and addresses stand for all. */

/** The blocks that rules and lists of the simulation have. */
export const BLOCKS = [
  '0.0.0.0/0',
  '203.0.113.0/24',
  '10.0.0.0/8',
  '10.9.8.0/24',
  '10.9.8.0/28',
] as const;
/** An address for each part into which these blocks cut all addresses. */
const ADDRESSES = ['198.51.100.1', '203.0.113.9', '10.1.2.3', '10.9.8.200', '10.9.8.5'] as const;
const APPROVED_ADDRESS = '10.9.8.5';
/** Ports that are guarded on Windows hosts, and one that is not. */
export const PORTS = [80, 445, 3389] as const;
const GUARDED_PORTS: readonly number[] = [445, 3389];

/** `445/10.1.2.3`: a port and an address. */
export type Point = string;

function addressesOf(source: string, { lists }: Scene): readonly string[] {
  const list = LIST_IDS.find((id) => id === source);
  const blocks = list === undefined ? [source] : lists[list].entries;
  return ADDRESSES.filter((address) => blocks.some((block) => holds(block, address)));
}

function holds(block: string, address: string): boolean {
  const [from = '', bits = ''] = block.split('/');
  const size = 2 ** (32 - Number(bits));
  return Math.floor(numberOf(from) / size) === Math.floor(numberOf(address) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** What a rule lets in beyond what is approved. */
export function excessOf(rule: PlannedRule, scene: Scene): ReadonlySet<Point> {
  const ports = GUARDED_PORTS.filter((port) => rule.fromPort <= port && port <= rule.toPort);
  const addresses = addressesOf(rule.source, scene);
  const points = ports.flatMap((port) => addresses.map((address) => [port, address] as const));
  const beyond = points.filter(([port, address]) => port !== 3389 || address !== APPROVED_ADDRESS);
  return new Set(beyond.map(([port, address]) => `${port}/${address}`));
}

/** Rows of excess as points; a row from a list, which is told of by findings of its own where it grows, as
 * its ports from the list. */
export function pointsOf(rows: Finding['excess']): ReadonlySet<Point> {
  return new Set(rows.flatMap((row) => [...rowPoints(row)]));
}

function rowPoints(row: Finding['excess'][number]): readonly Point[] {
  const ports = PORTS.filter((port) => row.fromPort <= port && port <= row.toPort);
  const froms = row.source.startsWith('pl-')
    ? [row.source]
    : ADDRESSES.filter((address) => holds(row.source, address));
  return ports.flatMap((port) => froms.map((from) => `${port}/${from}`));
}

/** What a group lets in beyond what is approved. */
export function openIn(scene: Scene, groupId: GroupId): ReadonlySet<Point> {
  return new Set(scene.rules[groupId].flatMap((rule) => [...excessOf(rule, scene)]));
}

/** What the finding tells to be open in a group, as far as it says. */
export function toldOf(finding: Finding, groupId: GroupId, scene: Scene): ReadonlySet<Point> {
  const { door } = finding;
  const rows =
    door.kind === 'list'
      ? door.uses.filter((use) => use.groupId === groupId).flatMap((use) => use.excess)
      : door.kind === 'rules' && door.groupId === groupId
        ? finding.excess
        : [];
  return new Set(rows.flatMap((row) => [...excessOf({ ...row, ruleId: null }, scene)]));
}

/** Whether a door that a finding tells of was open at a moment: any of its rules was there and let in what
 * is not approved, or any of its entries was in the list. */
export function isDoorOpen({ door, rules, excess }: Finding, scene: Scene): boolean {
  if (door.kind === 'list') {
    const id = LIST_IDS.find((each) => each === door.prefixListId);
    return id !== undefined && isListDoorOpen(door, id, scene);
  }
  const groupId = GROUP_IDS.find((each) => each === resourceOf(door));
  if (groupId === undefined) return false;
  // Of a rule that names a list, what the list has grown by is told by a finding of its own.
  const told = excess.flatMap((row) => [...excessOf({ ...row, ruleId: null }, scene)]);
  return rules.some((rule) => {
    const live = scene.rules[groupId].find((each) => isSameDoor(each, rule));
    if (live === undefined) return false;
    const admitted = excessOf(live, scene);
    return told.some((point) => admitted.has(point));
  });
}

function resourceOf(door: Finding['door']): string | null {
  return door.kind === 'list' ? door.prefixListId : door.groupId;
}

/** By the uses that the finding names: what rules that came later let in by the list is told by findings of
 * their own. */
function isListDoorOpen({ entries, uses }: ListDoor, id: ListId, scene: Scene): boolean {
  const there = entries.filter(({ cidr }) => scene.lists[id].entries.includes(cidr));
  return uses.some(({ groupId, rules }) => {
    const live = GROUP_IDS.filter((each) => each === groupId).flatMap((each) => scene.rules[each]);
    return rules
      .filter((rule) => live.some((other) => isSameDoor(other, rule)))
      .some((rule) =>
        there.some(({ cidr }) => excessOf({ ...rule, source: cidr }, scene).size > 0),
      );
  });
}

export function isSameDoor(a: PlannedRule, b: PlannedRule): boolean {
  return a.fromPort === b.fromPort && a.toPort === b.toPort && a.source === b.source;
}
