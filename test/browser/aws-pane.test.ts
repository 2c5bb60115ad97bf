import { describe, expect, it } from 'vitest';
import { OPEN_DIRECTORY_ID } from '../../src/sandbox/stories/seed-estate.ts';
import { HAS_CHROMIUM, openBrowser, SKIPPED_WITHOUT_CHROMIUM } from '../support/browser.ts';
import { sandboxPage } from '../support/sandbox-page.ts';
import { startSandboxProcess } from '../support/sandbox-process.ts';

/** A start, and a look, in ms. */
const JOB_TIMEOUT_MS = 300_000;
/** The height of a small laptop's window, in px. */
const HEIGHT = 800;

describe.skipIf(!HAS_CHROMIUM)(`the AWS pane in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'offers to harden the directory, leaves room for the rules, and breaks no address',
    async () => {
      await using sandbox = await startSandboxProcess();
      await using browser = await openBrowser(sandbox.url);
      const { page, shoot } = browser;
      const { be, play, modal, group } = sandboxPage(page);
      await page.setViewportSize({ width: 1280, height: HEIGHT });
      await group(`${OPEN_DIRECTORY_ID}_controllers`).waitFor();
      const stories = await page.locator('.stories').boundingBox();
      expect(stories?.height ?? HEIGHT).toBeLessThan(HEIGHT * 0.3);
      const lines = await page
        .locator('.address')
        .evaluateAll((all) => all.map((one) => one.getClientRects().length));
      expect(lines.length).toBeGreaterThan(20);
      expect(new Set(lines)).toEqual(new Set([1]));
      await shoot('aws-pane', 'aws');

      await be('Alice');
      await play('Harden the directory');
      await modal.getByText('Make the plan').waitFor();
      await modal.getByText(OPEN_DIRECTORY_ID).waitFor();
      expect(browser.complaints).toEqual([]);
    },
    JOB_TIMEOUT_MS,
  );
});
