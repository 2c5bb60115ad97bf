import type { InputBlock } from '@slack/types';
import { describe, expect, it } from 'vitest';
import { CALL_RULES_PER_PAGE } from '../../../src/adapters/slack/blocks/harden-calls.ts';
import {
  approveModal,
  hardenForm,
  planModal,
} from '../../../src/adapters/slack/blocks/harden-modals.ts';
import { hardeningMessage } from '../../../src/adapters/slack/blocks/hardening.ts';
import { hardeningHistoryLine } from '../../../src/adapters/slack/blocks/hardening-state.ts';
import { noticeMessage } from '../../../src/adapters/slack/blocks/notice.ts';
import { ACTION_IDS, CALLBACK_IDS, HARDEN_INPUTS } from '../../../src/adapters/slack/ids.ts';
import { slackChannel } from '../../../src/adapters/slack/slack-channel.ts';
import type { HardenDesk, HardenForm, TypedChoice } from '../../../src/app/ports.ts';
import { foldHardening } from '../../../src/domain/hardening/evolve.ts';
import type { Hardening, Undo } from '../../../src/domain/hardening/hardening.ts';
import { reopenedNotice } from '../../../src/domain/hardening/reopened.ts';
import type { KnownRule } from '../../../src/domain/inventory/group-state.ts';
import { ruleText } from '../../../src/domain/plan/calls-of.ts';
import { checkBlocks } from '../../../src/sandbox/slack/block-kit/check-blocks.ts';
import { checkView } from '../../../src/sandbox/slack/block-kit/check-view.ts';
import type { SlackEmulator } from '../../../src/sandbox/slack/slack-emulator.ts';
import type { SlackView } from '../../../src/sandbox/slack/world.ts';
import { ALERTS, alice, bob } from '../../sandbox/slack/support.ts';
import { answeredView, textOf, textOfView } from '../../support/acts.ts';
import { CHOICE, hardenPlan, proposedOf } from '../../support/hardenings.ts';
import { appOnEmulator, postingClient } from './slack-on-emulator.ts';

const HARDENING = foldHardening([proposedOf('h-1', { quorum: 2 })]);

const FORM: HardenForm = {
  directory: {
    directoryId: 'd-0123456789',
    type: 'microsoftAd',
    name: '<!channel> corp *bold*',
    stage: 'Active',
    ownerAccountId: '111122223333',
    ownerDirectoryId: 'd-0123456789',
    shareStatus: null,
    primaryRegion: null,
    additionalRegions: [],
    securityGroupId: 'sg-1',
    vpcId: 'vpc-1',
    subnetIds: [],
  },
  region: 'eu-west-1',
  tables: ['nativeWorkloads', 'nativeWorkloadsWithTrust'],
  chosen: null,
  networkNames: ['office', 'corp-vpc'],
};

/** A plan of very many rules, with long descriptions that mean mischief. */
function huge(count = 300): Hardening {
  const inbound = Array.from(
    { length: count },
    (_, i): KnownRule => ({
      ruleId: `sgr-${i}`,
      protocol: 'tcp',
      fromPort: 1_000 + i,
      toPort: 1_000 + i,
      source: `203.0.${i % 250}.0/24`,
      description: `<!channel> ${'x'.repeat(240)}`,
    }),
  );
  return foldHardening([proposedOf('h-1', { plan: hardenPlan(inbound) })]);
}

describe('the message of a hardening', () => {
  it.each([HARDENING, huge()])('keeps within the limits of Slack', (hardening) => {
    const { blocks } = hardeningMessage({ hardening, isRepost: true });
    expect(checkBlocks(blocks, 'message')).toEqual({ problems: [], tooLong: false });
  });

  it('says what is planned, what it opens and closes, the quota, and who has to approve', () => {
    const text = textOf(hardeningMessage({ hardening: HARDENING, isRepost: false }));
    expect(text).toContain('Plan to harden corp.example.com');
    expect(text).toContain('AWS applications and native AD workloads, with trust');
    expect(text).toContain('2 approvals of different people to go');
    expect(text).toMatch(/\d+ to add, \d+ to narrow, \d+ to remove/);
    expect(text).toContain('Would break: nothing that is known to be needed');
    expect(text).toContain('Closed: ');
    expect(text).toContain('Against the quota: inbound IPv4');
  });

  it('names what would be locked out', () => {
    const lockOut = {
      kind: 'trust',
      direction: 'inbound',
      service: 'kerberos',
      network: 'onPremises',
      rows: [{ protocol: 'tcp', fromPort: 88, toPort: 88, source: '192.168.0.0/16' }],
      hosts: ['eni-1'],
      isCertain: true,
    } as const;
    const hardening = foldHardening([proposedOf('h-1', { lockOuts: [lockOut] })]);
    const text = textOf(hardeningMessage({ hardening, isRepost: false }));
    expect(text).toContain('Would break: it would cut');
    expect(text).toContain('which the scenario requires for a trust on eni-1');
  });
});

