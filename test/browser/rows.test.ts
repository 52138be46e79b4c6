import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

const ONE_BOOT = SAMPLE_REPORTS['report of one boot']!;

describeReports('rows of a chart', (withReport) => {
  test('are one stop for Tab, arrow keys walk, a tooltip says what a row is', async () => {
    await withReport(ONE_BOOT, async (page) => {
      await page.locator('.row').first().focus();
      expect(await page.locator('.row[tabindex="0"]').count()).toBe(1);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('ArrowUp');
      const label = await page.evaluate('document.activeElement.getAttribute("aria-label")');
      expect(label).toMatch(/^kernel: 342\.644 ms/);
      expect(await page.locator('.row[tabindex="0"]').getAttribute('aria-label')).toBe(label);
      expect(await page.locator('.tip').textContent()).toContain('342.644 ms');
      expect(await page.locator('.tip span').first().textContent()).toBe('kernel');
    });
  });

  test('keep the place at both ends', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const place = () =>
        page.evaluate('[...document.querySelectorAll(".row")].indexOf(document.activeElement)');
      await page.locator('.row').first().focus();
      await page.keyboard.press('ArrowUp');
      expect(await place()).toBe(0);
      await page.keyboard.press('End');
      await page.keyboard.press('ArrowDown');
      expect(await place()).toBe(7);
      await page.keyboard.press('Home');
      expect(await place()).toBe(0);
    });
  });

  test("have no tooltip of the browser's own beside that of the page", async () => {
    await withReport(ONE_BOOT, async (page) => {
      expect(await page.locator('.row title').count()).toBe(0);
    });
  });
});
