import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { BLOCKS, isSameDoor, PORTS } from '../invariants/oracle.ts';
import type { Cloud } from './cloud.ts';
import type { Random } from './random.ts';
import { GROUP_IDS, LIST_IDS, withList, withRules } from './scene.ts';
import { listTold, rulesTold } from './told.ts';

/** Somebody does something in AWS: adds, removes or edits a rule, or changes a list. What EC2 would
 * refuse does not happen. */
export function happenSomething(cloud: Cloud, random: Random, ruleId: string): void {
  const make = random.weighted([
    [5, authorize],
    [2, revoke],
    [2, edit],
    [3, modifyList],
  ]);
  make(cloud, random, ruleId);
}

function authorize(cloud: Cloud, random: Random, ruleId: string): void {
  const groupId = random.pick(GROUP_IDS);
  const rule = ruleOf(ruleId, random);
  const rules = cloud.scene().rules[groupId];
  if (rules.some((other) => isSameDoor(other, rule))) return;
  const to = withRules(cloud.scene(), groupId, [...rules, rule]);
  cloud.happen(to, rulesTold('rulesAdded', groupId, [rule]));
}

function revoke(cloud: Cloud, random: Random): void {
  const groupId = random.pick(GROUP_IDS);
  const rules = cloud.scene().rules[groupId];
  if (rules.length === 0) return;
  const gone = random.pick(rules);
  const left = rules.filter((rule) => rule !== gone);
  cloud.happen(withRules(cloud.scene(), groupId, left), rulesTold('rulesRemoved', groupId, [gone]));
}

function edit(cloud: Cloud, random: Random): void {
  const groupId = random.pick(GROUP_IDS);
  const rules = cloud.scene().rules[groupId];
  // The kind of source of a rule cannot be edited.
  const editable = rules.filter(({ source }) => !source.startsWith('pl-'));
  if (editable.length === 0) return;
  const old = random.pick(editable);
  const rule = { ...ruleOf(old.ruleId ?? '', random), source: random.pick(BLOCKS) };
  if (rules.some((other) => isSameDoor(other, rule))) return;
  const after = rules.map((other) => (other === old ? rule : other));
  cloud.happen(withRules(cloud.scene(), groupId, after), rulesTold('rulesEdited', groupId, [rule]));
}

function modifyList(cloud: Cloud, random: Random): void {
  const id = random.pick(LIST_IDS);
  const { entries, version } = cloud.scene().lists[id];
  const block = random.pick(BLOCKS);
  const isThere = entries.includes(block);
  const after = isThere ? entries.filter((each) => each !== block) : [...entries, block];
  const added = isThere ? [] : [{ cidr: block, description: null }];
  const told = { added, removed: isThere ? [block] : [], version };
  cloud.happen(withList(cloud.scene(), id, after), listTold(id, told));
}

function ruleOf(ruleId: string, random: Random): KnownRule {
  const port = random.pick(PORTS);
  const source = random.chance(0.2) ? random.pick(LIST_IDS) : random.pick(BLOCKS);
  return { ruleId, protocol: 'tcp', fromPort: port, toPort: port, source, description: null };
}
