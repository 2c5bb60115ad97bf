import { describe, expect, it } from 'vitest';
import { ACTION_IDS, CALLBACK_IDS } from '../../../src/adapters/slack/ids.ts';
import { startSlackApp } from '../../../src/adapters/slack/slack-app.ts';
import { slackChannel } from '../../../src/adapters/slack/slack-channel.ts';
import type {
  Desk,
  ExemptionDesk,
  HardenDesk,
  MessageAddress,
  Touch,
} from '../../../src/app/ports.ts';
import { planRevert } from '../../../src/domain/plan/plan.ts';
import type { SlackEmulator } from '../../../src/sandbox/slack/slack-emulator.ts';
import { findingOf, OWN_ACCOUNTS } from '../../domain/finding/finding-of.ts';
import { ALERTS, alice, bob, startEmulator } from '../../sandbox/slack/support.ts';
import { answeredView, textOf, textOfView } from '../../support/acts.ts';
import { appOnEmulator, DEADLINE_MS, keepingLog, postingClient } from './slack-on-emulator.ts';

const finding = findingOf();
const plan = planRevert(finding, OWN_ACCOUNTS);
if (typeof plan === 'string') throw new Error(plan);
const REVIEW = { kind: 'review', finding, plan } as const;

async function post(slack: SlackEmulator): Promise<MessageAddress> {
  return slackChannel(postingClient(slack)).postAlert(ALERTS, {
    finding,
    plan: REVIEW.plan,
    isRepost: false,
  });
}

/** Presses a button of a fresh alert. */
async function press(slack: SlackEmulator, actionId: string, userId: string = alice.id) {
  const { channelId, messageTs: ts } = await post(slack);
  return slack.click({ userId, channelId, ts, actionId });
}

/** The ephemeral that a user gets, as text. */
function ephemeral(slack: SlackEmulator, userId: string): Promise<string> {
  return slack.waitFor(({ ephemerals }) => {
    const found = ephemerals.find(({ forUserId }) => forUserId === userId);
    return found === undefined ? undefined : textOf(found) || found.text;
  }, DEADLINE_MS);
}

function command(slack: SlackEmulator, text: string, userId: string = alice.id) {
  return slack.command({ userId, channelId: ALERTS, command: '/portcullis', text });
}

describe('a button', () => {
  it.each([ACTION_IDS.reviewRevert, ACTION_IDS.reviewAcknowledge])(
    '%s is acknowledged first, whatever the answer takes',
    async (id) => {
      const never = () => new Promise<never>(() => undefined);
      const { slack } = await appOnEmulator({ reviewRevert: never, reviewAcknowledge: never });
      expect(await press(slack, id)).toMatchObject({ kind: 'acked', payload: {} });
      const waiting = await slack.waitFor(
        ({ openViews }) => openViews.get(alice.id)?.[0],
        DEADLINE_MS,
      );
      expect(textOfView(waiting)).toBe('One moment …');
    },
  );

  it('tells the desk who touched which finding on which message, once', async () => {
    const touches: Touch[] = [];
    const { slack } = await appOnEmulator({
      reviewRevert: async (touch) => {
        touches.push(touch);
        return REVIEW;
      },
    });
    const address = await post(slack);
    const { channelId, messageTs: ts } = address;
    await slack.click({ userId: alice.id, channelId, ts, actionId: ACTION_IDS.reviewRevert });
    const view = await answeredView(slack, alice.id);
    expect(view.callbackId).toBe(CALLBACK_IDS.approveRevert);
    expect(touches).toEqual([{ userId: alice.id, findingId: 'f-1', address }]);
  });

  it('answers in a message for the one who pressed it, when the trigger is too old', async () => {
    const { slack } = await appOnEmulator({});
    slack.faults.error({ method: 'views.open', code: 'expired_trigger_id' });
    expect(await press(slack, ACTION_IDS.reviewRevert)).toMatchObject({ kind: 'acked' });
    expect(await ephemeral(slack, alice.id)).toContain('Nothing was done');
  });

  it('says so when the answer fails, and the log tells why', async () => {
    const { slack, log } = await appOnEmulator({
      reviewRevert: () => Promise.reject(new Error('the database is locked')),
    });
    await press(slack, ACTION_IDS.reviewRevert);
    expect(textOfView(await answeredView(slack, alice.id))).toContain('nothing was done');
    await log.saying('the database is locked');
  });

  it('whose value nobody issued is answered', async () => {
    const { slack } = await appOnEmulator({
      reviewRevert: async ({ findingId }) => {
        expect(findingId).toBe('<!channel> f-9');
        return { kind: 'noSuchFinding' };
      },
    });
    const act = { userId: bob.id, channelId: ALERTS, ts: '1.2', value: '<!channel> f-9' };
    await slack.clickRaw({ ...act, actionId: ACTION_IDS.reviewRevert });
    expect(textOfView(await answeredView(slack, bob.id))).toContain('There is no such finding');
  });
});

