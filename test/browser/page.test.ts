import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

const ONE_BOOT = SAMPLE_REPORTS['report of one boot']!;

describeReports('the script of the page', (withReport) => {
  test('adds to every chart and list of events what belongs to it', async () => {
    await withReport(ONE_BOOT, async (page) => {
      expect(await page.locator('figure[data-zoom-to] .tools').count()).toBe(
        await page.locator('figure[data-zoom-to]').count(),
      );
      expect(await page.locator('.events .filter').count()).toBe(await page.locator('.events').count());
      expect(await page.locator('.filter').count()).toBeGreaterThan(0);
    });
  });

  test('hides the tooltip at Escape, and when the page scrolls', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const tip = page.locator('.tip');
      await page.locator('.row').first().focus();
      expect(await tip.isVisible()).toBe(true);
      await page.keyboard.press('Escape');
      expect(await tip.isVisible()).toBe(false);
      await page.keyboard.press('ArrowDown');
      expect(await tip.isVisible()).toBe(true);
      await page.evaluate('scrollTo(0, document.documentElement.scrollHeight)');
      await tip.waitFor({ state: 'hidden' });
    });
  });
});
