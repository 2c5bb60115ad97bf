import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOwnIdentity, memberSessionArn } from '../../../src/domain/change/own-role.ts';
import { OWN_ARN } from '../../support/findings.ts';
import { CALL } from '../finding/finding-of.ts';

const USER = 'arn:aws:iam::111122223333:user/ops/portcullis';

function isOwn(arn: string | null, ownArn = OWN_ARN): boolean {
  return isOwnIdentity({ ...CALL.actor, arn }, ownArn);
}

describe('isOwnIdentity()', () => {
  it('is the role in whatever session', () => {
    const session = fc.stringMatching(/^[\w+=,.@-]{2,64}$/);
    fc.assert(
      fc.property(session, (name) => {
        expect(isOwn(`arn:aws:sts::111122223333:assumed-role/portcullis/${name}`)).toBe(true);
      }),
    );
  });

  it.each([
    ['another role', 'arn:aws:sts::111122223333:assumed-role/portcullis-2/i-0123456789abcdef0'],
    ['a role that begins alike', 'arn:aws:sts::111122223333:assumed-role/port/cullis'],
    ['the same name in another account', 'arn:aws:sts::444455556666:assumed-role/portcullis/a'],
    [
      'the same name in another partition',
      'arn:aws-cn:sts::111122223333:assumed-role/portcullis/a',
    ],
    ['a session that is named so', 'arn:aws:sts::111122223333:assumed-role/dev/portcullis'],
    ['a user of that name', 'arn:aws:iam::111122223333:user/portcullis'],
    ['nobody known', null],
  ])('is not %s', (_, arn) => {
    expect(isOwn(arn)).toBe(false);
  });

  it('is a user by the whole ARN', () => {
    expect(isOwn(USER, USER)).toBe(true);
    expect(isOwn('arn:aws:iam::111122223333:user/portcullis', USER)).toBe(false);
    expect(isOwn(null, USER)).toBe(false);
  });
});

describe('memberSessionArn()', () => {
  it('is that of a session, in which the path of the role is not', () => {
    const arn = memberSessionArn('arn:aws-us-gov:iam::444455556666:role/team/red/portcullis');
    expect(arn).toBe('arn:aws-us-gov:sts::444455556666:assumed-role/portcullis/portcullis');
    const session = arn.replace(/[^/]+$/, 'any');
    expect(isOwn(session, arn)).toBe(true);
    expect(isOwn(session.replace('4444', '5555'), arn)).toBe(false);
  });
});