describe('a submission', () => {
  it('is acknowledged first, decided once and answered in place', async () => {
    const hashes: string[] = [];
    const { slack } = await appOnEmulator({
      reviewRevert: async () => REVIEW,
      approveRevert: async ({ planHash }) => {
        hashes.push(planHash);
        return { kind: 'approved', missing: 0 };
      },
    });
    await press(slack, ACTION_IDS.reviewRevert);
    const view = await answeredView(slack, alice.id);
    const act = { userId: alice.id, viewId: view.id, values: {} };
    expect(await slack.submitView(act)).toMatchObject({ shown: { kind: 'viewUpdated' } });
    expect(textOfView(await answeredView(slack, alice.id))).toContain('Approved');
    expect(hashes).toEqual([REVIEW.plan.hash]);
  });

  it.each(['', '{', '{"findingId":7}', '[]'])(
    'with a memory that nobody issued, %j, names no finding',
    async (memory) => {
      const touched: string[] = [];
      const { slack } = await appOnEmulator({
        reviewRevert: async () => REVIEW,
        approveRevert: async ({ findingId, planHash }) => {
          touched.push(findingId, planHash);
          return { kind: 'noSuchFinding' };
        },
      });
      await press(slack, ACTION_IDS.reviewRevert);
      const { id, body } = await answeredView(slack, alice.id);
      const view = { ...body, private_metadata: memory } as never; // As sent, and so sent again.
      await postingClient(slack).views.update({ view_id: id, view });
      await slack.submitView({ userId: alice.id, viewId: id, values: {} });
      expect(textOfView(await answeredView(slack, alice.id))).toContain('There is no such finding');
      expect(touched).toEqual(['', '']);
    },
  );

  it('whose decision fails says that it is not known whether it counted', async () => {
    const { slack } = await appOnEmulator({
      reviewRevert: async () => REVIEW,
      approveRevert: () => Promise.reject(new Error('the database is locked')),
    });
    await press(slack, ACTION_IDS.reviewRevert);
    const { id: viewId } = await answeredView(slack, alice.id);
    await slack.submitView({ userId: alice.id, viewId, values: {} });
    expect(textOfView(await answeredView(slack, alice.id))).toContain('Look at the alert');
  });

  it('gives the note to the desk', async () => {
    const notes: string[] = [];
    const { slack } = await appOnEmulator({
      reviewAcknowledge: async () => ({ kind: 'review', finding }),
      acknowledge: async ({ note }) => {
        notes.push(note);
        return { kind: 'acknowledged' };
      },
    });
    await press(slack, ACTION_IDS.reviewAcknowledge);
    const { id: viewId } = await answeredView(slack, alice.id);
    const values = { note: { note_text: 'asking <!channel>' } };
    await slack.submitView({ userId: alice.id, viewId, values });
    expect(textOfView(await answeredView(slack, alice.id))).toContain('Noted');
    expect(notes).toEqual(['asking <!channel>']);
  });
});

