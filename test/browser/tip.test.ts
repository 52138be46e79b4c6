import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

const ONE_BOOT = SAMPLE_REPORTS['report of one boot']!;

describeReports('the tooltip', (withReport) => {
  test('comes with the pointer and goes with it, within the window', async () => {
    await withReport(
      ONE_BOOT,
      async (page) => {
        const tip = page.locator('.tip');
        await page.getByRole('img', { name: /^kernel:/ }).hover();
        expect(await tip.isVisible()).toBe(true);
        const { x, width } = (await tip.boundingBox())!;
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(360);
        await page.locator('h1').hover();
        expect(await tip.isVisible()).toBe(false);
      },
      { width: 360 },
    );
  });

  test('is not read out: the label says the same', async () => {
    await withReport(ONE_BOOT, async (page) => {
      expect(await page.locator('.tip').getAttribute('aria-hidden')).toBe('true');
    });
  });
});
