import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

/** Holds the drawing in its middle and moves it by a share of its width. */
async function dragBy(page: Page, share: number): Promise<void> {
  const { x, y, width, height } = (await page.locator('svg.drawing').first().boundingBox())!;
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.down();
  await page.mouse.move(x + width * (0.5 + share), y + height / 2, { steps: 4 });
  await page.mouse.up();
}

describeReports('a timeline that is held', (withReport) => {
  test.each([
    { share: -0.25, from: 180, to: 420 },
    { share: 0.25, from: 60, to: 300 },
    { share: -0.5, from: 240, to: 480 },
    { share: 0.5, from: 0, to: 240 },
  ])('moves with the pointer by $share of what is shown', async ({ share, from, to }) => {
    await withReport(SAMPLE_REPORTS['report of one boot']!, async (page) => {
      const range = page.locator('.tools output');
      await page.getByRole('button', { name: 'Zoom in' }).click();
      expect(await range.textContent()).toBe('120.000 to 360.001 ms');
      await dragBy(page, share);
      const [first, last] = (await range.textContent())!.split(' to ').map(Number.parseFloat);
      expect(first).toBeCloseTo(from, 1);
      expect(last).toBeCloseTo(to, 1);
      expect(await page.locator('.held').count()).toBe(0);
    });
  });

  test('stays where it is when all of it is shown', async () => {
    await withReport(SAMPLE_REPORTS['report of one boot']!, async (page) => {
      await dragBy(page, -0.25);
      expect(await page.locator('.tools output').textContent()).toBe('');
    });
  });
});
