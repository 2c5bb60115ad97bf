import { describe, expect, it } from 'vitest';
import { approveModal } from '../../../src/adapters/slack/blocks/harden-modals.ts';
import { hardeningMessage } from '../../../src/adapters/slack/blocks/hardening.ts';
import type { TypedChoice } from '../../../src/app/ports.ts';
import { loadPolicy } from '../../../src/config/policy-file.ts';
import type { Hardening } from '../../../src/domain/hardening/hardening.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { checkView } from '../../../src/sandbox/slack/block-kit/check-view.ts';
import { textOf } from '../../support/acts.ts';
import { hardenBench, WITH_TRUST } from '../../support/harden-bench.ts';

const DIRECTORY_ID = 'd-0123456789';
const NAMED = 'networks:\n  corp-clients: ["10.0.0.0/16"]\n';
const REST = 'approvers:\n  users: [U0123ABCD]\nslack:\n  channel: C0123ABCD\n';

function policyOf(text: string): Policy {
  const loaded = loadPolicy(text, 'portcullis.yml');
  if (loaded.kind !== 'policy') throw new Error(JSON.stringify(loaded));
  return loaded.policy;
}

/** A policy whose guard of directories ends with these lines. */
function guarding(...lines: readonly string[]): string {
  const guard =
    '  - name: "corp: directory"\n    kind: directory\n    match: [{ directory: "*" }]\n';
  return `version: 1\nguards:\n${guard}${lines.map((line) => `    ${line}\n`).join('')}${NAMED}${REST}`;
}

const NOBODYS =
  'version: 1\nguards:\n  - name: hosts\n    kind: windows\n    match: [{ name: "win-*" }]\n' +
  REST;

/** What is proposed under a policy. */
async function proposedUnder(text: string, choice: TypedChoice = WITH_TRUST): Promise<Hardening> {
  const policy = policyOf(text);
  const bench = await hardenBench({ policy, directory: { directoryId: DIRECTORY_ID } });
  return bench.propose(choice);
}

/** A policy after somebody did with the lines what they say: networks to networks, the rest to the guards. */
function withLines(text: string, lines: readonly string[]): string {
  const guardsAt = lines.indexOf('guards:');
  const networks = lines.slice(0, guardsAt).filter((line) => line !== 'networks:');
  const [name = '', ...own] = lines.slice(guardsAt + 1);
  const isThere = text.includes(`${name}\n`);
  const match = '    match: [{ directory: "*" }]\n';
  const guarded = isThere
    ? text.replace(match, `${match}${own.join('\n')}\n`)
    : text.replace('guards:\n', `guards:\n${[name, ...own].join('\n')}\n`);
  const all = networks.map((line) => `${line}\n`).join('');
  return guarded.includes('networks:\n')
    ? guarded.replace('networks:\n', `networks:\n${all}`)
    : `${guarded}networks:\n${all}`;
}

describe('networks that policy does not approve', () => {
  it.each([
    ['no guard is meant for the group', NOBODYS, null],
    ['the guard has no scenario', guarding('approved: {}'), 'corp: directory'],
  ])(
    'are told where %s, and no more once its lines are in the policy',
    async (_, text, guardName) => {
      const { beyond } = await proposedUnder(text);
      if (beyond == null) throw new Error('Nothing is beyond');
      expect(beyond.guardName).toBe(guardName);
      expect(beyond.rows.map(({ source }) => source)).toContain('192.168.0.0/16');
      const mended = withLines(text, beyond.policyLines);
      expect((await proposedUnder(mended)).beyond).toBeNull();
    },
  );

  it('are told with those alone that the scenario of the policy does not name', async () => {
    const scenario = [
      'scenario:',
      '  name: nativeWorkloadsWithTrust',
      '  clients: [corp-clients]',
      '  onPremises: [corp-clients]',
    ];
    const { beyond } = await proposedUnder(guarding(...scenario));
    const sources = new Set(beyond?.rows.map(({ source }) => source));
    expect(sources).toEqual(new Set(['192.168.0.0/16']));
    expect(beyond?.policyLines).toEqual([
      'networks:',
      `  ${DIRECTORY_ID}-onPremises:`,
      '    - "192.168.0.0/16"',
      'guards:',
      '  - name: "corp: directory"',
      '    scenario:',
      '      name: nativeWorkloadsWithTrust',
      `      onPremises: [${DIRECTORY_ID}-onPremises]`,
      '      clients: [corp-clients]',
      '      ldaps: true',
      '      trustCreated: false',
    ]);
  });

  it('are shown with the lines to copy, in the message and in the form that approves', async () => {
    const hardening = await proposedUnder(NOBODYS);
    const { blocks } = hardeningMessage({ hardening, isRepost: false });
    expect(checkBlocks(blocks, 'message')).toEqual({ problems: [], tooLong: false });
    const memory = { hardeningId: 'h-1', planHash: 'a', channelId: 'C1', messageTs: '1' };
    const modal = approveModal(hardening, memory);
    expect(checkView(modal)).toEqual([]);
    for (const text of [textOf(hardeningMessage({ hardening, isRepost: false })), textOf(modal)]) {
      expect(text).toContain('Not approved by the policy: inbound ');
      expect(text).toContain(`  - name: ${DIRECTORY_ID}\n    kind: directory\n    match:`);
    }
  });

  it('are a prefix list or a group by its id', async () => {
    const clients = 'sg-0123456789abcdef0';
    const networks = { ...WITH_TRUST.networks, clients };
    const { beyond } = await proposedUnder(NOBODYS, { ...WITH_TRUST, networks });
    expect(beyond?.policyLines).toContain(`      clients: [${clients}]`);
    const mended = withLines(NOBODYS, beyond?.policyLines ?? []);
    expect((await proposedUnder(mended, { ...WITH_TRUST, networks })).beyond).toBeNull();
  });
});
