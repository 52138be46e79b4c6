import { expect, test } from 'vitest';
import { reading, report, SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { describeReports } from './report-page.js';

describeReports('the filter of events', (withReport) => {
  test('keeps rows that hold every word', async () => {
    await withReport(SAMPLE_REPORTS['run']!, async (page) => {
      const rows = page.locator('.events tbody tr');
      const all = await rows.count();
      await page.getByRole('searchbox').fill('KERNEL 0x4');
      await page.locator('.filter output', { hasText: ` of ${all}` }).waitFor();
      const kept = await page.locator('.events tbody tr:visible').allTextContents();
      expect(kept.length).toBeGreaterThan(0);
      expect(kept.length).toBeLessThan(all);
      for (const text of kept) expect(text.toLowerCase()).toMatch(/(?=.*kernel)(?=.*0x4)/s);
      await page.getByRole('searchbox').fill('');
      await page
        .locator('.events tbody tr:visible')
        .nth(all - 1)
        .waitFor();
      expect(await page.locator('.filter output').textContent()).toBe('');
    });
  });

  test('leaves out chunks without such a row, and keeps the heads of the columns', async () => {
    const many = Array.from({ length: 600 }, (_, at): Written => [at < 599 ? 0x40 : 0x5f, at * 50]);
    await withReport(report('parse', [reading(bootOf(many))]), async (page) => {
      await page.getByRole('searchbox').fill('0x5f');
      await page.getByText('1 of 600').waitFor();
      const chunks = page.locator('.chunk');
      expect(await chunks.count()).toBe(3);
      expect([await chunks.nth(0).isVisible(), await chunks.nth(1).isVisible()]).toEqual([true, false]);
      expect(await page.locator('.events tbody tr:visible').count()).toBe(1);
    });
  });
});
