import type { Locator } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import {
  HAS_CHROMIUM,
  openBrowser,
  SCREENSHOTS,
  SKIPPED_WITHOUT_CHROMIUM,
} from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** The whole job, with a start of the sandbox and of a browser, in ms. */
const JOB_TIMEOUT_MS = 300_000;

/** The rule of a group's card that is open to the world and guarded. */
const openRdp = (group: Locator) =>
  group.locator('tr').filter({ hasText: '3389' }).filter({ hasText: '0.0.0.0/0' });

describe.skipIf(!HAS_CHROMIUM)(`the main job in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'opens RDP to the world, alerts, refuses who is no approver, reverts for who is',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { play, be, alerts, modal, group } = sandboxPage(page);
      const webRule = openRdp(group('win-web'));
      console.info(`Screenshots: ${SCREENSHOTS}`);
      await shoot('1-start', 'aws');

      await play('Open RDP to the world (IPv4)');
      await webRule.waitFor();
      const alert = alerts.filter({ hasText: 'on win-web' });
      await alert.getByRole('button', { name: 'Approve revert' }).waitFor();
      expect(await alert.getByRole('heading').textContent()).toContain(
        'RDP opened to the internet',
      );
      await shoot('2-alert', 'slack');
      await shoot('2-open-rule', 'aws');

      await be('Bob');
      await alert.getByRole('button', { name: 'Approve revert' }).click();
      await modal.getByText('You are not an approver').waitFor();
      expect(await modal.getByRole('button', { name: /Revoke/ }).count()).toBe(0);
      await shoot('3-bob-is-refused', 'slack');
      await modal.getByRole('button', { name: 'Close' }).click();
      await modal.waitFor({ state: 'hidden' });
      expect(await webRule.count()).toBe(1);

      await be('Alice');
      await alert.getByRole('button', { name: 'Approve revert' }).click();
      const calls = modal.locator('pre');
      await calls.waitFor();
      expect(await calls.textContent()).toMatch(
        /RevokeSecurityGroupIngress sg-\w+\n.*tcp 3389 from 0\.0\.0\.0\/0/,
      );
      await shoot('4-plan', 'slack');
      await modal.getByRole('button', { name: 'Revoke rule' }).click();

      await modal.getByText('Approved.').waitFor();
      await webRule.waitFor({ state: 'detached' });
      await alert.getByText('Read back: the door is shut').first().waitFor();
      await modal.getByRole('button', { name: 'Close' }).click();
      await modal.waitFor({ state: 'hidden' });
      expect(await alert.locator('.slack-actions button').allTextContents()).toEqual(['Undo']);
      await alert.locator('.thread').getByText('The door is closed').waitFor();
      expect(await alert.locator('.thread').textContent()).toContain('Revert approved by @alice');
      expect(await alerts.count()).toBe(1);
      await shoot('5-closed', 'slack');
      await shoot('5-rule-gone', 'aws');
      expect(browser.complaints).toEqual([]);
    },
    JOB_TIMEOUT_MS,
  );
});
