import type { HostFacts } from '../../../domain/weight/host-facts.ts';
import type { Hosts } from '../../../domain/weight/weight.ts';
import { outsideText } from './text.ts';

/** Hosts named in one sentence; the others are counted. */
const NAMES_MAX = 6;
/** Of a name, in characters: a tag may have 256. */
const NAME_CHARS_MAX = 60;

/** What stands behind a group, by name, and how the internet gets there:
 * `2 Windows servers: web-1, web-2. web-1 has a public address and a route to the internet.` */
export function hostsText({ list, isWhole }: Hosts & { readonly kind: 'known' }): string {
  if (list.length === 0) {
    return isWhole ? 'nothing is attached to the group.' : 'what could not be looked at.';
  }
  const more = isWhole ? '' : ' There is more behind it that was not looked at.';
  const sentences = [
    `${countsText(list)}: ${namesText(list)}.`,
    ...addressTexts(list),
    ...aclTexts(list),
  ];
  return `${sentences.join(' ')}${more}`;
}

function countsText(list: readonly HostFacts[]): string {
  const counts = new Map<string, Set<string>>();
  for (const host of list) {
    const noun = nounOf(host);
    counts.set(noun, (counts.get(noun) ?? new Set()).add(host.instanceId ?? host.interfaceId));
  }
  const parts = [...counts].map(([noun, ids]) => `${ids.size} ${plural(noun, ids.size)}`);
  return joined(parts);
}

function nounOf({ instanceId, platform, managedBy }: HostFacts): string {
  if (instanceId !== null && platform === null) return 'instance';
  if (platform !== null) return platform === 'windows' ? 'Windows server' : 'other instance';
  return managedBy === null
    ? 'interface that is attached to nothing'
    : 'interface that a service runs';
}

function plural(noun: string, count: number): string {
  if (count === 1) return noun;
  if (noun === 'interface that is attached to nothing') {
    return 'interfaces that are attached to nothing';
  }
  return noun.startsWith('interface') ? 'interfaces that services run' : `${noun}s`;
}

/** Names, each once: an instance may stand behind a group with several interfaces. */
function namesText(list: readonly HostFacts[]): string {
  const names = [...new Set(list.map(nameOf))];
  const rest = names.length - NAMES_MAX;
  const shown = names.slice(0, NAMES_MAX).join(', ');
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function nameOf({ name, instanceId, interfaceId }: HostFacts): string {
  const text = outsideText((name ?? '').replace(MADE_BY_AWS_REGEXP, ''), NAME_CHARS_MAX).trim();
  return text || (instanceId ?? interfaceId);
}

/** How Directory Service begins the descriptions of its interfaces: `… for directory d-0123456789`. */
const MADE_BY_AWS_REGEXP = /^AWS created network interface for /i;

const ROUTE_TEXT = {
  yes: 'a public address and a route to the internet.',
  no: 'a public address, but no route to the internet.',
  unknown: 'a public address; whether there is a route to the internet is not known.',
} as const;

function addressTexts(list: readonly HostFacts[]): readonly string[] {
  const open = list.filter(({ publicIp }) => publicIp !== null);
  if (open.length === 0)
    return [list.length === 1 ? 'It has no public address.' : 'None has a public address.'];
  return (['yes', 'unknown', 'no'] as const).flatMap((answer) => {
    const hosts = open.filter(({ hasInternetRoute }) => hasInternetRoute === answer);
    return hosts.length === 0 ? [] : [`${withVerb(hosts)} ${ROUTE_TEXT[answer]}`];
  });
}

function withVerb(hosts: readonly HostFacts[]): string {
  const isOne = new Set(hosts.map(nameOf)).size === 1;
  return `${namesText(hosts)} ${isOne ? 'has' : 'have'}`;
}

function aclTexts(list: readonly HostFacts[]): readonly string[] {
  const shut = list.filter(({ aclAdmits }) => aclAdmits === 'no');
  const ids = [...new Set(shut.flatMap(({ networkAclId }) => networkAclId ?? []))];
  return ids.map((id) => {
    const hosts = shut.filter(({ networkAclId }) => networkAclId === id);
    const where = hosts.length === list.length ? 'in' : `into the subnet of ${namesText(hosts)}`;
    return `Network ACL ${id} lets none of it ${where}.`;
  });
}

function joined(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}