describe('the modals of a hardening', () => {
  const memory = { hardeningId: 'h-1', planHash: 'a'.repeat(64), channelId: 'C1', messageTs: '1' };

  it('keep within the limits of Slack, whatever the plan', () => {
    for (const hardening of [HARDENING, huge()]) {
      expect(checkView(approveModal(hardening, memory))).toEqual([]);
      for (const page of [0, 1, 2, 5, 100])
        expect(checkView(planModal(hardening, page))).toEqual([]);
    }
    expect(checkView(hardenForm(FORM, null))).toEqual([]);
    const choice: TypedChoice = {
      table: 'nativeWorkloads',
      networks: { clients: '😀'.repeat(2_000) },
      isLdapsUsed: false,
      isTrustCreated: false,
    };
    const problems = [{ role: 'clients', problem: { kind: 'missing' } }] as const;
    expect(checkView(hardenForm(FORM, { choice, problems }))).toEqual([]);
  });

  it('show every call with every rule that it names, on pages', () => {
    const hardening = huge();
    const { plan } = hardening;
    const rules = plan.steps.flatMap((step) => step.rules);
    const pages = Array.from({ length: Math.ceil(rules.length / CALL_RULES_PER_PAGE) }, (_, i) =>
      textOf(approveModal(hardening, memory, i + 1)),
    );
    for (const page of pages.keys())
      expect(checkView(approveModal(hardening, memory, page + 1))).toEqual([]);
    for (const step of plan.steps)
      for (const rule of step.rules) {
        const text = ruleText(rule, step.direction);
        expect(pages.filter((page) => page.includes(`  ${text}`))).not.toEqual([]);
      }
    expect(pages[0]).toContain(`page 1 of ${pages.length}`);
    expect(pages[0]).toContain('1. AuthorizeSecurityGroupIngress');
    expect(pages[1]).toContain('(goes on)');
  });

  it('of an undo say first what is opened again, and how bad that is', () => {
    const { plan } = HARDENING;
    const undoing = { ...plan, intent: 'undo', opens: plan.closes, after: plan.before } as const;
    const undo = foldHardening([proposedOf('h-2', { plan: undoing, undoOf: 'h-1' })]);
    const message = textOf(hardeningMessage({ hardening: undo, isRepost: false }));
    expect(message).toMatch(/Plan to undo[^🔴]*🔴 Opens again: inbound /u);
    expect(message.indexOf('Opens again')).toBeLessThan(message.indexOf('Proposed'));
    expect(textOf(approveModal(undo, memory))).toMatch(/^🔴 Opens again: inbound /u);
    // Nobody held it against the policy: nothing counts as approved.
    expect(reopenedNotice(undo, 'done')?.detail).toContain('0.0.0.0/0');
    expect(reopenedNotice({ ...undo, beyond: null }, 'done')).toBeNull();
    expect(reopenedNotice(HARDENING, 'done')).toBeNull();
  });

  it('name who wanted an undo as Slack names people', () => {
    const { plan } = HARDENING;
    const undoing = { ...plan, intent: 'undo', opens: plan.closes, after: plan.before } as const;
    const proposed = proposedOf('h-2', { plan: undoing, undoOf: 'h-1', by: 'U1' });
    const voted = { kind: 'hardening.voted', by: 'U2', planHash: plan.hash, at: 1 } as const;
    const notice = reopenedNotice(foldHardening([proposed, voted]), 'done');
    if (notice === null) throw new Error('Nothing is told');
    const { blocks } = noticeMessage(notice);
    expect(checkBlocks(blocks, 'message')).toEqual({ problems: [], tooLong: false });
    const text = JSON.stringify(blocks);
    for (const userId of ['U1', 'U2']) {
      expect(text).toContain(JSON.stringify({ type: 'user', user_id: userId }));
    }
    expect(notice.detail).not.toMatch(/U[12]/);
  });

  it('of a hardening that was undone have no Undo any more, and say by whom', () => {
    const done = { ...HARDENING, state: { kind: 'done', at: 0 } } as const;
    const told = (undo: Undo) =>
      JSON.stringify(
        hardeningMessage({
          hardening: { ...done, state: { ...done.state, undo } },
          isRepost: false,
        }).blocks,
      );
    expect(told({ kind: 'possible', until: 1, by: null })).toContain(ACTION_IDS.undoHardening);
    const underWay = told({ kind: 'underWay', until: 1, by: 'h-2' });
    expect(underWay).toContain('Being undone');
    expect(underWay).not.toContain(ACTION_IDS.undoHardening);
    const undone = told({ kind: 'undone', by: 'h-2', approvedBy: ['U7'], at: 0 });
    expect(undone).toContain('Undone');
    expect(undone).toContain('U7');
    expect(undone).not.toContain(ACTION_IDS.undoHardening);
  });

  it('name the call of a step in the thread', () => {
    const event = { kind: 'step.finished', step: 0, requestId: 'r', at: 0 } as const;
    expect(hardeningHistoryLine(event, HARDENING)).toEqual([
      {
        text: expect.stringMatching(
          /^Step 1 of \d is done and read back: Authorize\w+ sg-1, \d+ rules?\.$/,
        ),
      },
    ]);
  });

  it('show every rule of the plan, on pages', () => {
    const hardening = huge();
    const pages = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12].map((page) =>
      textOf(planModal(hardening, page)),
    );
    const { plan } = hardening;
    for (const { source, fromPort } of [...plan.add, ...plan.remove]) {
      expect(pages.some((text) => text.includes(source) && text.includes(`${fromPort}`))).toBe(
        true,
      );
    }
  });
});

