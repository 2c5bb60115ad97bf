import type { Behaviour } from '../behaviour.ts';
import type { CallEc2As } from '../ec2/service.ts';
import type { Principal } from '../identity/principal.ts';
import { principalOf } from '../identity/principal.ts';
import type { NewId } from '../ids.ts';
import { BIRTH_STAGES, type Directory, type IpRoute } from '../world/directory.ts';
import { type RuleValues, type SecurityGroup, withDirectory } from '../world/model.ts';
import { newDirectoryId, seedDirectory } from '../world/seed-directories.ts';
import type { LiveWorld } from '../world/world.ts';
import {
  controllerRules,
  controllersGroupDescription,
  controllersGroupName,
} from './controller-rules.ts';
import { permissionFields } from './permission-fields.ts';

export interface DirectoryActionsOptions {
  readonly now: () => Date;
  readonly newId: NewId;
  readonly accountId: string;
  readonly region: string;
  readonly world: LiveWorld;
  readonly callEc2As: CallEc2As;
  readonly behaviour: () => Behaviour;
}

/** What Directory Service does to the world. What it does in EC2 goes through EC2, so that it leaves the
 * records that such calls leave. */
export interface DirectoryActions {
  request(
    asked: Pick<Directory, 'name' | 'shortName' | 'edition' | 'vpcId' | 'subnetIds' | 'tags'>,
  ): Directory;
  /** Moves a directory that is being born to its next stage. With `Creating` come the controllers'
   * group with AWS's rules and the controllers' interfaces. Throws a plain `Error` otherwise. */
  advance(directoryId: string): Directory;
  addRoutes(directory: Directory, routes: readonly Omit<IpRoute, 'addedAt'>[]): void;
  /** `caller`: who asked for it. */
  rewriteGroup(directory: Directory, caller: Principal): void;
}

export function directoryActions(options: DirectoryActionsOptions): DirectoryActions {
  const { world, now } = options;
  const keep = (directory: Directory) => {
    world.replace(withDirectory(world.state, directory));
    return directory;
  };
  return {
    request: (asked) => {
      const directoryId = newDirectoryId(options);
      const seed = { ...asked, directoryId, stage: 'Requested' } as const;
      const seeding = { ...options, state: world.state, at: now() };
      return keep(seedDirectory(seeding, seed).item);
    },
    advance: (directoryId) => {
      const directory = beingBorn(world, directoryId);
      const stage = BIRTH_STAGES[BIRTH_STAGES.indexOf(directory.stage) + 1] ?? 'Active';
      const moved = { ...directory, stage, stageChangedAt: now() };
      return keep(stage === 'Creating' ? { ...moved, ...makeControllers(options, moved) } : moved);
    },
    addRoutes: (directory, routes) => {
      const added = routes.map((route) => ({ ...route, addedAt: now() }));
      keep({ ...directory, ipRoutes: [...directory.ipRoutes, ...added] });
    },
    rewriteGroup: (directory, caller) => rewriteGroup(options, directory, caller),
  };
}

type Born = Directory & { readonly stage: 'Requested' | 'Creating' };

function beingBorn(world: LiveWorld, directoryId: string): Born {
  const directory = world.state.directories.get(directoryId);
  if (directory === undefined) throw new Error(`There is no directory ${directoryId}`);
  const { stage } = directory;
  if (stage === 'Requested' || stage === 'Creating') return { ...directory, stage };
  throw new Error(`The directory ${directoryId} is ${stage} and has no next stage`);
}

function makeControllers(
  options: DirectoryActionsOptions,
  directory: Directory,
): Pick<Directory, 'securityGroupId' | 'dnsIps'> {
  const { directoryId, vpcId, subnetIds } = directory;
  const service = serviceItself(options);
  const { groupId } = options.callEc2As(service, 'CreateSecurityGroup', {
    GroupName: controllersGroupName(directoryId),
    GroupDescription: controllersGroupDescription(directoryId),
    VpcId: vpcId,
  });
  const GroupId = String(groupId);
  const self = { kind: 'group', groupId: GroupId, userId: options.accountId } as const;
  const everything = { protocol: '-1', fromPort: -1, toPort: -1, source: self };
  const rules = [...controllerRules('0.0.0.0/0'), everything];
  const fields = { GroupId, ...permissionFields(rules) };
  options.callEc2As(service, 'AuthorizeSecurityGroupIngress', fields);
  for (const SubnetId of subnetIds) {
    const Description = `AWS created network interface for directory ${directoryId}`;
    const interfaceFields = { SubnetId, Description, 'SecurityGroupId.1': GroupId };
    options.callEc2As(service, 'CreateNetworkInterface', interfaceFields);
  }
  const controllers = [...options.world.state.interfaces.values()].filter(({ groupIds }) =>
    groupIds.includes(GroupId),
  );
  return { securityGroupId: GroupId, dnsIps: controllers.map(({ privateIp }) => privateIp) };
}

/** Rules that AWS does not know go, its own come; the group's reference to itself stays. */
function rewriteGroup(
  options: DirectoryActionsOptions,
  directory: Directory,
  caller: Principal,
): void {
  const group = options.world.state.groups.get(directory.securityGroupId ?? '');
  if (group === undefined) return;
  const actor = actorOf(options, caller);
  const wanted = controllerRules(sourceOf(options, directory));
  const present = group.rules.filter(
    (rule) => rule.direction === 'ingress' && !isSelf(group, rule),
  );
  const doomed = present.filter((rule) => !wanted.some((each) => isSame(each, rule)));
  const missing = wanted.filter((each) => !present.some((rule) => isSame(each, rule)));
  const call = (action: string, rules: readonly RuleValues[]) => {
    if (rules.length === 0) return;
    const fields = { GroupId: group.groupId, ...permissionFields(rules) };
    options.callEc2As(actor, action, fields);
  };
  call('RevokeSecurityGroupIngress', doomed);
  call('AuthorizeSecurityGroupIngress', missing);
}

function sourceOf({ behaviour, world }: DirectoryActionsOptions, { vpcId }: Directory): string {
  if (behaviour().addIpRoutesSource === 'anywhere') return '0.0.0.0/0';
  return world.state.vpcs.get(vpcId)?.cidr ?? '0.0.0.0/0';
}

function isSelf({ groupId }: SecurityGroup, { source }: RuleValues): boolean {
  return source.kind === 'group' && source.groupId === groupId;
}

function isSame(left: RuleValues, right: RuleValues): boolean {
  return (
    left.protocol === right.protocol &&
    left.fromPort === right.fromPort &&
    left.toPort === right.toPort &&
    JSON.stringify(left.source) === JSON.stringify(right.source)
  );
}

const SERVICE = 'ds.amazonaws.com';

function serviceItself({ accountId, newId, now }: DirectoryActionsOptions): Principal {
  const identity = { kind: 'aws-service', service: SERVICE } as const;
  return principalOf(identity, { accountId, newId, sessionStart: now() });
}

function actorOf(options: DirectoryActionsOptions, caller: Principal): Principal {
  if (options.behaviour().directoryActsAs === 'service') return serviceItself(options);
  const userIdentity = { ...caller.userIdentity, invokedBy: SERVICE };
  const place = { sourceIpAddress: SERVICE, userAgent: SERVICE, isThroughService: true };
  return { ...caller, ...place, userIdentity };
}
