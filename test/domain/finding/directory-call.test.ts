import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/change/actor.ts';
import {
  type DirectoryCall,
  PROBABLE_CALL_MS,
  probableCallOf,
  wasBeingMade,
} from '../../../src/domain/finding/directory-call.ts';
import type { Opening } from '../../../src/domain/finding/finding.ts';
import { directoryOfGroup, isDirectoryService } from '../../../src/domain/guard/directory-group.ts';
import { MINUTE_MS } from '../../../src/domain/instant.ts';
import { CALL, DOOR, OPENED_AT } from './finding-of.ts';

const DIRECTORY = 'd-93676fd512';
const NOBODY = { ...CALL.actor, arn: null, accountId: null, sourceIp: null };
const SERVICE: Actor = { ...NOBODY, kind: 'AWSService', name: 'ds.amazonaws.com' };
const THROUGH: Actor = { ...CALL.actor, invokedBy: 'ds.amazonaws.com' };

const door = { ...DOOR, groupName: `${DIRECTORY}_controllers` };
const routes: DirectoryCall = {
  ...CALL,
  kind: 'routesAdded',
  accountId: DOOR.accountId,
  region: DOOR.region,
  directoryId: DIRECTORY,
  eventId: 'e-routes',
  eventName: 'AddIpRoutes',
};

function openedBy(actor: Actor, afterMs: number): Opening {
  return { ...CALL, actor, at: OPENED_AT + afterMs, kind: 'rulesAdded' };
}

function drift(otherwiseAfterMs: number, seenAfterMs: number): Opening {
  const [otherwiseAt, at] = [OPENED_AT + otherwiseAfterMs, OPENED_AT + seenAfterMs];
  return { kind: 'drift', at, otherwiseAt, call: null };
}

function probable(opening: Opening, more: readonly DirectoryCall[] = [routes]): string | null {
  return probableCallOf({ door, opening }, more)?.eventId ?? null;
}

describe('probableCallOf()', () => {
  it.each<[string, Opening]>([
    ['by Directory Service for itself', openedBy(SERVICE, 0)],
    ['by Directory Service for its caller', openedBy(THROUGH, PROBABLE_CALL_MS)],
    ['seen by a sweep between two of its looks', drift(-10 * MINUTE_MS, 5 * MINUTE_MS)],
    ['seen by a sweep, long after', drift(PROBABLE_CALL_MS, 60 * MINUTE_MS)],
    [
      'seen by a sweep and then told of',
      { ...drift(-1, 1), call: { ...CALL, actor: SERVICE } } as Opening,
    ],
  ])('is the call of AddIpRoutes before an opening %s', (_, opening) => {
    expect(probable(opening)).toBe('e-routes');
  });

  it.each<[string, Opening]>([
    ['before the call', openedBy(SERVICE, -1)],
    ['too long after it', openedBy(SERVICE, PROBABLE_CALL_MS + 1)],
    ['by a person', openedBy(CALL.actor, 1)],
    ['seen by a sweep before it', drift(-2, -1)],
    ['that was not there yet too long after it', drift(PROBABLE_CALL_MS + 1, 60 * MINUTE_MS)],
    ['seen by a sweep, and told to be by a person', { ...drift(-1, 1), call: CALL } as Opening],
  ])('is none for an opening %s', (_, opening) => {
    expect(probable(opening)).toBeNull();
  });

  it('has the blocks of the added routes, where they are known', () => {
    const opening = openedBy(SERVICE, 1);
    const ranges = ['203.0.113.0/24'];
    expect(probableCallOf({ door, opening }, [{ ...routes, ranges }])).toMatchObject({ ranges });
    expect(probableCallOf({ door, opening }, [routes])).not.toHaveProperty('ranges');
  });

  it('is none on another directory, elsewhere, or one that asked for the directory', () => {
    const opening = openedBy(SERVICE, 1);
    const others: readonly DirectoryCall[] = [
      { ...routes, directoryId: 'd-0000000000' },
      { ...routes, accountId: '444455556666' },
      { ...routes, region: 'eu-west-1' },
      { ...routes, kind: 'born' },
    ];
    expect(probable(opening, others)).toBeNull();
  });

  it('is the last of several', () => {
    const calls = [-3, -1, -2].map((minutes) => {
      return { ...routes, eventId: `e${minutes}`, at: OPENED_AT + minutes * MINUTE_MS };
    });
    expect(probable(openedBy(SERVICE, 0), calls)).toBe('e-1');
  });
});

describe('wasBeingMade()', () => {
  const born: DirectoryCall = { ...routes, kind: 'born', at: OPENED_AT - MINUTE_MS };

  it.each(['Requested', 'Creating', 'Created'])('is so while it is %s', (stage) => {
    expect(wasBeingMade({ stage, since: null }, OPENED_AT, [])).toBe(true);
  });

  it.each(['Active', 'Impaired', 'Inoperable', 'Restoring', 'Deleting', 'Whatever'])(
    'is not so while it is %s',
    (stage) => {
      expect(wasBeingMade({ stage, since: OPENED_AT - 1 }, OPENED_AT, [born])).toBe(false);
    },
  );

  it('was so until it became active, where somebody asked for it before', () => {
    const since = OPENED_AT + 1;
    expect(wasBeingMade({ stage: 'Active', since }, OPENED_AT, [born])).toBe(true);
    expect(wasBeingMade({ stage: 'Active', since }, since, [born])).toBe(false);
    expect(wasBeingMade({ stage: 'Active', since: null }, OPENED_AT, [born])).toBe(false);
    expect(wasBeingMade({ stage: 'Active', since }, OPENED_AT, [routes])).toBe(false);
    const later = { ...born, at: OPENED_AT + 1 };
    expect(wasBeingMade({ stage: 'Active', since }, OPENED_AT, [later])).toBe(false);
  });
});

describe('isDirectoryService()', () => {
  it.each([
    ['itself', SERVICE, true],
    ['for its caller', THROUGH, true],
    ['another service', { ...SERVICE, name: 'rds.amazonaws.com' }, false],
    ['a person', CALL.actor, false],
    ['a session that is named so', { ...CALL.actor, name: 'ds.amazonaws.com' }, false],
  ] as const)('%s', (_, actor, expected) => {
    expect(isDirectoryService(actor)).toBe(expected);
  });
});

describe('directoryOfGroup()', () => {
  it.each([
    ['d-93676fd512_controllers', 'd-93676fd512'],
    ['d-93676fd512_controllers2', null],
    ['my-d-93676fd512_controllers', null],
    ['d-93676fd51_controllers', null],
    ['win-web', null],
    [null, null],
  ])('%s', (name, expected) => {
    expect(directoryOfGroup(name)).toBe(expected);
  });
});
