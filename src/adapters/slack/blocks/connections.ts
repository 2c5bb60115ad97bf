import { describeExcess, excessText } from '../../../domain/finding/describe-excess.ts';
import type { Finding } from '../../../domain/finding/finding.ts';
import type {
  ConnectedHost,
  Connections,
  ConnectionsOn,
} from '../../../domain/tracking/connections.ts';
import type { Fates } from '../../../domain/tracking/fates.ts';
import { outsideText, type Run } from './text.ts';

/** Hosts that are named in one sentence; the others are counted. */
const HOSTS_NAMED_MAX = 4;
/** Sentences of one alert; the others are counted. */
const SENTENCES_MAX = 4;
const REASON_CHARS_MAX = 300;

type Fate = keyof Fates;
const FATES: readonly Fate[] = ['cutAtOnce', 'livesOn', 'notKnown'];

/** Some connections of equal fate. */
interface Part {
  readonly fate: Fate;
  readonly on: ConnectionsOn;
}

/** What became of established connections, in the alert of a door that a revert shut, and what to do. */
export function connectionRuns(
  connections: Connections | undefined,
  finding: Finding,
): readonly Run[] {
  if (connections === undefined) return [];
  const parts = partsOf(connections);
  if (parts.length <= 1) return runsOf(parts, connections, () => '');
  return runsOf(parts, connections, (part) => whichText(part, connections, finding));
}

/** The same, in the line of the thread: what differs by host or service, the alert shows. */
export function connectionsSummary(connections: Connections | undefined): readonly Run[] {
  if (connections === undefined) return [];
  const parts = partsOf(connections);
  if (parts.length <= 1) return runsOf(parts, connections, () => '');
  const isCutOnly = parts.every(({ fate }) => fate === 'cutAtOnce');
  return isCutOnly
    ? [bold(' Established connections were cut at once, see the alert.')]
    : [bold(' Not all established connections were cut, see the alert.')];
}

/** What would become of them, in the form of a revert. What to do about them the outcome says, once it is so. */
export function foreseenRuns(connections: Connections, finding: Finding): readonly Run[] {
  const parts = partsOf(connections);
  const told = parts.slice(0, SENTENCES_MAX).map((part) => {
    const which = parts.length <= 1 ? '' : whichText(part, connections, finding);
    return foreseen(part, which);
  });
  return [
    ...told.flat(),
    ...moreRuns(parts.length - told.length),
    ...exceptionRuns(parts),
    ...notForeseenRuns(connections.notKnown, parts.length > 0),
  ];
}

function foreseen(part: Part, which: string): readonly Run[] {
  if (part.fate === 'notKnown') return sentence(part, which);
  const isCut = part.fate === 'cutAtOnce';
  return [
    bold(` Established connections${which} will ${isCut ? 'be cut at once' : 'live on'}`),
    { text: isCut ? ': AWS does not track them.' : ': AWS tracks them.' },
  ];
}

function notForeseenRuns(reasons: readonly string[], isMore: boolean): readonly Run[] {
  if (reasons.length === 0) return [];
  const why = outsideText(reasons.join('; '), REASON_CHARS_MAX);
  const what = isMore ? 'at all hosts' : 'whether established connections will live on; they may';
  return [bold(` Could not look ${what}`), { text: `: ${why}.` }];
}

function partsOf({ on }: Connections): readonly Part[] {
  return on.flatMap((each) =>
    FATES.filter((fate) => each[fate].length > 0).map((fate) => ({ fate, on: each })),
  );
}

function runsOf(
  parts: readonly Part[],
  { notKnown }: Connections,
  which: (part: Part) => string,
): readonly Run[] {
  const told = parts.slice(0, SENTENCES_MAX).map((part) => sentence(part, which(part)));
  const rest = parts.length - told.length;
  return [
    ...told.flat(),
    ...moreRuns(rest),
    ...adviceRuns(parts),
    ...notLookedRuns(notKnown, parts.length > 0),
  ];
}

