import { describe, expect, test } from 'vitest';
import { plainText } from '../../src/cli/plain-text.ts';
import { exposureText } from '../../src/cli/replay/exposure-text.ts';
import { tableLine } from '../../src/cli/replay/table.ts';
import type { ExposureRow } from '../../src/domain/net/exposure.ts';

function row(protocol: ExposureRow['protocol'], port: number, source: string): ExposureRow {
  return { protocol, fromPort: port, toPort: port, source };
}

describe('exposureText', () => {
  test('one opening is told in plain words', () => {
    expect(exposureText([row('tcp', 3389, '0.0.0.0/0')])).toBe('TCP 3389 from 0.0.0.0/0');
  });

  test('sources with the same traffic are told together', () => {
    const rows = [
      row('tcp', 445, '0.0.0.0/0'),
      { ...row('tcp', 49152, '0.0.0.0/0'), toPort: 65535 },
      row('udp', 3389, '0.0.0.0/0'),
      row('tcp', 3389, '::/0'),
      row('tcp', 3389, 'pl-0a'),
    ];
    expect(exposureText(rows)).toBe(
      'TCP 445, 49152-65535 and UDP 3389 from 0.0.0.0/0; TCP 3389 from ::/0 and pl-0a',
    );
  });

  test('many sources are counted', () => {
    const rows = Array.from({ length: 10 }, (_, i) => row('tcp', 3389, `10.${i}.0.0/16`));
    expect(exposureText(rows)).toBe(
      'TCP 3389 from 10.0.0.0/16, 10.1.0.0/16, 10.2.0.0/16 and 7 more',
    );
  });
});

describe('tableLine', () => {
  const ROW = {
    outcome: 'finding',
    reason: 'why',
    eventId: 'e',
    eventTime: '2026-03-01T10:00:00Z',
    eventName: 'AuthorizeSecurityGroupIngress',
    accountId: '111122223333',
    region: 'eu-central-1',
    groupId: null,
    actor: 'alice',
    rules: [],
    excess: [],
    newlyOpened: [],
    openedAt: null,
    closedAt: null,
    closedBy: null,
    openForMs: null,
    groupIds: [],
    prefixList: null,
  } as const;

  test('what is too long is cut, so that columns stay in line', () => {
    const long = tableLine({ ...ROW, actor: 'x'.repeat(500), groupId: 'sg-0' });
    expect(long.indexOf('why')).toBe(tableLine(ROW).indexOf('why'));
    expect(tableLine({ ...ROW, reason: 'y'.repeat(5000) }).length).toBeLessThan(300);
  });

  test('text from outside cannot steer a terminal or turn the line around', () => {
    const line = tableLine({ ...ROW, actor: '\u001B[2Jeve\r\n\u202E', reason: '\u009B1mno' });
    expect(line).toContain('\uFFFD[2Jeve\uFFFD\uFFFD\uFFFD');
    expect(line).toContain('\uFFFD1mno');
  });
});

test('plainText leaves what is harmless', () => {
  expect(plainText('Zoë 日本 👩‍💻')).toBe('Zoë 日本 👩‍💻');
});
