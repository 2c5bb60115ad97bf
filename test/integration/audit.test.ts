import { describe, expect, it } from 'vitest';
import { SEED_CHANNELS, SEED_USERS } from '../../src/sandbox/slack/seed.ts';
import { textOf } from '../support/acts.ts';
import { directoryAsWanted, NATIVE, openDirectory } from '../support/audited-directory.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

const { bob, gus } = SEED_USERS;

const POLICY = `version: 1
networks:
  branches: [192.168.0.0/16]
  vpc: [10.0.0.0/16]
guards:
  - name: corp-directory
    kind: directory
    match: [{ name: "d-*_controllers" }]
    approved: {}
    scenario: { name: ${NATIVE.name}, onPremises: [branches], clients: [vpc] }
  - name: windows-servers
    kind: windows
    match: [{ name: "win-*" }]
    approved: {}
approvers:
  users: [${SEED_USERS.carol.id}]
slack:
  channel: ${SEED_CHANNELS.alerts.id}
`;

async function ask(stack: Stack, text: string, userId: string = bob.id): Promise<string> {
  const before = stack.slack.world.ephemerals.length;
  const channelId = SEED_CHANNELS.alerts.id;
  await stack.slack.command({ userId, channelId, command: '/portcullis', text });
  return textOf(await stack.slack.waitFor(({ ephemerals }) => ephemerals[before], DEADLINE_MS));
}

describe('/portcullis audit', () => {
  it('tells who may look how a directory stands against its scenario', async () => {
    await using stack = await startStack({ policy: POLICY });
    const { directoryId } = openDirectory(stack.aws, { vpcId: stack.group.vpcId });
    const text = await ask(stack, `audit ${directoryId}`);
    expect(text).toContain('🔴 d-926714e2b0_controllers (ad.example.com)');
    expect(text).toContain('held against AWS applications and native AD workloads, with trust');
    expect(text).toMatch(/RDP.* from 0\.0\.0\.0\/0/);
    expect(text).toContain('Which scenario fits as it stands');
    expect(text).toMatch(/and \d+ more/);
    expect(await ask(stack, `audit ${directoryId}`, gus.id)).toContain('Guests');
    // It only reads.
    const changing = stack.aws.calls.filter(({ action }) =>
      /^(?:Revoke|Authorize|Modify)/.test(action),
    );
    expect(changing).toEqual([]);
  });

  it('tells how the whole account stands, and what may not be looked at', async () => {
    await using stack = await startStack({ policy: POLICY });
    directoryAsWanted(stack.aws, { vpcId: stack.group.vpcId });
    const whole = await ask(stack, 'audit');
    expect(whole).toContain('2 groups audited, 1 as they should be');
    expect(whole).toContain('✅ d-926714e2b0_controllers');
    expect(whole).toContain('🟠 win-web');
    stack.aws.faults.deny({ action: 'DescribeTrusts', times: 10 });
    const denied = await ask(stack, 'audit d-926714e2b0');
    expect(denied).toContain('Could not be looked at');
    expect(denied).toContain('ds:DescribeTrusts');
  });
});
