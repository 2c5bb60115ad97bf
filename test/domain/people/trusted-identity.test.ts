import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/change/actor.ts';
import { beginTie, identityOf, identityText } from '../../../src/domain/people/trusted-identity.ts';
import { CALL } from '../finding/finding-of.ts';

const ROLE = 'AWSReservedSSO_Admin_0123456789abcdef';
const RESERVED = 'arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com';

function session(arn: string, facts: Partial<Actor> = {}): Actor {
  return { ...CALL.actor, kind: 'AssumedRole', arn, ...facts };
}

const ofAnna = (role = ROLE, name = 'anna@example.com', account = '111122223333') =>
  `arn:aws:sts::${account}:assumed-role/${role}/${name}`;

describe('identityOf()', () => {
  it.each([
    ['in the home Region', `${RESERVED}/${ROLE}`],
    ['with a Region in the path', `${RESERVED}/eu-central-1/${ROLE}`],
  ])('is the Identity Center user, %s', (_, issuerArn) => {
    const identity = identityOf(session(ofAnna(), { issuerArn }));
    expect(identity).toEqual({ kind: 'identityCenter', userName: 'anna@example.com' });
    expect(identity && identityText(identity)).toBe('identityCenter:anna@example.com');
  });

  it.each<[string, Actor]>([
    [
      'a role of that name elsewhere',
      session(ofAnna(), { issuerArn: `arn:aws:iam::111122223333:role/${ROLE}` }),
    ],
    [
      'a path that only begins so',
      session(ofAnna(), {
        issuerArn: `arn:aws:iam::111122223333:role/x/aws-reserved/sso.amazonaws.com/${ROLE}`,
      }),
    ],
    ['a session of another role', session(ofAnna('Other'), { issuerArn: `${RESERVED}/${ROLE}` })],
    [
      'another account',
      session(ofAnna(ROLE, 'anna@example.com', '444455556666'), {
        issuerArn: `${RESERVED}/${ROLE}`,
      }),
    ],
    ['a record without issuer', session(ofAnna())],
    [
      'a name that may be cut',
      session(ofAnna(ROLE, 'a'.repeat(64)), { issuerArn: `${RESERVED}/${ROLE}` }),
    ],
    ['root', { ...CALL.actor, kind: 'Root', arn: 'arn:aws:iam::111122223333:root' }],
    [
      'a federated user',
      {
        ...CALL.actor,
        kind: 'FederatedUser',
        arn: 'arn:aws:sts::111122223333:federated-user/anna',
      },
    ],
    ['a user without ARN', { ...CALL.actor, arn: null }],
    ['a service', { ...CALL.actor, kind: 'AWSService', arn: null }],
  ])('is nobody of %s', (_, actor) => {
    expect(identityOf(actor)).toBeNull();
  });

  it('never reads the session name of a role that is not Identity Center’s', () => {
    const name = fc.stringMatching(/^[\w+=,.@-]{2,63}$/);
    fc.assert(
      fc.property(name, name, fc.option(name), (role, called, sourceIdentity) => {
        const actor = session(ofAnna(role, called), {
          issuerArn: `arn:aws:iam::111122223333:role/${role}`,
          ...(sourceIdentity === null ? {} : { sourceIdentity }),
        });
        const expected =
          sourceIdentity === null ? null : { kind: 'sourceIdentity', value: sourceIdentity };
        expect(identityOf(actor)).toEqual(expected);
      }),
    );
  });

  it('is the ARN of an IAM user', () => {
    const identity = identityOf(CALL.actor);
    expect(identity).toEqual({ kind: 'iamUser', arn: 'arn:aws:iam::111122223333:user/dana' });
    expect(identity && identityText(identity)).toBe('arn:aws:iam::111122223333:user/dana');
  });
});

it.each([
  'anna',
  'a@b',
  'a@example.com,b@example.com',
  '@example.com',
  'anna@example.com@evil.example',
])('beginTie(): %s is no address to ask for', (value) => {
  const ties = { isByEmail: true, isBySourceIdentity: true, userIds: new Map() };
  const actor = session(ofAnna('Deploy', 'x'), { sourceIdentity: value });
  expect(beginTie(actor, ties)).toEqual({ kind: 'notTied', why: 'noEmail' });
});
