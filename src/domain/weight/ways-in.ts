import type { Direction } from '../change/exposure-change.ts';
import { serviceTraffic } from '../guard/services.ts';
import * as exposures from '../net/exposure.ts';
import { type ExposureRow, exposureOf } from '../net/exposure.ts';
import { asAdmission } from '../plan/planned-rule.ts';
import type { GroupSurroundings } from './surroundings.ts';

/** A Windows instance that Systems Manager reaches: RDP can be forwarded to it without an open port. */
export interface SessionWay {
  readonly instanceId: string;
  readonly region: string;
  /** The tag `Name`. Text from outside. */
  readonly name: string | null;
}

/** An RD Gateway in the VPC: hosts that stand on a group which a guard of that kind guards. */
export interface GatewayWay {
  readonly groupId: string;
  /** Text from outside. */
  readonly groupName: string;
  /** Their names, or ids where they have none; never empty. Text from outside. */
  readonly hosts: readonly string[];
}

/** Ways to the hosts behind a group that need no open port there. Plain data; survives JSON unchanged. */
export interface WaysIn {
  readonly sessions: readonly SessionWay[];
  readonly gateways: readonly GatewayWay[];
  /** What could not be looked up this time, and why. */
  readonly notKnown: readonly string[];
}

/** What a group lets in, or out, beyond what is approved. */
interface Opened {
  readonly direction: Direction;
  readonly excess: readonly ExposureRow[];
}

const RDP = serviceTraffic('rdp');

/** Whether RDP is among what is let in: only then is a better way to it of any use. Pure, total. */
export function letsInRdp({ direction, excess }: Opened): boolean {
  if (direction === 'outbound') return false;
  return !exposures.isEmpty(exposures.within(exposureOf(excess.map(asAdmission)), RDP));
}

/** What is put into a command has to be nothing but what it is. */
const INSTANCE_ID_REGEXP = /^i-[0-9a-z]{1,32}$/;
const REGION_REGEXP = /^[0-9a-z-]{1,32}$/;

/** The Windows instances behind groups that let in RDP, each once. Pure, total. */
export function windowsBehind(
  groups: readonly { readonly weighable: Opened; readonly surroundings: GroupSurroundings }[],
  region: string,
): readonly SessionWay[] {
  if (!REGION_REGEXP.test(region)) return [];
  const found = groups
    .filter(({ weighable }) => letsInRdp(weighable))
    .flatMap(({ surroundings }) => windowsIn(surroundings))
    .map(([instanceId, name]) => [instanceId, { instanceId, region, name }] as const);
  return [...new Map(found).values()];
}

/** The ids and names of Windows instances; none where it is not known which they are. */
function windowsIn({
  interfaces,
  instances,
}: GroupSurroundings): readonly (readonly [string, string | null])[] {
  if (interfaces.kind === 'unknown' || instances.kind === 'unknown') return [];
  return interfaces.value.items.flatMap(({ instanceId }) => {
    if (instanceId === null || !INSTANCE_ID_REGEXP.test(instanceId)) return [];
    const facts = instances.value.get(instanceId);
    return facts?.platform === 'windows' ? [[instanceId, facts.name] as const] : [];
  });
}

/** The command that forwards RDP of an instance to a port of one's own machine. The quotes are for
 * PowerShell, to which a comma says something else.
 * Source: AWS Systems Manager User Guide, "Starting a session (port forwarding)". */
export function sessionCommand({ instanceId, region }: SessionWay, localPort: number): string {
  return (
    `aws ssm start-session --target ${instanceId} --document-name AWS-StartPortForwardingSession ` +
    `--parameters "portNumber=3389,localPortNumber=${localPort}" --region ${region}`
  );
}
