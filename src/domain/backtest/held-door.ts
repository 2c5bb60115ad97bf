import type { RecordHeader } from '../change/exposure-change.ts';
import type { Cidr } from '../net/cidr.ts';
import { type Exposure, isEmpty, union, within } from '../net/exposure.ts';
import { excessOf } from '../policy/evaluate.ts';
import type { Guard } from '../policy/policy.ts';
import type { ClosingKind, Door } from './door.ts';

/** Blocks of a prefix list by their texts. */
export type Blocks = ReadonlyMap<string, Cidr>;

export const NO_BLOCKS: Blocks = new Map();

/** A door whose closing is still to come. */
export type OpenDoor = { -readonly [Key in keyof Door]: Door[Key] };

/** An open door, with what tells what of it is left when its list loses entries. */
export interface HeldDoor {
  readonly door: OpenDoor;
  /** By what the door is measured: the rule as it is now, which may have been edited since. */
  readonly reach: Reach;
  /** The blocks of the list that count into the door. */
  readonly blocks: Blocks;
}

/** What decides how far a rule reaches beyond what is approved. */
export type Reach = Pick<Door, 'rule' | 'direction' | 'group'> & { readonly guard: Guard };

/** What a rule lets through beyond what is approved. One that names a list lets in the blocks that
 * are told of it, and the list as a source of its own besides, for what is not told. Where the list is
 * approved by its id, so is what it holds. Pure. */
export function excessOfRule(reach: Reach, blocks: Blocks): Exposure {
  const { rule, direction, group, guard } = reach;
  const whole = excessOf([rule], guard, group.groupId, { direction }).excess;
  if (blocks.size === 0 || isEmpty(whole)) return whole;
  return union(whole, within(excessOfBlocks(reach, blocks), whole));
}

/** What a rule that names a list lets through by some blocks of it beyond what is approved. What a
 * list grows by is not approved by the list's own id, as in judge-list.ts; and of a list's entries an
 * archive tells only what it grew by, so that none of them approves any address. Pure. */
export function excessOfBlocks(reach: Reach, blocks: Blocks): Exposure {
  const { rule, direction, group, guard } = reach;
  if (rule.source.kind !== 'prefixList') return [];
  const rules = new Map([[rule.source.prefixListId, [...blocks.values()]]]);
  const lists = { rules, approved: new Map() };
  return excessOf([rule], guard, group.groupId, { direction, lists }).excess;
}

/** What is left of a door that loses blocks and takes others in. Undefined where it is shut by that,
 * which is set then. */
export function withBlocks(
  held: HeldDoor,
  changed: { readonly gone: ReadonlySet<string>; readonly taken: Blocks },
  closing: { readonly kind: ClosingKind; readonly record: RecordHeader },
): HeldDoor | undefined {
  const kept = [...held.blocks].filter(([text]) => !changed.gone.has(text));
  if (kept.length === held.blocks.size && changed.taken.size === 0) return held;
  const blocks = new Map([...kept, ...changed.taken]);
  const { door, reach } = held;
  const measure = door.prefixListId === null ? excessOfRule : excessOfBlocks;
  const excess = measure(reach, blocks);
  if (isEmpty(excess)) {
    close(held, closing.kind, closing.record);
    return undefined;
  }
  door.excess = excess;
  return { ...held, blocks };
}

/** Shuts a door, once. */
export function close({ door }: HeldDoor, kind: ClosingKind, record: RecordHeader): void {
  door.closing ??= { kind, record };
}
