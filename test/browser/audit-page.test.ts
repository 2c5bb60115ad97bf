import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { auditPage } from '../../src/cli/audit/audit-page.ts';
import { auditOnEmulator, directoryGuard } from '../app/audit/audit-on-emulator.ts';
import { NATIVE, openDirectory } from '../support/audited-directory.ts';
import {
  HAS_CHROMIUM,
  openBrowser,
  SCREENSHOTS,
  SKIPPED_WITHOUT_CHROMIUM,
} from '../support/browser.ts';

const MADE_AT = new Date('2026-03-01T09:00:00Z');
/** A start of a browser for each look of the page, in ms. */
const LOOKS_TIMEOUT_MS = 300_000;

describe.skipIf(!HAS_CHROMIUM)(`the audit’s page in a browser${SKIPPED_WITHOUT_CHROMIUM}`, () => {
  it(
    'shows what is open as AWS made it, in light and in dark, wide and narrow, without a complaint',
    async () => {
      const { aws, vpcId, audit } = await auditOnEmulator();
      const name = '<script>alert(1)</script>.example.com';
      openDirectory(aws, { vpcId, name });
      openDirectory(aws, { vpcId, directoryId: 'd-93676fd512' });
      const guards = [directoryGuard({ scenario: NATIVE })];
      const report = await audit({ kind: 'account' }, { guards });
      const folder = mkdtempSync(join(tmpdir(), 'portcullis-page-'));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const path = join(folder, 'audit.html');
      writeFileSync(path, auditPage(report, MADE_AT));
      for (const colorScheme of ['light', 'dark'] as const) {
        await using browser = await openBrowser(pathToFileURL(path).href, { colorScheme });
        const { page, complaints } = browser;
        expect(await page.getByText(name).count()).toBeGreaterThan(0);
        const rdp = page.locator('table.matrix').first().locator('tr', { hasText: 'RDP' });
        const cells = rdp.locator('td');
        expect(await cells.last().textContent()).toContain('beyond');
        const colourOf = (selector: string) =>
          page.evaluate(`getComputedStyle(document.querySelector('${selector}')).backgroundColor`);
        expect(await colourOf('td.beyond')).not.toBe(await colourOf('td.shut'));
        await page.screenshot({
          path: join(SCREENSHOTS, `audit-${colorScheme}.png`),
          fullPage: true,
        });
        await page.setViewportSize({ width: 390, height: 844 });
        const isTooWide = await page.evaluate(
          'document.documentElement.scrollWidth > document.documentElement.clientWidth',
        );
        expect(isTooWide).toBe(false);
        await page.screenshot({ path: join(SCREENSHOTS, `audit-${colorScheme}-390.png`) });
        expect(complaints).toEqual([]);
      }
    },
    LOOKS_TIMEOUT_MS,
  );
});