function moreRuns(count: number): readonly Run[] {
  return count > 0 ? [{ text: ` ${count} more of other hosts and services.` }] : [];
}

function sentence({ fate, on }: Part, which: string): readonly Run[] {
  switch (fate) {
    case 'cutAtOnce':
      return [
        bold(` Established connections${which} were cut at once`),
        { text: ': AWS did not track them.' },
      ];
    case 'livesOn':
      return [bold(` Established connections${which} live on`), { text: ': AWS tracks them.' }];
    case 'notKnown':
      return [
        bold(` Whether established connections${which} live on is not known`),
        { text: `: ${outsideText(on.reason ?? '', REASON_CHARS_MAX)}.` },
      ];
  }
}

/** ` of RDP (TCP 3389) from 0.0.0.0/0 to i-1`, as far as it tells this part from the others. */
function whichText({ fate, on }: Part, connections: Connections, finding: Finding): string {
  const { direction, hosts } = on;
  const isMixed = FATES.filter((each) => on[each].length > 0).length > 1;
  const described = { direction, rules: finding.rules, kind: finding.door.guardKind };
  const lines = describeExcess(on[fate], described).map(excessText);
  const what = isMixed || hasBothWays(connections) ? ` of ${lines.slice(0, 2).join('; ')}` : '';
  const way = direction === 'inbound' ? 'to' : 'from';
  return connections.on.length > 1 ? `${what} ${way} ${named(hosts)}` : what;
}

function hasBothWays({ on }: Connections): boolean {
  return new Set(on.map(({ direction }) => direction)).size > 1;
}

/** What to do about connections that may live on. What is always tracked hides behind those that were cut. */
function adviceRuns(parts: readonly Part[]): readonly Run[] {
  const exception = exceptionRuns(parts);
  const living = parts.filter(({ fate }) => fate !== 'cutAtOnce');
  if (living.length === 0) return exception;
  const hosts = distinct(living.flatMap(({ on }) => on.hosts));
  const isKnown = living.some(({ fate }) => fate === 'livesOn');
  const whom = isKnown ? 'To cut them' : ANY_THAT_DO;
  return [...exception, { text: ` ${whom}, ${DENY}${restartText(hosts)}.` }];
}

function exceptionRuns(parts: readonly Part[]): readonly Run[] {
  return parts.some(({ fate }) => fate === 'cutAtOnce') ? [{ text: ALWAYS_TRACKED }] : [];
}

const ANY_THAT_DO = 'To cut any that do';
const DENY = "deny their addresses in the network ACL of the hosts' subnets";

const ALWAYS_TRACKED =
  ' Connections by way of a Network Load Balancer, a NAT or transit gateway or the like are always tracked, and live on.';

/** An instance can be restarted. A directory's controllers never are. */
function restartText(hosts: readonly ConnectedHost[]): string {
  const instances = hosts.filter(({ kind }) => kind === 'instance');
  if (instances.length === 0) return '';
  const isAll = instances.length === hosts.length;
  return isAll
    ? `, or restart ${named(instances)}`
    : `; a restart of ${named(instances)} cuts those that end there`;
}

function notLookedRuns(reasons: readonly string[], isMore: boolean): readonly Run[] {
  if (reasons.length === 0) return [];
  const why = outsideText(reasons.join('; '), REASON_CHARS_MAX);
  if (isMore) return [bold(' Could not look at all hosts'), { text: `: ${why}.` }];
  return [
    bold(' Could not look whether established connections live on'),
    { text: `: ${why}. ${ANY_THAT_DO}, ${DENY}.` },
  ];
}

function distinct(hosts: readonly ConnectedHost[]): readonly ConnectedHost[] {
  return [...new Map(hosts.map((host) => [host.id, host])).values()];
}

function named(hosts: readonly ConnectedHost[]): string {
  const shown = hosts.slice(0, HOSTS_NAMED_MAX).map(({ id }) => outsideText(id));
  const rest = hosts.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function bold(text: string): Run {
  return { text, style: 'bold' };
}
