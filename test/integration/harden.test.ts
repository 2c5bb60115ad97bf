import { describe, expect, it } from 'vitest';
import type { Directory } from '../../src/sandbox/aws/world/directory.ts';
import { liveAlert, openToWorld, textOf, threadOf } from '../support/acts.ts';
import { controllersOf } from '../support/directories.ts';
import { approvePlan, proposeHarden, proposeUndo } from '../support/harden.ts';
import { DEADLINE_MS, type Stack, startStack } from '../support/stack.ts';

/** A start, a hardening, an undo, each read back, on a machine that other tests share. */
const STORY_MS = 3 * DEADLINE_MS;

/** The values of a directory's rules, without their ids. */
function rules(stack: Stack, directory: Directory): readonly string[] {
  return controllersOf(stack, directory)
    .rules.map(({ direction, protocol, fromPort, toPort, source, description = '' }) => {
      const whom = 'cidr' in source ? source.cidr : JSON.stringify(source);
      return [direction, protocol, fromPort, toPort, whom, description].join(' ');
    })
    .sort();
}

async function story() {
  const stack = await startStack();
  const directory = stack.aws.world.addDirectory({
    vpcId: stack.group.vpcId,
    name: 'corp.example.com',
  });
  return { stack, directory };
}

/** The message of a plan, once its headline has a sign. */
function once({ slack }: Stack, ts: string, sign: string) {
  return slack.waitFor(
    ({ messages }) => messages.find((each) => each.ts === ts && each.text.includes(sign)),
    DEADLINE_MS,
  );
}

describe('a hardening', () => {
  it(
    'is proposed, approved, carried out, told, undone; its own records open no finding',
    async () => {
      const { stack, directory } = await story();
      await using _ = stack;
      const before = rules(stack, directory);
      const message = await proposeHarden(stack, directory.directoryId, stack.group.vpcId);
      expect(textOf(message)).toContain('1 approval to go');
      expect(await approvePlan(stack, message)).toContain('1. AuthorizeSecurityGroup');
      const done = await once(stack, message.ts, '✅');
      expect(textOf(done)).toContain('the rules are as planned');
      expect(rules(stack, directory).join()).not.toContain('0.0.0.0/0');
      const thread = await threadOf(stack, message, 'All steps are done');
      expect(thread.join('\n')).toContain('Enough people approved');

      const undo = await proposeUndo(stack, done);
      await approvePlan(stack, undo);
      await once(stack, undo.ts, '✅');
      expect(rules(stack, directory)).toEqual(before);

      // Its own records are heard in their order: whoever comes after them is the first to be told of.
      await openToWorld(stack);
      await liveAlert(stack, 'RDP opened');
      const alerts = stack.slack.world.messages.filter(({ text }) => text.includes('RDP opened'));
      expect(alerts).toHaveLength(1);
      expect(await stack.product.stop()).toBe(0);
      expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', hardenings: 2 });
    },
    STORY_MS,
  );

  it.each(['before', 'after'] as const)(
    'that is killed %s a call takes effect goes on after the restart, and each rule is made once',
    async (when) => {
      const { stack, directory } = await story();
      await using _ = stack;
      const hold = stack.aws.faults.hold({ action: 'AuthorizeSecurityGroupIngress', when });
      const message = await proposeHarden(stack, directory.directoryId);
      await approvePlan(stack, message);
      await hold.reached;
      await stack.product.kill();
      hold.release();
      await stack.product.start();
      const done = await once(stack, message.ts, '✅');
      expect(textOf(done)).toContain('the rules are as planned');
      expect(rules(stack, directory).join()).not.toContain('0.0.0.0/0');
      expect(await stack.product.stop()).toBe(0);
      expect(await stack.verifyLog()).toMatchObject({ kind: 'verified', hardenings: 1 });
    },
    STORY_MS,
  );
});
