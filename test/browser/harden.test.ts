import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { HAS_CHROMIUM, openBrowser, SKIPPED_WITHOUT_CHROMIUM } from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** A start, a directory, a hardening and its undoing, each read back, in ms. */
const JOB_TIMEOUT_MS = 120_000;

/** What the scenario of AWS's page lets in, for these networks: port by port, as the page has it. */
const ON_PREMISES = '192.168.0.0/16';
const CLIENTS = '10.0.0.0/16';

/** The rows of a group's card, one text each, sorted. */
async function rows(group: Locator): Promise<readonly string[]> {
  const texts = await group.locator('tr').allTextContents();
  return texts
    .map((text) =>
      text
        .replace(/sgr-\w+/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .sort();
}

describe.skipIf(!HAS_CHROMIUM)(`hardening in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'narrows the group that AWS opened to everywhere to the scenario, and gives it back',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { play, be, alerts, modal } = sandboxPage(page);
      await play('Create another directory');
      await play('Let the new directory become active');
      const born = page
        .getByRole('article')
        .filter({ hasText: /d-[0-9a-z]{10}_controllers/ })
        .filter({ hasText: '0.0.0.0/0' });
      await born.waitFor();
      const [directoryId = ''] = /d-[0-9a-z]{10}/.exec((await born.textContent()) ?? '') ?? [];
      const group = sandboxPage(page).group(`${directoryId}_controllers`);
      const before = await rows(group);

      await be('Alice');
      await page.getByLabel('Slash command').fill(`/portcullis harden ${directoryId}`);
      await page.getByLabel('Slash command').press('Enter');
      await modal.getByText('Make the plan').waitFor();
      await modal.locator('select').selectOption('nativeWorkloadsWithTrust');
      await modal.locator('[data-block-id="onPremises"]').first().fill(ON_PREMISES);
      await modal.locator('[data-block-id="clients"]').first().fill(CLIENTS);
      await shoot('harden-1-form', 'slack');
      await modal.getByRole('button', { name: 'Make the plan' }).click();
      await modal.getByText('is in the channel').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await modal.waitFor({ state: 'hidden' });

      const plan = alerts.filter({ hasText: 'Plan to harden' });
      await plan.getByText('1 approval to go').waitFor();
      await shoot('harden-2-plan', 'slack');
      await plan.getByRole('button', { name: 'Show the whole plan' }).click();
      await modal.getByText('Page').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await plan.getByRole('button', { name: 'Approve' }).click();
      await modal.getByText('AuthorizeSecurityGroupIngress').waitFor();
      await shoot('harden-3-calls', 'slack');
      await modal.getByRole('button', { name: 'Approve' }).click();
      await plan.getByText('the rules are as planned').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await shoot('harden-4-done', 'slack');
      await shoot('harden-4-rules', 'aws');
      const hardened = await rows(group);
      expect(hardened.join('\n')).not.toContain('0.0.0.0/0');
      expect(hardened.filter((row) => row.includes(CLIENTS)).length).toBeGreaterThan(0);
      expect(hardened.filter((row) => row.includes(ON_PREMISES)).length).toBeGreaterThan(0);

      await plan.getByRole('button', { name: 'Undo' }).click();
      await modal.getByText('is in the channel').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      const undo = alerts.filter({ hasText: 'Plan to undo' });
      await undo.getByRole('button', { name: 'Approve' }).click();
      await modal.getByRole('button', { name: 'Approve' }).click();
      await undo.getByText('the rules are as planned').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await expect.poll(() => rows(group)).toEqual(before);
      expect(browser.complaints).toEqual([]);
    },
    JOB_TIMEOUT_MS,
  );
});
