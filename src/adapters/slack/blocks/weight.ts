import { describeIpv6Count } from '../../../domain/finding/describe-excess.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import { groupsToWeigh } from '../../../domain/finding/to-weigh.ts';
import { describeLockOuts } from '../../../domain/lock-out/describe-lock-out.ts';
import type { HostFacts } from '../../../domain/weight/host-facts.ts';
import type { Severity } from '../../../domain/weight/severity.ts';
import {
  type AddressCounts,
  type Hosts,
  type Weight,
  weighAlone,
} from '../../../domain/weight/weight.ts';
import { hostsText } from './hosts.ts';
import { alsoLines, sourceLines } from './sources.ts';
import { type Line, labelled, outsideText } from './text.ts';

/** How bad a finding is: by what is opened alone, as long as nothing else is known. */
export function severityOf(finding: Finding): Severity {
  return weightOf(finding).severity;
}

/** The same in a word. */
export function severityWord(finding: Finding): string {
  return capitalised(severityOf(finding));
}

/** The hosts behind a finding's door, as far as they were looked up. */
export function hostsKnown({ weight }: Finding): readonly HostFacts[] {
  return weight?.hosts.kind === 'known' ? weight.hosts.list : [];
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** How bad it is and why, how many addresses are let in, and what stands behind the group. */
export function weightLines(finding: Finding): readonly Line[] {
  // A door that was shut before it was weighed is not weighed any more.
  if (finding.weight === null && finding.state.kind === 'closed') return [];
  const weight = weightOf(finding);
  return [
    // How bad it was matters no more once it is closed.
    ...(finding.state.kind === 'closed'
      ? []
      : [labelled('Severity', severityText(weight, finding.weight !== null))]),
    ...addressesLine(weight.addresses),
    ...hostsLines(weight.hosts),
    ...besideLines(finding, weight),
    ...lockOutLine(finding, weight),
  ];
}

/** That the revert would lock somebody out: before anybody presses for it. */
function lockOutLine({ state }: Finding, { lockOuts = [] }: Weight): readonly Line[] {
  const [first, ...others] = describeLockOuts(lockOuts);
  if (first === undefined || state.kind === 'closed') return [];
  const more = others.length === 0 ? '' : `; and ${others.length} more, which its form tells`;
  return [labelled('⚠️ A revert', `${outsideText(first, LOCK_OUT_CHARS_MAX)}${more}`)];
}

/** Text of the lock-out that the alert names, in characters. */
const LOCK_OUT_CHARS_MAX = 300;

/** What else leaves it open is told with the outcome once it is closed. */
function besideLines({ door, state }: Finding, { sources, alsoLetIn }: Weight): readonly Line[] {
  const direction = door.kind === 'rules' ? door.direction : 'inbound';
  const isTold = alsoLetIn !== undefined && state.kind !== 'closed';
  return [
    ...(sources === undefined ? [] : sourceLines(sources, direction)),
    ...(isTold ? alsoLines(alsoLetIn, direction) : []),
  ];
}

function weightOf(finding: Finding): Weight {
  return finding.weight ?? weighAlone(groupsToWeigh(finding), 'it is being looked up');
}

function severityText(
  { severity, because, hosts, isReachable }: Weight,
  isWeighed: boolean,
): string {
  if (!isWeighed) {
    return `${severity}, by what is opened alone. What stands behind it is being looked up.`;
  }
  if (hosts.kind === 'unknown') {
    return `${severity}, by what is opened alone. What stands behind it could not be looked up: ${outsideText(hosts.reason, 400)}.`;
  }
  const limit = isReachable === 'unknown' ? ', as far as is known' : '';
  return `${severity}. ${capitalised(because)}${limit}.`;
}

/** Lists and groups have no number of addresses. */
function addressesLine(counts: AddressCounts): readonly Line[] {
  const { publicIpv4, privateIpv4, publicIpv6, privateIpv6 } = counts;
  const ipv4 = bothCounts(publicIpv4.toLocaleString('en'), privateIpv4.toLocaleString('en'));
  const ipv6 = bothCounts(ipv6Count(publicIpv6), ipv6Count(privateIpv6));
  const parts = [
    ...(ipv4 === null ? [] : [`${ipv4} IPv4`]),
    ...(ipv6 === null ? [] : [`${ipv6} IPv6`]),
  ];
  return parts.length === 0 ? [] : [labelled('Addresses', parts.join('; '))];
}

function ipv6Count(count: string): string {
  return describeIpv6Count(BigInt(count));
}

function bothCounts(open: string, own: string): string | null {
  const parts = [
    ...(open === '0' ? [] : [`${open} public`]),
    ...(own === '0' ? [] : [`${own} private`]),
  ];
  return parts.length === 0 ? null : parts.join(' and ');
}

function hostsLines(hosts: Hosts): readonly Line[] {
  if (hosts.kind === 'unknown') return [];
  const notKnown = hosts.notKnown.map((reason) => outsideText(reason, 400)).join('; ');
  return [
    labelled('Behind it', hostsText(hosts)),
    ...(notKnown === '' ? [] : [labelled('Not looked up', `${notKnown}.`)]),
  ];
}
