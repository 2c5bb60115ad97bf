import type { KnownBlock } from '@slack/types';
import type { Finding } from '../../../domain/finding/finding.ts';
import {
  type GatewayWay,
  type SessionWay,
  sessionCommand,
  type WaysIn,
} from '../../../domain/weight/ways-in.ts';
import { type Line, labelled, lines, outsideText, preformatted } from './text.ts';

/** Commands in one alert; of more hosts the number is told. */
const COMMANDS_MAX = 3;
/** Gateways, and hosts of each, that are named. */
const NAMES_MAX = 3;
/** Of a name, in characters: a tag may have 256. */
const NAME_CHARS_MAX = 60;
/** The port of one's own machine to which RDP of the first host is forwarded: above those that need
 * rights, and not RDP's own, which may be in use there. */
const FIRST_LOCAL_PORT = 13_389;

/** Better ways to the hosts than an open RDP port, with the exact commands; none where there are none. */
export function waysInBlocks({ weight }: Finding): readonly KnownBlock[] {
  const waysIn = weight?.waysIn;
  if (waysIn === undefined) return [];
  const told = [...gatewayLines(waysIn), ...sessionLines(waysIn), ...notKnownLines(waysIn)];
  if (told.length === 0) return [];
  const commands = waysIn.sessions
    .slice(0, COMMANDS_MAX)
    .map((way, index) => sessionCommand(way, FIRST_LOCAL_PORT + index));
  return [lines(told), ...(commands.length === 0 ? [] : [preformatted(commands.join('\n'))])];
}

function gatewayLines({ gateways }: WaysIn): readonly Line[] {
  if (gateways.length === 0) return [];
  const named = gateways.slice(0, NAMES_MAX).map(gatewayText);
  const text = `RD Gateway ${withRest(named, gateways.length)} in the same VPC`;
  return [labelled('Better way in', `${text}.`)];
}

/** `rdgw-1 (group rd-gateway sg-1)` */
function gatewayText({ groupId, groupName, hosts }: GatewayWay): string {
  const names = withRest(hosts.slice(0, NAMES_MAX).map(nameText), hosts.length);
  return `${names} (group ${nameText(groupName)} ${outsideText(groupId)})`;
}

function sessionLines({ sessions }: WaysIn): readonly Line[] {
  if (sessions.length === 0) return [];
  const isOne = sessions.length === 1;
  const named = withRest(sessions.slice(0, COMMANDS_MAX).map(hostText), sessions.length);
  const forwards = isOne
    ? `this forwards RDP to localhost:${FIRST_LOCAL_PORT}`
    : `these forward RDP to localhost, from port ${FIRST_LOCAL_PORT} on`;
  const text =
    `${named} ${isOne ? 'answers' : 'answer'} Systems Manager. With the AWS CLI and its Session ` +
    `Manager plugin ${forwards}, and no port has to be open:`;
  return [labelled('Better way in', text)];
}

function hostText({ name, instanceId }: SessionWay): string {
  return nameText(name ?? '') || instanceId;
}

function nameText(name: string): string {
  return outsideText(name, NAME_CHARS_MAX).trim();
}

function withRest(named: readonly string[], count: number): string {
  const rest = count - named.length;
  return rest > 0 ? `${named.join(', ')} and ${rest} more` : named.join(', ');
}

function notKnownLines({ notKnown }: WaysIn): readonly Line[] {
  if (notKnown.length === 0) return [];
  const reasons = [...new Set(notKnown)].map((reason) => outsideText(reason, 400)).join('; ');
  return [labelled('Better ways in not looked up', `${reasons}.`)];
}
