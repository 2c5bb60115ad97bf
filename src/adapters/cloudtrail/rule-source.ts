import { parseCidr } from '../../domain/net/cidr.ts';
import type { Source } from '../../domain/net/source.ts';
import { idText } from './id-text.ts';
import { elements, field, isBlank, quoted, scalarText } from './json.ts';
import { all, problem, type Reading, read } from './reading.ts';

/** A source of a rule, and the words that its maker gave the rule. */
export interface DescribedSource {
  readonly source: Source;
  readonly description: string | null;
}

/** A list of a permission, the key that names the source in its elements, and how to read that. */
interface PermissionList {
  readonly list: string;
  readonly key: string;
  readonly readSource: (value: unknown, holder: unknown) => Reading<Source>;
}

/** The lists of a permission (request, flat family). */
const PERMISSION_LISTS: readonly PermissionList[] = [
  { list: 'ipRanges', key: 'cidrIp', readSource: readCidr },
  { list: 'ipv6Ranges', key: 'cidrIpv6', readSource: readCidr },
  { list: 'prefixListIds', key: 'prefixListId', readSource: readPrefixList },
  { list: 'groups', key: 'groupId', readSource: readReferencedGroup },
];

/** Every source that a permission names: one permission may mix all kinds. */
export function readPermissionSources(permission: unknown): Reading<readonly DescribedSource[]> {
  const found = all(PERMISSION_LISTS.map((list) => readList(permission, list)));
  if (found.kind === 'problem') return found;
  const sources = found.value.flat();
  return sources.length > 0 ? read(sources) : problem('a permission names no source');
}

function readList(
  permission: unknown,
  { list, key, readSource }: PermissionList,
): Reading<readonly DescribedSource[]> {
  const items = elements(field(permission, list));
  if (items === undefined) {
    return problem(`${list} should be a list, and is ${quoted(field(permission, list))}`);
  }
  return all(items.map((item) => described(item, readSource(field(item, key), item))));
}

/** The keys of a rule (request of the wrapper family, response of the flat one) that name its
 * source, of which it has one. */
const RULE_KEYS = [
  { key: 'cidrIpv4', readSource: readCidr },
  { key: 'cidrIpv6', readSource: readCidr },
  { key: 'prefixListId', readSource: readPrefixList },
  { key: 'referencedGroupId', readSource: readReferencedGroup },
  { key: 'referencedGroupInfo', readSource: readReferencedGroupInfo },
] as const;

/** The one source of a rule. */
export function readRuleSource(rule: unknown): Reading<DescribedSource> {
  const [named, ...others] = RULE_KEYS.filter(({ key }) => !isBlank(field(rule, key)));
  if (named === undefined) return problem('a rule names no source');
  if (others.length > 0) return problem('a rule names more than one source');
  return described(rule, named.readSource(field(rule, named.key)));
}

/** A CIDR block in the form in which both families and the flat call write it. */
export function readCidr(value: unknown): Reading<Source> {
  const parsed = parseCidr(typeof value === 'string' ? value : '');
  if (parsed.kind !== 'problem') return read({ kind: 'cidr', cidr: parsed });
  return typeof value === 'string'
    ? problem(parsed.message)
    : problem(`Expected a CIDR block such as 10.0.0.0/8 or 2001:db8::/32, got ${quoted(value)}`);
}

function readPrefixList(value: unknown): Reading<Source> {
  const prefixListId = idText(value, 'pl-');
  if (prefixListId !== undefined) return read({ kind: 'prefixList', prefixListId });
  return problem(`a prefix list should be named by its pl-… id, and is ${quoted(value)}`);
}

/** A group that is named only by its name could be any group of that name: to guess is to let a
 * plan act on the wrong one. */
function readReferencedGroup(value: unknown, holder?: unknown): Reading<Source> {
  const groupId = idText(value, 'sg-');
  if (groupId !== undefined) return read({ kind: 'referencedGroup', groupId });
  const name = quoted(isBlank(value) ? field(holder, 'groupName') : value);
  return problem(`a source group should be named by its sg-… id, and is named ${name}`);
}

function readReferencedGroupInfo(value: unknown): Reading<Source> {
  return readReferencedGroup(field(value, 'groupId'), value);
}

function described(holder: unknown, source: Reading<Source>): Reading<DescribedSource> {
  if (source.kind === 'problem') return source;
  const description = scalarText(field(holder, 'description')) ?? null;
  return read({ source: source.value, description });
}
