import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/change/actor.ts';
import {
  type ManagedGroup,
  managementOf,
  STACK_IN_PROGRESS_MS,
} from '../../../src/domain/guard/managed-by.ts';
import { CALL, OPENED_AT } from '../finding/finding-of.ts';

function group(
  groupName: string | null,
  tags: Readonly<Record<string, string>> = {},
): ManagedGroup {
  return { groupName, tags: new Map(Object.entries(tags)) };
}

function by(actor: Partial<Actor>) {
  return { actor: { ...CALL.actor, ...actor }, at: OPENED_AT };
}

const STACK = { invokedBy: 'cloudformation.amazonaws.com' };

describe('managementOf()', () => {
  it.each<[string, ManagedGroup]>([
    [
      'AWS Firewall Manager',
      group('FMManagedSecurityGroup53ece283-cd5a-4722-9488-3d31c9433600-sg-0dd335a5b5df3b16e'),
    ],
    ['Amazon EKS, cluster prod', group('any', { 'aws:eks:cluster-name': 'prod' })],
    ['Kubernetes cluster prod', group('any', { 'kubernetes.io/cluster/prod': 'owned' })],
    ['Amazon EKS', { groupName: 'eks-cluster-sg-prod-1234567890', tags: null }],
    [
      'a Kubernetes load balancer controller, cluster prod',
      group('any', { 'elbv2.k8s.aws/cluster': 'prod' }),
    ],
    [
      'a Kubernetes load balancer controller',
      group('any', { 'service.k8s.aws/stack': 'shop/web' }),
    ],
    ['a Kubernetes load balancer controller', group('k8s-elb-a1b2c3')],
    ['a Kubernetes load balancer controller', { groupName: 'k8s-traffic-prod-1a2b', tags: null }],
  ])('%s, for good', (managedBy, its) => {
    expect(managementOf(its, null)).toEqual({ managedBy });
    expect(managementOf(its, by(STACK))).toEqual({ managedBy });
  });

  it.each<[string, ManagedGroup]>([
    ['nothing that tells', group('win-web', { Name: 'web' })],
    ['nothing that is known', { groupName: null, tags: null }],
    ['a cluster that only shares it', group('win-web', { 'kubernetes.io/cluster/prod': 'shared' })],
    ['a group that people named after EKS', group('eks-cluster-sg-test')],
    ["AWS's own group of a directory", group('d-93676fd512_controllers')],
    ['a stack that is not at it', group('win-web', { 'aws:cloudformation:stack-name': 'web' })],
  ])('nobody, for %s', (_, its) => {
    expect(managementOf(its, null)).toEqual({ managedBy: null });
    expect(managementOf(its, by({}))).toEqual({ managedBy: null });
  });

  it('a stack is named, for a while after a change that it made', () => {
    const tagged = group('win-web', { 'aws:cloudformation:stack-name': 'web-prod' });
    const managedUntil = OPENED_AT + STACK_IN_PROGRESS_MS;
    const expected = { managedBy: 'CloudFormation stack web-prod', managedUntil };
    expect(managementOf(tagged, by(STACK))).toEqual(expected);
    expect(managementOf({ groupName: null, tags: null }, by(STACK))).toEqual({
      managedBy: 'AWS CloudFormation',
      managedUntil,
    });
  });

  it('nobody makes a stack of a call by what they may choose', () => {
    const chosen = fc.record({
      name: fc.constant('cloudformation.amazonaws.com'),
      arn: fc.string(),
    });
    fc.assert(
      fc.property(chosen, fc.string(), (actor, userAgent) => {
        const call = by({ ...actor, userAgent: `${userAgent} cloudformation.amazonaws.com` });
        expect(managementOf(group('win-web'), call)).toEqual({ managedBy: null });
      }),
    );
  });
});