describe('/portcullis', () => {
  const guest: Pick<Desk, 'status' | 'findings' | 'show'> = {
    status: async () => ({ kind: 'refused', reason: 'guest' }),
    findings: async () => ({ kind: 'refused', reason: 'guest' }),
    show: async () => ({ kind: 'refused', reason: 'guest' }),
  };

  it.each(['status', 'findings', 'show f-1'])('%s answers a guest with a refusal', async (text) => {
    const { slack } = await appOnEmulator(guest);
    expect(await command(slack, text)).toMatchObject({ kind: 'acked' });
    expect(await ephemeral(slack, alice.id)).toContain('Guests cannot decide or look');
  });

  it.each(['', 'help', 'HELP'])('%j lists what there is', async (text) => {
    const { slack } = await appOnEmulator({});
    await command(slack, text);
    expect(await ephemeral(slack, alice.id)).toContain('/portcullis findings');
  });

  it('show asks for a finding where none is named', async () => {
    const { slack } = await appOnEmulator({});
    await command(slack, 'show');
    expect(await ephemeral(slack, alice.id)).toContain('Name a finding, such as');
  });

  it('answers a word that it does not know, literally', async () => {
    const { slack } = await appOnEmulator({});
    await command(slack, '*destroy* everything');
    expect(await ephemeral(slack, alice.id)).toContain('There is no "*destroy*"');
  });

  it('answers when it fails', async () => {
    const { slack } = await appOnEmulator({
      status: () => Promise.reject(new Error('the database is locked')),
    });
    await command(slack, 'status');
    expect(await ephemeral(slack, alice.id)).toContain('went wrong');
  });
});

describe('what the SDK does by itself', () => {
  it('a click of another team is refused and answered, and asks nobody (1.f, trap 13)', async () => {
    const { slack, log } = await appOnEmulator({});
    const actionId = ACTION_IDS.reviewRevert;
    const act = { userId: bob.id, channelId: ALERTS, ts: '1.2', actionId, value: 'f-1' };
    expect(await slack.clickRaw({ ...act, teamId: 'T0OTHER001' })).toMatchObject({ kind: 'acked' });
    expect(await ephemeral(slack, bob.id)).toContain('Only members of the workspace');
    expect(slack.world.openViews.get(bob.id) ?? []).toEqual([]);
    expect(log.said.join()).toContain('refused');
  });

  it('a click for another app is dropped', async () => {
    const { slack, log } = await appOnEmulator({});
    const actionId = ACTION_IDS.reviewRevert;
    const act = { userId: bob.id, channelId: ALERTS, ts: '1.2', actionId, value: 'f-1' };
    await slack.clickRaw({ ...act, appId: 'A0OTHER001' });
    expect(log.said.join()).toContain('refused');
    expect(slack.calls.map(({ method }) => method)).not.toContain('views.open');
  });

  it('listeners try as often as we say, not a hundred times (1.a)', async () => {
    const { slack } = await appOnEmulator({});
    slack.faults.http500({ method: 'views.open', times: 50 });
    await press(slack, ACTION_IDS.reviewRevert);
    expect(await ephemeral(slack, alice.id)).toContain('Nothing was done');
    expect(slack.calls.filter(({ method }) => method === 'views.open')).toHaveLength(3);
  });

  it('the connection is opened with the app token, all else with the bot token (1.b)', async () => {
    const { slack } = await appOnEmulator({});
    expect(slack.calls.map(({ method, outcome }) => `${method} ${outcome.kind}`)).toEqual(
      expect.arrayContaining(['auth.test ok', 'apps.connections.open ok']),
    );
    expect(slack.calls.every(({ outcome }) => outcome.kind === 'ok')).toBe(true);
  });

  it('a Slack that is down at the start is an error that can be caught (1.g)', async () => {
    const slack = await startEmulator();
    slack.faults.unreachable(true);
    const starting = startSlackApp({
      botToken: slack.botToken,
      appToken: slack.appToken,
      apiUrl: slack.apiUrl,
      appId: null,
      home: { teamId: slack.teamId, enterpriseId: null },
      desk: {} as Desk & ExemptionDesk & HardenDesk, // Nobody gets as far as that.
      log: keepingLog(),
    });
    await expect(starting).rejects.toMatchObject({ code: 'slack_unreachable' });
  });
});
