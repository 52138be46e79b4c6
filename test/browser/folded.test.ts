import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

describeReports('what is folded', (withReport) => {
  test('is open on paper, and as it was afterwards', async () => {
    await withReport(SAMPLE_REPORTS['run of two sides']!, async (page) => {
      const open = () => page.locator('details[open]').count();
      const all = await page.locator('details').count();
      await page.locator('summary').first().click();
      expect(await open()).toBe(1);
      expect(all).toBeGreaterThan(1);
      await page.evaluate('dispatchEvent(new Event("beforeprint"))');
      expect(await open()).toBe(all);
      await page.evaluate('dispatchEvent(new Event("afterprint"))');
      expect(await open()).toBe(1);
    });
  });
});
