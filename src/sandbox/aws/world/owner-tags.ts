import type { Tag } from './tag.ts';

function tags(pairs: Readonly<Record<string, string>>): readonly Tag[] {
  return Object.entries(pairs).map(([key, value]) => ({ key, value }));
}

/** The tags of what a CloudFormation stack made. Only AWS can set them: seed them. */
export function cloudFormationTags(stackName: string, logicalId: string): readonly Tag[] {
  return tags({
    'aws:cloudformation:stack-name': stackName,
    'aws:cloudformation:logical-id': logicalId,
    'aws:cloudformation:stack-id': `arn:aws:cloudformation:eu-central-1:111122223333:stack/${stackName}/0`,
  });
}

/** The tags of an EKS cluster's own group. */
export function eksTags(cluster: string): readonly Tag[] {
  return tags({
    'aws:eks:cluster-name': cluster,
    [`kubernetes.io/cluster/${cluster}`]: 'owned',
    Name: `eks-cluster-sg-${cluster}-1234567890`,
  });
}

/** The tags of a group that the AWS Load Balancer Controller made for a Kubernetes service. */
export function loadBalancerControllerTags(cluster: string, stack: string): readonly Tag[] {
  return tags({
    'elbv2.k8s.aws/cluster': cluster,
    'service.k8s.aws/stack': stack,
    'service.k8s.aws/resource': 'ManagedLBSecurityGroup',
  });
}

/** The tags of a group that Firewall Manager keeps (its name starts with `FMManagedSecurityGroup`);
 * inferred: the keys are not documented. */
export function firewallManagerTags(policyName: string): readonly Tag[] {
  return tags({ FMManaged: 'true', FMPolicyName: policyName });
}
