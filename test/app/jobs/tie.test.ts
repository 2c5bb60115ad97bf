import { describe, expect, it } from 'vitest';
import { HOUR_MS } from '../../../src/domain/instant.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { memberOf } from '../../support/fake-people.ts';
import { HOME_ACCOUNT, opened, POLICY, recordKey } from '../../support/findings.ts';
import { type WorkerBench, workerBench } from '../../support/worker-bench.ts';

const DANA_ARN = `arn:aws:iam::${HOME_ACCOUNT}:user/dana`;
const TIED: Policy = {
  ...POLICY,
  people: { isByEmail: true, isBySourceIdentity: true, userIds: new Map([[DANA_ARN, 'U-DANA']]) },
};

/** A finding whose call an IAM user made. */
function byDana(id: string) {
  const opening = opened(id);
  const { opening: call } = opening;
  if (call.kind === 'drift') throw new Error('A call was expected');
  return { ...opening, opening: { ...call, actor: { ...call.actor, arn: DANA_ARN } } };
}

async function bench(prepare: (bench: WorkerBench) => void = () => undefined) {
  const made = await workerBench();
  const outcome = { kind: 'finding', findingId: 'f-1', isNew: true } as const;
  const changes = [{ findingId: 'f-1', events: [byDana('f-1')] }];
  const admission = { outcome, changes, notice: null, learnt: [] };
  await made.store.admit(recordKey('e-1'), () => admission, made.clock.now());
  prepare(made);
  await made.start({ policy: TIED });
  await made.clock.advance(5_000);
  return made;
}

function question({ channel }: WorkerBench) {
  return channel.messages.find(({ address }) => address.channelId.startsWith('D-'));
}

describe('whoever opened a door', () => {
  it('is tied to a user of Slack, and asked in a message of their own', async () => {
    const made = await bench();
    expect(await made.finding('f-1')).toMatchObject({
      actorTie: { kind: 'tied', userId: 'U-DANA', by: 'map' },
    });
    const asked = question(made);
    expect(asked?.address.channelId).toBe('D-U-DANA');
    expect(asked?.shows).toMatchObject({ userId: 'U-DANA' });
    expect(await made.store.verifyLog()).toMatchObject({ kind: 'verified' });
  });

  it('is asked once, however often the finding changes, and sees what became of it', async () => {
    const made = await bench();
    const note = { kind: 'acknowledge', by: 'U1', note: 'seen' } as const;
    await made.command('f-1', note);
    await made.clock.advance(1_000);
    const asked = made.channel.messages.filter(({ address }) => address.channelId === 'D-U-DANA');
    expect(asked).toHaveLength(1);
    expect(asked[0]?.updates).toBeGreaterThan(0);
    expect(asked[0]?.shows).toMatchObject({ finding: { acknowledged: { note: 'seen' } } });
  });

  it('is nobody where policy ties nobody: nothing is noted', async () => {
    const made = await workerBench();
    await made.open('f-1');
    await made.start();
    await made.clock.advance(5_000);
    expect((await made.finding('f-1')).actorTie).toBeUndefined();
    expect(question(made)).toBeUndefined();
  });

  it('could not be looked up: "nobody" is another answer, and Slack is asked again', async () => {
    const sso = {
      kind: 'AssumedRole',
      name: 'dana@example.com',
      arn: `arn:aws:sts::${HOME_ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/dana@example.com`,
      issuerArn: `arn:aws:iam::${HOME_ACCOUNT}:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123456789abcdef`,
    };
    const made = await workerBench();
    const opening = byDana('f-1');
    const call = { ...opening.opening, actor: { ...opening.opening.actor, ...sso } };
    await made.happen('f-1', { ...opening, opening: call });
    const { people } = made;
    people.emails.set('dana@example.com', { kind: 'couldNotLook', reason: 'Slack is down' });
    await made.start({ policy: TIED });
    await made.clock.advance(1_500);
    expect((await made.finding('f-1')).actorTie).toBeUndefined();
    people.emails.set('dana@example.com', { kind: 'found', value: memberOf('U-DANA') });
    await made.clock.advance(60_000);
    expect(await made.finding('f-1')).toMatchObject({
      actorTie: { userId: 'U-DANA', by: 'email' },
    });
  });

  it('who cannot be asked is noted, once, and not asked again', async () => {
    const refused = new OutsideError(
      'slack_refused',
      'Slack refused conversations.open: user_disabled',
      {
        isRetryable: false,
      },
    );
    const made = await bench(({ channel }) => {
      channel.postQuestion = () => Promise.reject(refused);
    });
    expect((await made.finding('f-1')).notAsked?.reason).toContain('user_disabled');
    await made.clock.advance(HOUR_MS);
    const kinds = await made.eventKinds('f-1');
    expect(kinds.filter((kind) => kind === 'actor.notAsked')).toHaveLength(1);
  });

  it('says that it was not them: it is critical from then on', async () => {
    const made = await bench();
    await made.command('f-1', { kind: 'disown', by: 'U-DANA' });
    await made.clock.advance(5_000);
    const finding = await made.finding('f-1');
    expect(finding.weight).toMatchObject({ severity: 'critical' });
    expect(finding.weight?.because).toContain('says that they did not');
    expect(finding.actorSays).toMatchObject({ kind: 'notMine', by: 'U-DANA' });
  });
});