async function posted(slack: SlackEmulator, hardening = HARDENING) {
  const channel = slackChannel(postingClient(slack));
  return channel.postHardening(ALERTS, { hardening, isRepost: false });
}

async function pressed(slack: SlackEmulator, actionId: string, userId = alice.id) {
  const { channelId, messageTs: ts } = await posted(slack);
  await slack.click({ userId, channelId, ts, actionId });
  return { view: await answeredView(slack, userId), ts };
}

function command(slack: SlackEmulator, text: string) {
  return slack.command({ userId: alice.id, channelId: ALERTS, command: '/portcullis', text });
}

/** Chooses a scenario in the form, and waits for the form to be shown for it. */
async function choose(
  slack: SlackEmulator,
  viewId: string,
  { option, values = {}, until }: { option: string; values?: Values; until: string },
): Promise<SlackView> {
  await slack.clickInView({ ...HARDEN_INPUTS.table, userId: alice.id, viewId, option, values });
  return slack.waitFor(({ openViews }) => {
    const view = openViews.get(alice.id)?.at(-1);
    return view !== undefined && blockIds(view).includes(until) ? view : undefined;
  }, 20_000);
}

type Values = Readonly<Record<string, Readonly<Record<string, string>>>>;

function blockIds({ body }: Pick<SlackView, 'body'>): readonly unknown[] {
  return (body.blocks as readonly { readonly block_id?: string }[]).map(({ block_id: id }) => id);
}

