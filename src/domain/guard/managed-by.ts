import type { Actor } from '../change/actor.ts';
import { type Instant, MINUTE_MS } from '../instant.ts';

/** How long after a change that CloudFormation made its stack counts as in progress, in ms: what a
 * stack makes beside a group's rules takes minutes, and a rule that is gone when it rolls back makes it
 * fail. */
export const STACK_IN_PROGRESS_MS = 15 * MINUTE_MS;

/** Who runs what a door belongs to, and so has to close it; part of a door. Null: nobody is known to.
 * `managedUntil`: until when, where that is not for good. */
export interface Management {
  readonly managedBy: string | null;
  readonly managedUntil?: Instant;
}

/** A group as far as it tells who runs it. Null where it could not be looked up. */
export interface ManagedGroup {
  readonly groupName: string | null;
  readonly tags: ReadonlyMap<string, string> | null;
}

/** A call that changed something. */
export interface ManagingCall {
  readonly actor: Actor;
  readonly at: Instant;
}

/** Who runs a group that a call changed; `call` is null where no record tells of one. What runs it
 * would put its rules back, or fail without them: it is alert-only. Names and most tags can be given by
 * anybody who may make groups; whoever does so has a group that is watched and not touched. AWS's own
 * groups of directories are nobody's: their owners are to narrow them. Pure, total. */
export function managementOf(group: ManagedGroup, call: ManagingCall | null): Management {
  const service = serviceOf(group);
  if (service !== null) return { managedBy: service };
  if (call === null || !isByCloudFormation(call.actor)) return { managedBy: null };
  const name = group.tags?.get('aws:cloudformation:stack-name');
  return {
    managedBy: name === undefined ? 'AWS CloudFormation' : `CloudFormation stack ${name}`,
    managedUntil: call.at + STACK_IN_PROGRESS_MS,
  };
}

function serviceOf(group: ManagedGroup): string | null {
  return byFirewallManager(group) ?? byEks(group) ?? byLoadBalancerController(group);
}

/** Firewall Manager copies a policy's primary group into each VPC, under the policy's id, the primary
 * group's and the VPC's. Source: such names in public tools, for example
 * `FMManagedSecurityGroup53ece283-…-sg-0dd335a5b5df3b16e`; AWS documents the copies and not the name. */
function byFirewallManager({ groupName }: ManagedGroup): string | null {
  return groupName?.startsWith('FMManagedSecurityGroup') ? 'AWS Firewall Manager' : null;
}

/** The number at the end is EKS's: people call their own groups so too. */
const EKS_NAME_REGEXP = /^eks-cluster-sg-.+-\d+$/;
const CLUSTER_TAG = 'kubernetes.io/cluster/';

/** Source: EKS User Guide, "View Amazon EKS security group requirements for clusters": name and tags
 * of the group that EKS makes. `owned`: Kubernetes cloud provider for AWS, the cluster made it and
 * deletes it; `shared` says only that it is used. */
function byEks({ groupName, tags }: ManagedGroup): string | null {
  const cluster = tags?.get('aws:eks:cluster-name');
  if (cluster !== undefined) return `Amazon EKS, cluster ${cluster}`;
  const owned = [...(tags ?? [])].find(
    ([key, value]) => key.startsWith(CLUSTER_TAG) && value === 'owned',
  );
  if (owned !== undefined) return `Kubernetes cluster ${owned[0].slice(CLUSTER_TAG.length)}`;
  return EKS_NAME_REGEXP.test(groupName ?? '') ? 'Amazon EKS' : null;
}

/** Tags of the AWS Load Balancer Controller; the last two are of its first version. */
const CONTROLLER_TAGS = [
  'elbv2.k8s.aws/cluster',
  'service.k8s.aws/stack',
  'service.k8s.aws/resource',
  'ingress.k8s.aws/stack',
  'ingress.k8s.aws/cluster',
];
const CONTROLLER_NAMES = ['k8s-elb-', 'k8s-traffic-'];

/** Source: AWS Load Balancer Controller, "Security groups" (name and tags of the shared backend group)
 * and its IAM policies (tags); Kubernetes cloud provider for AWS (`k8s-elb-`). */
function byLoadBalancerController({ groupName, tags }: ManagedGroup): string | null {
  const isTagged = CONTROLLER_TAGS.some((key) => tags?.has(key));
  const isNamed = CONTROLLER_NAMES.some((prefix) => groupName?.startsWith(prefix));
  if (!isTagged && !isNamed) return null;
  const cluster = tags?.get('elbv2.k8s.aws/cluster') ?? tags?.get('ingress.k8s.aws/cluster');
  const which = cluster === undefined ? '' : `, cluster ${cluster}`;
  return `a Kubernetes load balancer controller${which}`;
}

/** Source: CloudTrail records of calls that CloudFormation made. Nobody else can write these fields. */
function isByCloudFormation({ invokedBy, sourceIp }: Actor): boolean {
  return invokedBy === CLOUDFORMATION || sourceIp === CLOUDFORMATION;
}

const CLOUDFORMATION = 'cloudformation.amazonaws.com';
