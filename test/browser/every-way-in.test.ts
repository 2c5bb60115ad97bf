import { describe, expect, it } from 'vitest';
import { HAS_CHROMIUM, openBrowser, SKIPPED_WITHOUT_CHROMIUM } from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** One way in, opened and shut, with a start of the sandbox and of a browser, in ms. */
const TIMEOUT_MS = 300_000;

describe.skipIf(!HAS_CHROMIUM)(`other ways in, in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'a widened prefix list: one alert, and the revert gives the entries before back',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { play, be, alerts, modal, list } = sandboxPage(page);
      const entries = list('admins').locator('tbody tr:not(.rule-removed) code');
      const before = await entries.allTextContents();
      expect(before).toEqual(['10.9.8.0/28']);

      await play('Add 0.0.0.0/0 to the list admins');
      await list('admins').getByText('0.0.0.0/0').waitFor();
      const alert = alerts.filter({ hasText: 'by prefix list admins' });
      await alert.getByRole('button', { name: 'Approve revert' }).waitFor();
      expect(await alert.textContent()).toMatch(/win-web.*win-files|win-files.*win-web/s);
      await shoot('8-list-widened', 'slack');
      await shoot('8-list-entries', 'aws');

      await be('Alice');
      await alert.getByRole('button', { name: 'Approve revert' }).click();
      await modal.locator('pre').waitFor();
      expect(await modal.locator('pre').textContent()).toContain('remove 0.0.0.0/0');
      await shoot('8-list-plan', 'slack');
      await modal.locator('button[type="submit"]').click();
      await modal.getByText('Approved.').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await alert.locator('.thread').getByText('The door is closed').waitFor();
      expect(await entries.allTextContents()).toEqual(before);
      await shoot('9-list-back', 'slack');
      await shoot('9-list-entries-back', 'aws');
      expect(await alerts.count()).toBe(1);
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );

  it(
    'an open group on a guarded server: an alert, and the revert gives the groups before back',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { play, be, alerts, modal, host } = sandboxPage(page);
      const groups = host('files-1').locator('li span:not(.badge):not(.on-removed)');
      const before = await groups.allTextContents();
      expect(before).toEqual(['win-files']);

      await play('Put remote-support on the file server');
      await host('files-1').getByText('remote-support').waitFor();
      const alert = alerts.filter({ hasText: 'by group remote-support' });
      await alert.getByRole('button', { name: 'Approve revert' }).waitFor();
      await shoot('10-group-attached', 'slack');
      await shoot('10-host', 'aws');

      await be('Alice');
      await alert.getByRole('button', { name: 'Approve revert' }).click();
      await modal.locator('pre').waitFor();
      await shoot('10-group-plan', 'slack');
      await modal.locator('button[type="submit"]').click();
      await modal.getByText('Approved.').waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await alert.locator('.thread').getByText('The door is closed').waitFor();
      expect(await groups.allTextContents()).toEqual(before);
      await shoot('11-host-back', 'aws');
      expect(await alerts.count()).toBe(1);
      expect(browser.complaints).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
