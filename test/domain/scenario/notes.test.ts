import { describe, expect, test } from 'vitest';
import {
  adviceOn,
  describeRow,
  incompatibleText,
  incompatibleWith,
} from '../../../src/domain/scenario/notes.ts';
import type { PortTableName, TableNote } from '../../../src/domain/scenario/port-table.ts';
import type { ScenarioChoice } from '../../../src/domain/scenario/scenario-choice.ts';
import { PORT_TABLES } from '../../../src/domain/scenario/tables.ts';
import { textsOf } from './networks.ts';

function choice(name: PortTableName, more: Partial<ScenarioChoice> = {}): ScenarioChoice {
  return { name, networks: new Map(), isLdapsUsed: true, isTrustCreated: false, ...more };
}

/** What a note comes to by a choice: kind, rows and text. */
function advice(note: TableNote['kind'], of: ScenarioChoice): readonly (readonly string[])[] {
  return adviceOn(of)
    .filter((each) => each.note === note)
    .map(({ kind, rows, direction, text }) => [
      kind,
      rows.map((row) => describeRow(row, direction)).join('; '),
      text,
    ]);
}

const WITH_TRUST = choice('nativeWorkloadsWithTrust');
const SMB_ON_PREMISES = 'SMB (TCP 445) from on-premises';
const SMB_CLIENTS = 'SMB (TCP 445, UDP 445) from clients';
const CA = 'Certificate enrolment (TCP 443) to the Enterprise CA';

describe('the note says:', () => {
  test.each(['awsApplicationsWithTrust', 'nativeWorkloadsWithTrust'] as const)(
    '%s: TCP 445 from on-premises is for making a trust, and may be closed afterwards',
    (name) => {
      const later = `${SMB_ON_PREMISES} is for making a trust only: it may be closed once every trust is made.`;
      expect(advice('forTrustCreation', choice(name))).toEqual([
        ['mayBeClosedLater', SMB_ON_PREMISES, later],
      ]);
      const now = `${SMB_ON_PREMISES} was for making the trust: it may be closed.`;
      expect(advice('forTrustCreation', choice(name, { isTrustCreated: true }))).toEqual([
        ['mayBeClosed', SMB_ON_PREMISES, now],
      ]);
    },
  );

  test('445 from clients stays for Group Policy, whatever was done', () => {
    for (const isTrustCreated of [false, true]) {
      expect(advice('forGroupPolicy', { ...WITH_TRUST, isTrustCreated })).toEqual([
        ['keep', SMB_CLIENTS, `${SMB_CLIENTS} has to stay: Group Policy needs it.`],
      ]);
    }
  });

  test('636 is for LDAP over SSL only, from each network', () => {
    const rows = ['LDAPS (TCP 636) from on-premises', 'LDAPS (TCP 636) from clients'];
    expect(advice('forLdapsOnly', WITH_TRUST)).toEqual(
      rows.map((row) => ['keep', row, `${row} is needed as long as LDAP over SSL is used.`]),
    );
    expect(advice('forLdapsOnly', { ...WITH_TRUST, isLdapsUsed: false })).toEqual(
      rows.map((row) => [
        'mayBeClosed',
        row,
        `${row} is for LDAP over SSL only, which is not used: it may be closed.`,
      ]),
    );
  });

  test.each(['nativeWorkloads', 'nativeWorkloadsWithTrust'] as const)(
    '%s: an Enterprise CA needs outbound TCP 443',
    (name) => {
      expect(advice('forEnterpriseCa', choice(name))).toEqual([
        ['addIfUsed', CA, `With an Enterprise CA, ${CA} is needed as well.`],
      ]);
      const networks = new Map([['certificateAuthority', textsOf(['10.3.0.0/24'])]] as const);
      expect(advice('forEnterpriseCa', choice(name, { networks }))).toEqual([
        ['keep', CA, `${CA} is needed for the Enterprise CA.`],
      ]);
    },
  );

  test('multi-factor authentication of an AD Connector needs RADIUS', () => {
    const row = 'RADIUS (UDP 1812) to on-premises';
    expect(advice('forMultiFactor', choice('adConnector'))).toEqual([
      ['addIfUsed', row, `With multi-factor authentication, ${row} is needed as well.`],
    ]);
  });

  test('the networks have to be secure', () => {
    expect(advice('secureNetworks', WITH_TRUST)).toEqual([
      [
        'heed',
        '',
        'Whoever is in the networks of on-premises and clients can use these ports: keep them secure.',
      ],
    ]);
  });

  test('native workloads without trust allow no trust', () => {
    expect(advice('noTrusts', choice('nativeWorkloads'))).toEqual([
      ['heed', '', 'No trust can be made or kept with it.'],
    ]);
    expect(advice('noTrusts', WITH_TRUST)).toEqual([]);
  });
});

describe('what does not work with', () => {
  const WORKLOADS = ['ec2', 'fsx', 'rdsMySql', 'rdsOracle', 'rdsPostgreSql', 'rdsSqlServer'];

  test.each([
    ['awsApplications', [...WORKLOADS, 'workSpaces', 'trusts', 'domainJoined']],
    // Its page calls trusts and WorkSpaces incompatible, and is for the one and names the other.
    ['awsApplicationsWithTrust', [...WORKLOADS, 'domainJoined']],
    ['nativeWorkloads', ['trusts']],
    ['nativeWorkloadsWithTrust', []],
    ['simpleAd', ['appStream', 'chime', 'rdsSqlServer', 'rdsOracle', 'identityCenter', 'trusts']],
    ['adConnector', []],
  ] as const)('%s', (name, expected) => {
    expect(incompatibleWith(PORT_TABLES[name])).toEqual(expected);
  });

  test('it is a sentence, or nothing', () => {
    expect(incompatibleText(PORT_TABLES.nativeWorkloads)).toBe('It does not work with trusts.');
    expect(incompatibleText(PORT_TABLES.nativeWorkloadsWithTrust)).toBeNull();
  });
});
