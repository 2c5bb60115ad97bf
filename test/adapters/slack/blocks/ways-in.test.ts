import { describe, expect, it } from 'vitest';
import { alertMessage } from '../../../../src/adapters/slack/blocks/alert.ts';
import { waysInBlocks } from '../../../../src/adapters/slack/blocks/ways-in.ts';
import type { SessionWay, WaysIn } from '../../../../src/domain/weight/ways-in.ts';
import { weigh } from '../../../../src/domain/weight/weight.ts';
import { findingOf } from '../../../domain/finding/finding-of.ts';
import { surroundingsOf } from '../../../domain/weight/surroundings-of.ts';

const REGION = 'eu-central-1';
const NONE: WaysIn = { sessions: [], gateways: [], notKnown: [] };

function findingWith(waysIn: WaysIn) {
  const finding = findingOf();
  const weighable = { kind: 'windows', direction: 'inbound', excess: finding.excess } as const;
  const sources = { groups: [], lists: [], notKnown: [] };
  const alsoLetIn = { rules: [], excess: [], notKnown: [] };
  const group = { weighable, surroundings: surroundingsOf() };
  return { ...finding, weight: weigh([group], { sources, alsoLetIn, waysIn }) };
}

function session(number: number, name: string | null = `web-${number}`): SessionWay {
  return { instanceId: `i-${number}`, name, region: REGION };
}

/** All text of the blocks, a line for each of theirs. */
function textOf(waysIn: WaysIn): string {
  const texts: string[] = [];
  JSON.stringify(waysInBlocks(findingWith(waysIn)), (key, value: unknown) => {
    if (key === 'text' && typeof value === 'string') texts.push(value);
    return value;
  });
  return texts.join('');
}

describe('better ways in', () => {
  it('give the exact command for a host that Systems Manager reaches', () => {
    expect(textOf({ ...NONE, sessions: [session(1)] })).toMatchInlineSnapshot(
      `"Better way in: web-1 answers Systems Manager. With the AWS CLI and its Session Manager plugin this forwards RDP to localhost:13389, and no port has to be open:aws ssm start-session --target i-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13389" --region eu-central-1"`,
    );
  });

  it('give a port of its own to each of several hosts, and count what is not shown', () => {
    const sessions = [1, 2, 3, 4, 5].map((number) => session(number));
    expect(textOf({ ...NONE, sessions })).toMatchInlineSnapshot(`
      "Better way in: web-1, web-2, web-3 and 2 more answer Systems Manager. With the AWS CLI and its Session Manager plugin these forward RDP to localhost, from port 13389 on, and no port has to be open:aws ssm start-session --target i-1 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13389" --region eu-central-1
      aws ssm start-session --target i-2 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13390" --region eu-central-1
      aws ssm start-session --target i-3 --document-name AWS-StartPortForwardingSession --parameters "portNumber=3389,localPortNumber=13391" --region eu-central-1"
    `);
  });

  it('name the RD Gateway of the VPC, and what could not be looked up', () => {
    const gateways = [{ groupId: 'sg-9', groupName: 'rdgw', hosts: ['rdgw-1', 'rdgw-2'] }];
    const notKnown = ['AWS did not tell of better ways in within 2 s'];
    expect(textOf({ ...NONE, gateways, notKnown })).toMatchInlineSnapshot(`
      "Better way in: RD Gateway rdgw-1, rdgw-2 (group rdgw sg-9) in the same VPC.
      Better ways in not looked up: AWS did not tell of better ways in within 2 s."
    `);
  });

  it('say nothing where there are none, or none were looked for', () => {
    expect(waysInBlocks(findingWith(NONE))).toEqual([]);
    expect(waysInBlocks(findingOf())).toEqual([]);
  });

  it('stay in the alert when the door is closed: somebody still has to get in', () => {
    const closed = {
      ...findingWith({ ...NONE, sessions: [session(1, null)] }),
      state: { kind: 'closed', at: 0, by: { kind: 'unknown' }, leftOpen: null },
    } as const;
    const { blocks } = alertMessage({ finding: closed, plan: 'groupIdUnknown', isRepost: false });
    expect(JSON.stringify(blocks)).toContain('--target i-1 ');
  });
});
