import { type Cidr, cidr, IPV4_BITS, IPV6_BITS, parseCidr } from '../domain/net/cidr.ts';
import { NO_SOURCES, type SourceSet, sourceSet } from '../domain/net/source.ts';
import { GROUP_ID_REGEXP, PREFIX_LIST_ID_REGEXP, VPC_ID_REGEXP } from './aws-ids.ts';
import { nearest } from './nearest.ts';
import { type Complaint, pathText } from './policy-problem.ts';
import { quoted } from './safe-text.ts';

/** The word for every address of both families. */
export const ANYWHERE = 'anywhere';

/** The networks of a policy, by name. */
export type Networks = ReadonlyMap<string, readonly Cidr[]>;

/** An entry of a list of approved sources, or why it is none. */
export type Entry =
  | { readonly kind: 'sources'; readonly sources: SourceSet }
  | { readonly kind: 'problem'; readonly message: string };

/** What an approved source means: a network by name, a security group, a prefix list, a VPC, or
 * anywhere. Ids come before names, so that no network can take the place of a group. */
export function parseEntry(text: string, networks: Networks): Entry {
  if (text === ANYWHERE) return cidrSources([cidr('0.0.0.0/0'), cidr('::/0')]);
  if (text.startsWith('sg-')) return groupEntry(text);
  if (text.startsWith('pl-')) return prefixListEntry(text);
  if (text.startsWith('vpc-')) return vpcEntry(text);
  const blocks = networks.get(text);
  return blocks === undefined ? undefinedNetwork(text, networks) : cidrSources(blocks);
}

function groupEntry(groupId: string): Entry {
  if (GROUP_ID_REGEXP.test(groupId)) {
    return { kind: 'sources', sources: sourceSet([{ kind: 'referencedGroup', groupId }]) };
  }
  return problem(
    `Expected a security group id (sg- and 8 or 17 hex digits), got ${quoted(groupId)}`,
  );
}

function prefixListEntry(prefixListId: string): Entry {
  if (PREFIX_LIST_ID_REGEXP.test(prefixListId)) {
    return { kind: 'sources', sources: sourceSet([{ kind: 'prefixList', prefixListId }]) };
  }
  return problem(
    `Expected a prefix list id (pl- and 8 or 17 hex digits), got ${quoted(prefixListId)}`,
  );
}

/** No rule can name a VPC: it stands for its CIDR blocks, which are read from EC2. */
function vpcEntry(vpcId: string): Entry {
  if (VPC_ID_REGEXP.test(vpcId)) {
    return { kind: 'sources', sources: { ...NO_SOURCES, ids: [vpcId] } };
  }
  return problem(`Expected a VPC id (vpc- and 8 or 17 hex digits), got ${quoted(vpcId)}`);
}

function undefinedNetwork(text: string, networks: Networks): Entry {
  if (parseCidr(text).kind !== 'problem') {
    return problem(`${quoted(text)} is a CIDR block: give it a name under networks, and use that`);
  }
  const meant = nearest(text, [ANYWHERE, ...networks.keys()]);
  const hint = meant === undefined ? '' : ` (did you mean ${meant}?)`;
  const defined = networks.size === 0 ? 'none' : [...networks.keys()].join(', ');
  return problem(`Undefined network ${quoted(text)}${hint}; defined under networks: ${defined}`);
}

/** What is wrong with an entry of a list of approved sources that stands at `path`. */
export function entryComplaints(
  entry: unknown,
  networks: Networks,
  path: Complaint['path'],
): readonly Complaint[] {
  if (typeof entry !== 'string') return [];
  const parsed = parseEntry(entry, networks);
  return parsed.kind === 'problem'
    ? [{ path, message: `${pathText(path)}: ${parsed.message}` }]
    : [];
}

/** Why `text` cannot stand in a network; undefined where it can. Host bits are an error here: EC2
 * clears them in silence, but in a policy `10.9.8.7/8` is more likely a slip than a wish. */
export function networkProblem(text: string): string | undefined {
  const block = parseCidr(text);
  if (block.kind === 'problem') {
    const host = parseCidr(`${text}/${text.includes(':') ? IPV6_BITS : IPV4_BITS}`);
    const hint = host.kind === 'problem' ? '' : `; for this one address write ${host.text}`;
    return `Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got ${quoted(text)}${hint}`;
  }
  if (!hasHostBits(text, block)) return undefined;
  return `${quoted(text)} has host bits set: write ${block.text} if you mean that whole block`;
}

function hasHostBits(text: string, block: Cidr): boolean {
  const hostBits = block.kind === 'ipv4' ? IPV4_BITS : IPV6_BITS;
  const host = parseCidr(`${text.split('/')[0]}/${hostBits}`);
  return host.kind !== 'problem' && host.interval.start !== block.interval.start;
}

function cidrSources(blocks: readonly Cidr[]): Entry {
  const sources = sourceSet(blocks.map((block) => ({ kind: 'cidr', cidr: block })));
  return { kind: 'sources', sources };
}

function problem(message: string): Entry {
  return { kind: 'problem', message };
}