describe('/portcullis harden', () => {
  it('opens the form, and tells the desk what was chosen and typed', async () => {
    const asked: unknown[] = [];
    const { slack } = await appOnEmulator({
      reviewHarden: async (each) => {
        asked.push(each);
        return { kind: 'form', form: FORM };
      },
      proposeHarden: async (each) => {
        asked.push(each);
        return { kind: 'proposed', hardening: HARDENING };
      },
    });
    await command(slack, 'harden d-0123456789 eu-west-1');
    const first = await answeredView(slack, alice.id);
    const option = 'nativeWorkloadsWithTrust';
    const view = await choose(slack, first.id, { option, until: 'onPremises' });
    expect(view.callbackId).toBe(CALLBACK_IDS.harden);
    const values = {
      table: { table_choice: option },
      onPremises: { networks: '192.168.0.0/16' },
      clients: { networks: 'office' },
      facts: { facts_choice: 'trustCreated' },
    };
    await slack.submitView({ userId: alice.id, viewId: view.id, values });
    const answer = await answeredView(slack, alice.id);
    expect(textOfView(answer)).toContain('h-1, is in the channel');
    const directoryId = 'd-0123456789';
    const region = 'eu-west-1';
    expect(asked).toEqual([
      { userId: alice.id, directoryId, region },
      { userId: alice.id, directoryId, region },
      {
        userId: alice.id,
        directoryId,
        region,
        choice: {
          table: 'nativeWorkloadsWithTrust',
          networks: {
            onPremises: '192.168.0.0/16',
            clients: 'office',
            certificateAuthority: '',
          },
          isLdapsUsed: false,
          isTrustCreated: true,
        },
      },
    ]);
  });

  it('is filled in with what the policy chose', async () => {
    const form = { ...FORM, chosen: CHOICE };
    const { slack } = await appOnEmulator({ reviewHarden: async () => ({ kind: 'form', form }) });
    await command(slack, 'harden d-0123456789');
    const { body } = await answeredView(slack, alice.id);
    const text = JSON.stringify(body);
    expect(text).toContain('"initial_value":"192.168.0.0/16"');
    expect(text).toContain('"initial_value":"10.0.0.0/16"');
    expect(text).toMatch(/"initial_option":\{[^}]*\}[^}]*"value":"nativeWorkloadsWithTrust"/);
  });

  it.each([
    [{ kind: 'refused', reason: 'notAnApprover' }, 'You are not an approver'],
    [{ kind: 'noSuchDirectory', known: [FORM.directory] }, 'There are:d-0123456789'],
    [
      { kind: 'couldNotLook', reason: 'Allow ds:DescribeDirectories' },
      'Allow ds:DescribeDirectories',
    ],
    [{ kind: 'noTable', directory: FORM.directory }, 'No port table is known'],
  ] as const satisfies readonly (readonly [
    Awaited<ReturnType<HardenDesk['reviewHarden']>>,
    string,
  ])[])('answers %j', async (refused, text) => {
    const { slack } = await appOnEmulator({ reviewHarden: async () => refused });
    await command(slack, 'harden');
    expect(textOfView(await answeredView(slack, alice.id)).replaceAll('\n', '')).toContain(text);
  });

  it('says beside the field what is wrong with it, and keeps what was typed', async () => {
    const { slack } = await appOnEmulator({
      reviewHarden: async () => ({ kind: 'form', form: FORM }),
      checkHarden: () => [{ role: 'clients', problem: { kind: 'notUnderstood', text: '<!here>' } }],
    });
    await command(slack, 'harden d-0123456789');
    const view = await answeredView(slack, alice.id);
    const values = { clients: { networks: '<!here>' } };
    await slack.submitView({ userId: alice.id, viewId: view.id, values });
    const again = await answeredView(slack, alice.id);
    expect(again.id).toBe(view.id);
    expect(again.errors).toEqual({
      clients: expect.stringContaining('Expected a network of the policy'),
    });
  });

  it('is shown anew where what is wrong is beside no field that is there', async () => {
    const missing = [{ role: 'onPremises', problem: { kind: 'missing' } }] as const;
    const { slack } = await appOnEmulator({
      reviewHarden: async () => ({ kind: 'form', form: FORM }),
      checkHarden: () => missing,
      proposeHarden: async () => ({ kind: 'badForm', problems: missing }),
    });
    await command(slack, 'harden d-0123456789');
    const view = await answeredView(slack, alice.id);
    // As in Slack, where a form is submitted before it is shown for the scenario that was just chosen.
    const values = {
      table: { table_choice: 'nativeWorkloadsWithTrust' },
      clients: { networks: '10.0.0.0/16' },
    };
    await slack.submitView({ userId: alice.id, viewId: view.id, values });
    const again = await answeredView(slack, alice.id);
    expect(textOfView(again)).toContain('the scenario needs this network');
    expect(blockIds(again)).toContain('onPremises');
  });

  it('asks for the networks of the scenario that is chosen, and keeps what was typed', async () => {
    const { slack } = await appOnEmulator({
      reviewHarden: async () => ({ kind: 'form', form: FORM }),
    });
    await command(slack, 'harden d-0123456789');
    const first = await answeredView(slack, alice.id);
    expect(blockIds(first)).not.toContain('onPremises');
    const values = { clients: { networks: '10.0.0.0/16' } };
    const option = 'nativeWorkloadsWithTrust';
    const shown = await choose(slack, first.id, { option, values, until: 'onPremises' });
    const text = JSON.stringify(shown.body);
    expect(text).toContain('"initial_value":"10.0.0.0/16"');
    expect(text).toMatch(/"initial_option":\{[^}]*\}[^}]*"value":"nativeWorkloadsWithTrust"/);
    expect(shown.id).toBe(first.id);
  });

  it.each([
    ['awsApplications', []],
    ['awsApplicationsWithTrust', ['On-premises: required']],
    ['nativeWorkloads', ['Clients and servers: required', 'Enterprise CA: optional']],
    [
      'nativeWorkloadsWithTrust',
      ['On-premises: required', 'Clients and servers: required', 'Enterprise CA: optional'],
    ],
    ['simpleAd', ['Clients and servers: required']],
    ['adConnector', ['On-premises: required']],
  ] as const)('for %s asks for %j', (table, asked) => {
    const form: HardenForm = { ...FORM, tables: [table] };
    const { blocks } = hardenForm(form, null);
    const inputs = blocks.filter((block): block is InputBlock => block.type === 'input');
    const networks = inputs.filter(({ element }) => element.type === 'plain_text_input');
    const told = networks.map(
      ({ label, optional }) => `${label.text}: ${optional === true ? 'optional' : 'required'}`,
    );
    expect(told).toEqual(asked);
    expect(checkView(hardenForm(form, null))).toEqual([]);
  });

  it('says in the modal why there is no plan', async () => {
    const { slack } = await appOnEmulator({
      reviewHarden: async () => ({ kind: 'form', form: FORM }),
      proposeHarden: async () => ({
        kind: 'noPlan',
        reason: { kind: 'trustsWithoutScenario', table: 'AWS …', trusts: ['hq.example.com'] },
      }),
    });
    await command(slack, 'harden d-0123456789');
    const view = await answeredView(slack, alice.id);
    await slack.submitView({
      userId: alice.id,
      viewId: view.id,
      values: { clients: { networks: '10.0.0.0/16' } },
    });
    const answer = textOfView(await answeredView(slack, alice.id));
    expect(answer).toContain('the directory trusts hq.example.com');
  });
});

