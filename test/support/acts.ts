import { AuthorizeSecurityGroupIngressCommand } from '@aws-sdk/client-ec2';
import { ACTION_IDS, CALLBACK_IDS } from '../../src/adapters/slack/ids.ts';
import type { SlackMessage, SlackView } from '../../src/sandbox/slack/world.ts';
import { DEADLINE_MS, type Stack } from './stack.ts';

/** Opens RDP of the stack's group to a block, as an administrator would. */
export async function openTo(stack: Stack, cidr: string): Promise<{ readonly ruleId: string }> {
  const ranges = cidr.includes(':')
    ? { Ipv6Ranges: [{ CidrIpv6: cidr }] }
    : { IpRanges: [{ CidrIp: cidr }] };
  const answer = await stack.ec2.send(
    new AuthorizeSecurityGroupIngressCommand({
      GroupId: stack.group.groupId,
      IpPermissions: [{ IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389, ...ranges }],
    }),
  );
  return { ruleId: answer.SecurityGroupRules?.[0]?.SecurityGroupRuleId ?? 'no rule' };
}

export function openToWorld(stack: Stack): Promise<{ readonly ruleId: string }> {
  return openTo(stack, '0.0.0.0/0');
}

/** The sign of an alert whose door is open, however bad it is. */
export const OPEN = /🔴|🟠|🟡|🔵/u;

/** The latest top-level message of the channel whose text has `part`, as soon as there is one. */
export function liveAlert({ slack }: Stack, part: string | RegExp): Promise<SlackMessage> {
  return slack.waitFor(
    ({ messages }) =>
      messages.findLast(({ threadTs, text }) => threadTs === undefined && has(text, part)),
    DEADLINE_MS,
  );
}

function has(text: string, part: string | RegExp): boolean {
  return typeof part === 'string' ? text.includes(part) : part.test(text);
}

/** What is to be read in a message or a view: all its texts, one after the other. */
export function textOf({ blocks }: { readonly blocks: unknown }): string {
  return texts(blocks).join('');
}

function texts(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(texts);
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : texts(inner),
  );
}

/** The thread of an alert, once one of its lines has `part`. */
export function threadOf(
  { slack }: Stack,
  alert: SlackMessage,
  part: string,
): Promise<readonly string[]> {
  return slack.waitFor(({ messages }) => {
    const lines = messages.filter(({ threadTs }) => threadTs === alert.ts).map(textOf);
    return lines.some((line) => line.includes(part)) ? lines : undefined;
  }, DEADLINE_MS);
}

/** Presses a button of an alert and gives the modal that answers it, once it says something. */
export async function press(
  { slack }: Stack,
  alert: SlackMessage,
  { userId, actionId }: { readonly userId: string; readonly actionId: string },
): Promise<SlackView> {
  const result = await slack.click({ userId, channelId: alert.channelId, ts: alert.ts, actionId });
  if (result.kind !== 'acked')
    throw new Error(`The click was not taken: ${JSON.stringify(result)}`);
  return answeredView(slack, userId);
}

/** The modal that a user has open, once it is more than a request for patience. */
export function answeredView(slack: Stack['slack'], userId: string): Promise<SlackView> {
  return slack.waitFor(({ openViews }) => {
    const view = openViews.get(userId)?.at(-1);
    return view === undefined || textOfView(view).includes('One moment') ? undefined : view;
  }, DEADLINE_MS);
}

export function textOfView(view: SlackView): string {
  return textOf({ blocks: view.body.blocks });
}

/** Presses *Approve revert* and submits the modal; gives what the modal said before. */
export async function approveRevert(
  stack: Stack,
  alert: SlackMessage,
  userId: string,
): Promise<string> {
  const view = await press(stack, alert, { userId, actionId: ACTION_IDS.reviewRevert });
  if (view.callbackId !== CALLBACK_IDS.approveRevert) {
    throw new Error(`Expected to be asked for approval, got: ${textOfView(view)}`);
  }
  await stack.slack.submitView({ userId, viewId: view.id, values: {} });
  return textOfView(view);
}

/** Puts a Windows server behind the stack's group, in a subnet with a route to the internet. */
export function addHost({ aws: { world }, group }: Stack): void {
  const { vpcId, groupId } = group;
  const { subnetId } = world.addSubnet({ vpcId, cidr: '10.0.1.0/24' });
  const subnetIds = [subnetId];
  const everywhere = '0.0.0.0/0';
  world.addRouteTable({
    vpcId,
    subnetIds,
    routes: [{ destination: everywhere, target: 'igw-0a' }],
  });
  const all = { direction: 'ingress', action: 'allow', protocol: '-1', cidr: everywhere } as const;
  world.addNetworkAcl({ vpcId, subnetIds, entries: [{ ...all, ruleNumber: 100 }] });
  const tags = [{ key: 'Name', value: 'web-1' }];
  const launchedAt = new Date();
  const { instanceId } = world.addInstance({ vpcId, platform: 'windows', launchedAt, tags });
  const addresses = { privateIp: '10.0.1.11', publicIp: '203.0.113.11' };
  world.addInterface({ vpcId, subnetId, instanceId, groupIds: [groupId], ...addresses });
}
