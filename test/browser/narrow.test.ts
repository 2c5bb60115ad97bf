import { describe, expect, it } from 'vitest';
import { HAS_CHROMIUM, openBrowser, SKIPPED_WITHOUT_CHROMIUM } from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** Narrowing and undoing, with a start of the sandbox and of a browser, in ms. */
const TIMEOUT_MS = 90_000;

describe.skipIf(!HAS_CHROMIUM)(`narrowing in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'shows the exact calls, leaves what is approved, and is undone',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { play, be, alerts, modal, group } = sandboxPage(page);
      const wide = group('win-web')
        .locator('tr')
        .filter({ hasText: '3389' })
        .filter({ hasText: '0.0.0.0/0' });
      await play('Open RDP to the world (IPv4)');
      await wide.waitFor();
      await be('Alice');
      const alert = alerts.filter({ hasText: 'on win-web' });
      await alert.getByRole('button', { name: 'Narrow to approved' }).click();
      const calls = modal.locator('pre');
      await calls.waitFor();
      expect(await calls.textContent()).toContain('RevokeSecurityGroupIngress');
      await shoot('narrow-1-plan', 'slack');
      await modal.getByRole('button', { name: 'Narrow to approved' }).click();
      await alert.getByText('The door is closed: narrowed').waitFor();
      await shoot('narrow-2-closed', 'slack');
      await wide.waitFor({ state: 'hidden' });
      await modal.getByRole('button', { name: 'Close' }).click();
      await alert.getByRole('button', { name: 'Undo' }).click();
      await calls.waitFor();
      await shoot('narrow-3-undo', 'slack');
      await modal.getByRole('button', { name: 'Open wide again' }).click();
      await wide.waitFor();
    },
    TIMEOUT_MS,
  );
});
