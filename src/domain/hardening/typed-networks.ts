import { type Cidr, parseCidr } from '../net/cidr.ts';
import type { SourceSet } from '../net/source.ts';
import { sourceSet } from '../net/source.ts';

/** Entries of one network that can be typed: more are better named in the policy, or a prefix list. */
export const TYPED_ENTRIES_MAX = 50;

/** What somebody typed as a network, or what of it is not understood. */
export type TypedNetworks =
  | { readonly kind: 'sources'; readonly sources: SourceSet }
  | { readonly kind: 'problem'; readonly problem: TypedProblem };

/** - `notUnderstood`: no network of the policy, no CIDR block, and no id.
 * - `hostBits`: a block with bits set beyond its length; `meant` is the block.
 * - `tooMany`: more than {@link TYPED_ENTRIES_MAX}. */
export type TypedProblem =
  | { readonly kind: 'notUnderstood'; readonly text: string }
  | { readonly kind: 'hostBits'; readonly text: string; readonly meant: string }
  | { readonly kind: 'tooMany' };

/** AWS's ids have 8 or 17 hexadecimal digits. Source: EC2 API. */
const ID_REGEXP = /^(?:sg|pl|vpc)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** Networks as people type them: names of the policy's, CIDR blocks, and `sg-…`, `pl-…` or `vpc-…` ids,
 * between commas or spaces. Null where nothing is typed. Pure, total. */
export function typedNetworks(
  text: string,
  networks: ReadonlyMap<string, readonly Cidr[]>,
): TypedNetworks | null {
  const entries = text.split(/[\s,;]+/).filter((entry) => entry !== '');
  if (entries.length === 0) return null;
  if (entries.length > TYPED_ENTRIES_MAX) return { kind: 'problem', problem: { kind: 'tooMany' } };
  const blocks: Cidr[] = [];
  const ids: string[] = [];
  for (const entry of entries) {
    if (ID_REGEXP.test(entry)) ids.push(entry);
    else {
      const read = blocksOf(entry, networks);
      if (read.kind === 'problem') return read;
      blocks.push(...read.blocks);
    }
  }
  const { addresses } = sourceSet(blocks.map((block) => ({ kind: 'cidr', cidr: block })));
  return { kind: 'sources', sources: { addresses, ids: [...new Set(ids)].sort() } };
}

type Blocks =
  | { readonly kind: 'blocks'; readonly blocks: readonly Cidr[] }
  | { readonly kind: 'problem'; readonly problem: TypedProblem };

function blocksOf(entry: string, networks: ReadonlyMap<string, readonly Cidr[]>): Blocks {
  const named = networks.get(entry);
  if (named !== undefined) return { kind: 'blocks', blocks: named };
  const parsed = parseCidr(entry);
  if (parsed.kind === 'problem') {
    return { kind: 'problem', problem: { kind: 'notUnderstood', text: entry } };
  }
  if (hasHostBits(entry, parsed)) {
    return { kind: 'problem', problem: { kind: 'hostBits', text: entry, meant: parsed.text } };
  }
  return { kind: 'blocks', blocks: [parsed] };
}

/** Host bits are more likely a slip than a wish; EC2 would clear them in silence. */
function hasHostBits(text: string, block: Cidr): boolean {
  const bits = block.kind === 'ipv4' ? '32' : '128';
  const host = parseCidr(`${text.split('/')[0]}/${bits}`);
  return host.kind !== 'problem' && host.interval.start !== block.interval.start;
}
