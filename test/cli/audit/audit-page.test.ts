import { hash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { auditPage } from '../../../src/cli/audit/audit-page.ts';
import { type AuditReport, auditGroup } from '../../../src/domain/audit/group-audit.ts';
import { choiceOf } from '../../../src/domain/scenario/scenario-choice.ts';

const EVIL = `<script>alert("1")</script>'\u202E`;
const MADE_AT = new Date('2026-03-01T09:00:00Z');

/** A group in which everything that comes from outside is hostile. */
function report(count: number): AuditReport {
  const groups = Array.from({ length: count }, (_, i) =>
    auditGroup({
      group: {
        accountId: '111122223333',
        region: 'eu-central-1',
        groupId: `sg-0000000${i}`,
        groupName: EVIL,
        vpcId: null,
        tags: { [EVIL]: EVIL },
        inbound: [
          {
            ruleId: 'sgr-1',
            protocol: 'tcp',
            fromPort: 3389,
            toPort: 3389,
            source: '0.0.0.0/0',
            description: EVIL,
          },
        ],
        outbound: [],
        observedAt: 0,
      },
      guard: null,
      ownGroupId: null,
      beside: null,
      directory: { directoryId: 'd-926714e2b0', name: EVIL, type: 'microsoftAd', trusts: [EVIL] },
      tried: choiceOf({
        name: 'awsApplications',
        networks: {},
        isLdapsUsed: true,
        isTrustCreated: false,
      }),
      lists: new Map(),
      named: [{ id: 'pl-1', text: EVIL }],
      notKnown: [EVIL],
    }),
  );
  return { groups, left: [EVIL], remarks: [EVIL] };
}

describe('auditPage()', () => {
  test.each([1, 3])('of %d groups stands by itself: no script, nothing from outside', (count) => {
    const page = auditPage(report(count), MADE_AT);
    expect(page).not.toMatch(
      /<script|<link|<img|<iframe|https?:|url\(|style="|javascript:|\son\w+=/i,
    );
    expect(page).not.toContain('\u202E');
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1];
    const style = /<style>(.*?)<\/style>/s.exec(page)?.[1] ?? '';
    const digest = hash('sha256', style, 'base64');
    expect(policy?.replaceAll('&#39;', "'")).toBe(
      `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`,
    );
  });

  test('escapes every text from outside', () => {
    const page = auditPage(report(2), MADE_AT);
    const shown = page.match(/&lt;script&gt;alert\(&quot;1&quot;\)&lt;\/script&gt;&#39;\uFFFD/g);
    // Of each group: its name, above and in the contents, the directory's, the trust's twice (with the
    // advice against cutting it), the rule's description, what it names and what is not known; of the
    // report two.
    expect(shown).toHaveLength(2 * 8 + 2);
  });

  test('lists its groups first where there are several', () => {
    expect(auditPage(report(1), MADE_AT)).not.toContain('href="#');
    const page = auditPage(report(2), MADE_AT);
    for (const id of ['group-1', 'group-2']) {
      expect(page).toContain(`href="#${id}"`);
      expect(page).toContain(`<article id="${id}">`);
    }
  });
});
