import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { describeReports } from './report-page.js';

const ONE_BOOT = SAMPLE_REPORTS['report of one boot']!;

const range = (page: Page) => page.locator('.tools output').textContent();
const axis = (page: Page) => page.locator('.axis text').allTextContents();

describeReports('a timeline', (withReport) => {
  test('zooms by buttons and by keys, and back to the whole', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const width = () => page.locator('rect.stage-2').first().getAttribute('width');
      const whole = await width();
      await page.getByRole('button', { name: 'Zoom in' }).click();
      expect(await width()).not.toBe(whole);
      expect(await range(page)).toBe('120.000 to 360.001 ms');
      await page.getByRole('button', { name: 'Whole boot' }).click();
      expect(Number.parseFloat((await width())!)).toBeCloseTo(Number.parseFloat(whole!), 2);
      await page.getByRole('img', { name: /^kernel:/ }).focus();
      await page.keyboard.press('Enter');
      expect(await range(page)).toMatch(/^42\.\d+ to 419\.\d+ ms$/);
      await page.keyboard.press('0');
      expect(await range(page)).toBe('');
    });
  });

  test('keys zoom and move; with a modifier they are the browser\u2019s', async () => {
    await withReport(ONE_BOOT, async (page) => {
      await page.locator('.row').first().focus();
      for (const [key, expected] of [
        ['+', '120.000 to 360.001 ms'],
        ['ArrowRight', '168.000 to 408.001 ms'],
        ['ArrowLeft', '120.000 to 360.001 ms'],
        ['=', '180.000 to 300.001 ms'],
        ['Control+0', '180.000 to 300.001 ms'],
        ['-', '120.000 to 360.001 ms'],
        ['-', ''],
        ['-', ''],
      ] as const) {
        await page.keyboard.press(key);
        expect(await range(page)).toBe(expected);
      }
      expect(await page.getByRole('button', { name: 'Zoom out' }).isDisabled()).toBe(true);
    });
  });

  test('has an axis for what is shown, and the same as the picture when that is all', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const whole = await axis(page);
      expect(whole).toEqual(['0 ms', '100 ms', '200 ms', '300 ms', '400 ms']);
      const height = await page.locator('.axis line').first().getAttribute('y2');
      await page.getByRole('button', { name: 'Zoom in' }).click();
      expect(await axis(page)).toEqual(['150 ms', '200 ms', '250 ms', '300 ms', '350 ms']);
      expect(await page.locator('.axis line').first().getAttribute('y2')).toBe(height);
      await page.getByRole('button', { name: 'Zoom out' }).click();
      expect(await axis(page)).toEqual(whole);
    });
  });

  test('the wheel zooms around the pointer with Ctrl held, and scrolls without', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const { x, y, width } = (await page.locator('svg.drawing').first().boundingBox())!;
      await page.mouse.move(x + width / 4, y + 40);
      await page.mouse.wheel(0, -100);
      expect(await range(page)).toBe('');
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -100);
      await page.locator('.zoomed').waitFor();
      await page.keyboard.up('Control');
      expect(await range(page)).toMatch(/^2[34]\.\d+ to 40[78]\.\d+ ms$/);
    });
  });

  test('symbols and marks of events move with their times', async () => {
    await withReport(ONE_BOOT, async (page) => {
      const places = () =>
        page.evaluate(`[...document.querySelectorAll('svg.drawing [data-at]')].map((node) => [
          Number(node.dataset.at), Number.parseFloat(node.getAttribute(node.localName === 'line' ? 'x1' : 'x')),
        ])`) as Promise<[number, number][]>;
      await page.getByRole('button', { name: 'Zoom in' }).click();
      const found = await places();
      expect(found.length).toBeGreaterThan(0);
      for (const [time, place] of found) {
        const exact = ((time - 120_000_125) / 240_000_250) * 100;
        expect(place).toBeCloseTo(Math.min(Math.max(exact, -50), 150), 2);
      }
    });
  });
});
