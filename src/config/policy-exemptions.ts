import type { Exemptions, StandingExemption } from '../domain/exemption/standing-exemption.ts';
import { DAY_MS } from '../domain/instant.ts';
import { cidr, parseCidr } from '../domain/net/cidr.ts';
import { type SourceSet, sourceSet, sourceTexts } from '../domain/net/source.ts';
import { entryComplaints, type Networks, networkProblem, parseEntry } from './policy-entry.ts';
import { endOf, rangeOf } from './policy-exemption-values.ts';
import type { Complaint } from './policy-problem.ts';
import type { PolicyShape } from './policy-schema.ts';

type Shape = NonNullable<PolicyShape['exemptions']>;
type StandingShape = Shape['standing'][number];

/** What policy says of exemptions.
 * @throws RangeError where a source leads nowhere: {@link standingComplaints} was not asked. */
export function resolveExemptions(
  { daysMax, ticket, standing }: Shape,
  networks: Networks,
): Exemptions {
  return {
    ...(daysMax === undefined ? {} : { msMax: daysMax * DAY_MS }),
    ...(ticket === undefined ? {} : { ticket: new RegExp(ticket, 'u') }),
    standing: standing.map((each) => resolveStanding(each, networks)),
  };
}

function resolveStanding(
  { group: groupId, direction, protocol, ports, source, until, reason }: StandingShape,
  networks: Networks,
): StandingExemption {
  const range = rangeOf(protocol, ports);
  const end = endOf(until);
  if (range === null || end === null) throw new RangeError(`No such exemption: ${source}`);
  const texts = sourceTexts(sourcesOf(source, networks));
  const rows = texts.map((text) => ({ ...range, source: text }));
  return { groupId, direction, rows, until: end, reason };
}

function sourcesOf(source: string, networks: Networks): SourceSet {
  if (parseCidr(source).kind !== 'problem') {
    return sourceSet([{ kind: 'cidr', cidr: cidr(source) }]);
  }
  const parsed = parseEntry(source, networks);
  if (parsed.kind === 'problem') throw new RangeError(parsed.message);
  return parsed.sources;
}

/** What is wrong with the sources of standing exemptions that their shape does not show. */
export function standingComplaints(exemptions: unknown, networks: Networks): readonly Complaint[] {
  const standing: readonly unknown[] =
    isRecord(exemptions) && Array.isArray(exemptions.standing) ? exemptions.standing : [];
  return standing.flatMap((each, i) => {
    const source = isRecord(each) ? each.source : undefined;
    return sourceComplaints(source, networks, ['exemptions', 'standing', i, 'source']);
  });
}

function sourceComplaints(
  source: unknown,
  networks: Networks,
  path: Complaint['path'],
): readonly Complaint[] {
  if (typeof source !== 'string') return [];
  if (source.startsWith('vpc-')) {
    const message = 'No rule can name a VPC: exempt the blocks or the group that the rule names';
    return [{ path, message }];
  }
  const isBlock = /^[\da-f.:]+\/\d+$/i.test(source) && !networks.has(source);
  if (!isBlock) return entryComplaints(source, networks, path);
  const message = networkProblem(source);
  return message === undefined ? [] : [{ path, message }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
