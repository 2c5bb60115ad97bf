import { describeRange } from '../domain/finding/describe-excess.ts';
import { ESTATE_SERVICE_TITLES } from '../domain/guard/estate.ts';
import {
  GUARDED_SERVICES,
  type GuardKind,
  SERVICES,
  type ServiceName,
} from '../domain/guard/services.ts';
import type { Instant } from '../domain/instant.ts';
import { isVpcId } from '../domain/inventory/known-lists.ts';
import { isEmpty } from '../domain/net/source.ts';
import { approvedIds } from '../domain/policy/approvals.ts';
import { guardedDirections, guardsOutbound } from '../domain/policy/guarded-directions.ts';
import type { GroupSelector, Guard, Policy } from '../domain/policy/policy.ts';
import { describeApprovals } from './check-approvals.ts';
import { describeExemptions } from './check-exemptions.ts';
import { describeDeciders } from './check-people.ts';
import { describeScenario } from './check-scenario.ts';
import { describeSources } from './check-sources.ts';

const KIND_TITLES = {
  directory: 'the controllers of an AWS directory',
  domainController: 'self-managed domain controllers',
  windows: 'Windows hosts',
  gateway: 'RD Gateways and bastions',
} as const satisfies Record<GuardKind, string>;

/** What a policy means, in plain words, line by line. Pure. */
export function describePolicy(policy: Policy, now: Instant): readonly string[] {
  return [
    ...policy.guards.flatMap((guard) => [...describeGuard(guard), '']),
    ...describeAccounts(policy),
    ...describeDeciders(policy),
    ...describeApprovals(policy),
    ...describeExemptions(policy, now),
    `Alerts go to channel ${policy.channelId}.`,
  ];
}

/** Whose account the credentials are of is known only when it runs. */
function describeAccounts({ accounts = [] }: Policy): readonly string[] {
  if (accounts.length === 0) {
    return ['Looks at the account of its credentials only; what others own is alert-only.'];
  }
  const named = accounts.map(({ accountId, roleArn, externalId }) => {
    if (roleArn === null) return `  ${accountId}, which has to be the account of the credentials`;
    return `  ${accountId} as ${roleArn}${externalId === undefined ? '' : ', with an external id'}`;
  });
  return ['Looks at the account of its credentials, and at', ...named];
}

function describeGuard(guard: Guard): readonly string[] {
  return [
    `${guard.name}: ${KIND_TITLES[guard.kind]}`,
    '  A group is guarded when it',
    ...guard.match.map((selector, i) => `    ${i === 0 ? '' : 'or '}${describeSelector(selector)}`),
    '  Approved to reach it',
    ...describeApproved(guard, guard.approved),
    ...describeOutbound(guard),
    ...(guard.scenario === undefined ? [] : describeScenario(guard.scenario)),
    ...describeVpcs(guard),
  ];
}

function describeOutbound(guard: Guard): readonly string[] {
  const { outbound } = guard;
  if (!guardsOutbound(guard)) return ['  What its members may reach is not guarded'];
  if (outbound === undefined) return ['  Approved for its members to reach: by the scenario'];
  return ['  Approved for its members to reach', ...describeApproved(guard, outbound)];
}

/** What no policy can say: it is not in the file. */
function describeVpcs(guard: Guard): readonly string[] {
  const ids = guardedDirections(guard).flatMap((direction) => approvedIds(guard, direction));
  const vpcIds = [...new Set(ids.filter(isVpcId))];
  if (vpcIds.length === 0) return [];
  return [
    `  Read from EC2 when it runs, and nobody until then: the CIDR blocks of ${vpcIds.join(', ')}`,
  ];
}

/** Services with the same sources stand together, in the order of the kind; nobody's come last. */
function describeApproved(
  { kind, scenario }: Guard,
  approved: Guard['approved'],
): readonly string[] {
  const servicesBySources = new Map<string, string[]>();
  const nobody: string[] = [];
  for (const name of GUARDED_SERVICES[kind]) {
    const sources = approved.get(name);
    if (sources === undefined || isEmpty(sources)) nobody.push(describeService(name));
    else {
      const key = describeSources(sources);
      servicesBySources.set(key, [...(servicesBySources.get(key) ?? []), describeService(name)]);
    }
  }
  if (nobody.length > 0) {
    servicesBySources.set(
      scenario === undefined ? 'nobody' : 'by the scenario or not at all',
      nobody,
    );
  }
  return [...servicesBySources].map(([who, services]) => `    ${services.join(', ')}: ${who}`);
}

/** `RDP (TCP 3389, UDP 3389)`. */
function describeService(name: ServiceName): string {
  const { title, ranges } = SERVICES[name];
  return `${title} (${ranges.map(describeRange).join(', ')})`;
}

function describeSelector(selector: GroupSelector): string {
  const { id, name, tag, vpc, account, region } = selector;
  const parts = [
    id === undefined ? [] : [`is ${id}`],
    name === undefined ? [] : [`is named ${name}`],
    tag === undefined ? [] : [describeTag(tag)],
    vpc === undefined ? [] : [`is in ${vpc}`],
    account === undefined ? [] : [`belongs to account ${account}`],
    region === undefined ? [] : [`is in Region ${region}`],
    ...describeBehind(selector),
  ];
  return parts.flat().join(' and ');
}

function describeBehind({ directory, platform, hostTag, service }: GroupSelector) {
  const host = [
    ...(platform === undefined ? [] : ['runs Windows']),
    ...(hostTag === undefined ? [] : [describeTag(hostTag)]),
  ];
  return [
    directory === undefined ? [] : [describeDirectory(directory)],
    host.length === 0 ? [] : [`stands on an instance that ${host.join(' and ')}`],
    service === undefined ? [] : [`stands on an interface of ${ESTATE_SERVICE_TITLES[service]}`],
  ];
}

function describeDirectory(directory: string): string {
  return directory === '*'
    ? 'is the group of a directory'
    : `is the group of directory ${directory}`;
}

function describeTag({ key, value }: { readonly key: string; readonly value: string }): string {
  return value === '*' ? `has a tag ${key}` : `has the tag ${key} = ${value}`;
}
