import { describe, expect, it } from 'vitest';
import { READ_MS_MAX } from '../../../src/app/doors/look.ts';
import { lookAtList } from '../../../src/app/doors/look-at-list.ts';
import type { ListReading, Looked } from '../../../src/app/ports.ts';
import { OutsideError } from '../../../src/domain/outside-error.ts';
import { fakeGroups } from '../../support/fake-groups.ts';
import { fakeInterfaces } from '../../support/fake-interfaces.ts';
import { fakeLists } from '../../support/fake-lists.ts';
import { rdpFrom } from '../../support/findings.ts';
import { simulatedClock } from '../../support/simulated-clock.ts';
import { listDoor, listWith } from './list-door.ts';

const NAMING = rdpFrom('pl-1');
const DOOR = listDoor(['0.0.0.0/1', '128.0.0.0/1']);

/** EC2 with a list of these blocks, which a rule of the door's group names; with no list where they are
 * null. */
function sceneWith(cidrs: readonly string[] | null) {
  const lists = cidrs === null ? fakeLists() : fakeLists(listWith(cidrs));
  const clock = simulatedClock(0);
  return { lists, clock, groups: fakeGroups([NAMING]), interfaces: fakeInterfaces() };
}

describe('lookAtList()', () => {
  it.each([
    ['as it was', ['0.0.0.0/1', '128.0.0.0/1'], 'same'],
    ['as it was beside other entries', ['128.0.0.0/1', '10.9.8.0/28', '0.0.0.0/1'], 'same'],
    ['without any of its entries', ['10.9.8.0/28'], 'gone'],
    ['empty', [], 'gone'],
    ['not there any more', null, 'gone'],
  ] as const)('%s', async (_, cidrs, kind) => {
    expect(await lookAtList(DOOR, sceneWith(cidrs))).toEqual({ kind });
  });

  it('with some of its entries: tells what is left, and what that lets in', async () => {
    expect(await lookAtList(DOOR, sceneWith(['10.9.8.0/28', '128.0.0.0/1']))).toMatchObject({
      kind: 'partly',
      left: {
        entries: [{ cidr: '128.0.0.0/1' }],
        uses: [{ groupId: 'sg-1', excess: [{ source: '128.0.0.0/1' }] }],
      },
    });
  });

  it('no rule of the group that names it any more: the door is gone', async () => {
    const scene = sceneWith(['0.0.0.0/1', '128.0.0.0/1']);
    scene.groups.rules = [rdpFrom('10.9.8.0/28')];
    // The same rule outbound lets nobody in.
    scene.groups.outbound = [NAMING];
    expect(await lookAtList(DOOR, scene)).toEqual({ kind: 'gone' });
  });

  it('a use by an outbound rule stands as long as that does', async () => {
    const uses = DOOR.uses.map((use) => ({ ...use, direction: 'outbound' as const }));
    const scene = sceneWith(['0.0.0.0/1', '128.0.0.0/1']);
    expect(await lookAtList({ ...DOOR, uses }, scene)).toEqual({ kind: 'gone' });
    scene.groups.outbound = [NAMING];
    expect(await lookAtList({ ...DOOR, uses }, scene)).toEqual({ kind: 'same' });
  });

  it('while EC2 is at work on it: neither shut nor open', async () => {
    const scene = sceneWith([]);
    const value: ListReading = { list: listWith([]), isSettled: false };
    scene.lists.nextReads.push({ kind: 'found', value });
    expect(await lookAtList(DOOR, scene)).toEqual({ kind: 'unsettled' });
  });

  it('that may not be looked at says why', async () => {
    const scene = sceneWith([]);
    scene.lists.nextReads.push({ kind: 'couldNotLook', reason: 'denied' });
    expect(await lookAtList(DOOR, scene)).toEqual({ kind: 'couldNotLook', reason: 'denied' });
  });

  it('that is not answered in time is thrown, to be asked again', async () => {
    const scene = sceneWith([]);
    scene.lists.nextReads.push((): Promise<Looked<ListReading>> => new Promise(() => undefined));
    const failure = lookAtList(DOOR, scene).catch((error: unknown) => error);
    await scene.clock.advance(READ_MS_MAX);
    expect(await failure).toBeInstanceOf(OutsideError);
    expect(await failure).toMatchObject({ code: 'aws_unreachable', isRetryable: true });
  });
});