describe('the buttons of a hardening', () => {
  it('Approve shows the calls in their order, and submits the plan that was shown', async () => {
    const asked: unknown[] = [];
    const { slack } = await appOnEmulator({
      reviewHardening: async () => ({ kind: 'review', hardening: HARDENING }),
      approveHardening: async (each) => {
        asked.push(each);
        return { kind: 'approved', missing: 1 };
      },
    });
    const { view, ts } = await pressed(slack, ACTION_IDS.reviewHardening);
    expect(textOfView(view)).toContain('1. AuthorizeSecurityGroup');
    expect(textOfView(view)).toContain('begins when 1 more approved');
    await slack.submitView({ userId: alice.id, viewId: view.id, values: {} });
    expect(textOfView(await answeredView(slack, alice.id))).toContain('1 more to go');
    expect(asked).toEqual([
      {
        userId: alice.id,
        hardeningId: 'h-1',
        planHash: HARDENING.plan.hash,
        address: { channelId: ALERTS, messageTs: ts },
      },
    ]);
  });

  it('a stale plan is told with what changed', async () => {
    const [rule] = HARDENING.plan.remove;
    if (rule === undefined) throw new Error('The plan removes a rule');
    const { slack } = await appOnEmulator({
      reviewHardening: async () => ({ kind: 'review', hardening: HARDENING }),
      approveHardening: async () => ({
        kind: 'madeAnew',
        what: [{ kind: 'appeared', rule }],
        hardening: { ...HARDENING, id: 'h-2' },
      }),
    });
    const { view } = await pressed(slack, ACTION_IDS.reviewHardening);
    await slack.submitView({ userId: alice.id, viewId: view.id, values: {} });
    const answer = textOfView(await answeredView(slack, alice.id));
    expect(answer).toContain('new: inbound all traffic from 0.0.0.0/0');
    expect(answer).toContain('made anew: h-2');
  });

  it.each([
    [ACTION_IDS.declineHardening, 'Declined'],
    [ACTION_IDS.undoHardening, 'h-1, is in the channel'],
    [ACTION_IDS.showHardening, 'Page: 1 of'],
  ])('%s is answered in a modal', async (actionId, text) => {
    const { slack } = await appOnEmulator({
      declineHardening: async () => ({ kind: 'declined' }),
      proposeUndo: async () => ({ kind: 'proposed', hardening: HARDENING }),
      showHardening: async () => ({ kind: 'hardening', hardening: HARDENING }),
    });
    const { channelId, messageTs: ts } = await posted(slack);
    await slack.clickRaw({ userId: bob.id, channelId, ts, actionId, value: 'h-1' });
    expect(textOfView(await answeredView(slack, bob.id))).toContain(text);
  });

  it('pages of a large plan take each other’s place', async () => {
    const hardening = huge();
    const { slack } = await appOnEmulator({
      showHardening: async () => ({ kind: 'hardening', hardening }),
    });
    const { view } = await pressed(slack, ACTION_IDS.showHardening);
    expect(textOfView(view)).toContain('Page: 1 of');
    await slack.clickInView({ userId: alice.id, viewId: view.id, actionId: ACTION_IDS.pageOn });
    const next = await slack.waitFor(({ openViews }) => {
      const shown = openViews.get(alice.id)?.at(-1);
      return shown !== undefined && textOfView(shown).includes('Page: 2 of') ? shown : undefined;
    }, 5_000);
    expect(textOfView(next)).toContain('Page: 2 of');
  });
});
