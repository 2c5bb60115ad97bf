import { isRecord, type JsonRecord, recordOf, recordsOf } from '../json.ts';
import { blockRules } from './blocks.ts';
import { LIMITS } from './limits.ts';
import { byType, list, type Problem, problem, type Surface } from './rules.ts';

/** What Slack would say of a list of blocks. `tooLong` is judged apart: it has an error code of its own. */
export interface BlocksReport {
  readonly problems: readonly Problem[];
  readonly tooLong: boolean;
}

/**
 * Holds a list of blocks to Block Kit's limits and to what the surface may show.
 * @param pointer where the list lies in what was sent: `/blocks`, `/view/blocks`
 */
export function checkBlocks(blocks: unknown, surface: Surface, pointer = '/blocks'): BlocksReport {
  const limit = surface === 'message' ? LIMITS.messageBlocks : LIMITS.viewBlocks;
  const place = { pointer, surface };
  const problems = list(limit, byType(blockRules), 0)(blocks, place);
  const known = recordsOf(blocks);
  return {
    problems: [
      ...problems,
      ...repeatedBlockIds(known, pointer),
      ...known.flatMap((block, index) => repeatedActionIds(block, `${pointer}/${index}`)),
      ...tooMuchMarkdown(known, pointer),
    ],
    tooLong: surface === 'message' && countText(blocks) > LIMITS.cumulativeText.max,
  };
}

/** The elements of a block that a person can act on. */
export function interactiveElements(block: JsonRecord): readonly JsonRecord[] {
  if (block.type === 'actions') return recordsOf(block.elements);
  if (block.type === 'input') return recordsOf([block.element]);
  const accessory = recordOf(block.accessory);
  const isImage = accessory.type === 'image' || accessory.type === undefined;
  return block.type === 'section' && !isImage ? [accessory] : [];
}

function repeatedBlockIds(blocks: readonly JsonRecord[], pointer: string): readonly Problem[] {
  const ids = blocks.map((block) => block.block_id);
  return ids.flatMap((id, index) => {
    if (id === undefined || ids.indexOf(id) === index) return [];
    const message = `\`block_id\` ${String(id)} already exists`;
    return [{ pointer: `${pointer}/${index}/block_id`, message }];
  });
}

function repeatedActionIds(block: JsonRecord, pointer: string): readonly Problem[] {
  const ids = interactiveElements(block).map((element) => element.action_id);
  return ids.flatMap((id, index) => {
    if (id === undefined || ids.indexOf(id) === index) return [];
    const message = `\`action_id\` ${String(id)} already exists for another element of the block`;
    return [{ pointer: `${pointer}/elements/${index}/action_id`, message }];
  });
}

function tooMuchMarkdown(blocks: readonly JsonRecord[], pointer: string): readonly Problem[] {
  const markdown = blocks.filter((block) => block.type === 'markdown');
  const total = markdown.reduce((sum, block) => sum + String(block.text).length, 0);
  // One block over the limit is already told by its own rule.
  if (markdown.length < 2 || total <= LIMITS.markdown.max) return [];
  const place = { pointer, surface: 'message' } as const;
  return problem(
    place,
    `markdown blocks must be less than ${LIMITS.markdown.max + 1} characters together`,
  );
}

/** The characters of every `text` string, however deep. */
function countText(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + countText(item), 0);
  if (!isRecord(value)) return 0;
  return Object.entries(value).reduce((sum, [key, field]) => {
    if (key === 'text' && typeof field === 'string') return sum + field.length;
    return sum + countText(field);
  }, 0);
}
