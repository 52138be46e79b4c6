import { expect, test } from 'vitest';
import { BOOT, reading, report } from '../reporters/sample-reports.js';
import { bootOf } from '../stages/build-boot.js';
import { PROFILE, STACKS } from '../trace/sample-profile.js';
import { describeReports } from './report-page.js';

const NAME = '<img src=x>&amp;</script>';

describeReports('elements that the script makes', (withReport) => {
  test('make no markup out of text', async () => {
    const stacks = STACKS.map((stack) => ({
      ...stack,
      frames: stack.frames.map((frame) => (frame === 'start_kernel' ? NAME : frame)),
    }));
    const samples = stacks.reduce((sum, { count }) => sum + count, 0);
    const given = report('run', [reading(bootOf(BOOT, { profile: { ...PROFILE, samples, stacks } }))]);
    await withReport(given, async (page) => {
      const box = page.locator('figure[data-name=kernel] .frame').nth(1);
      await box.hover();
      expect(await page.locator('.tip span').first().textContent()).toBe(NAME);
      expect(await box.locator('text').textContent()).toBe(NAME);
      expect(await page.locator('img').count()).toBe(0);
    });
  });

  test('have roles and names that assistive programs know', async () => {
    const given = report('run', [reading(bootOf(BOOT, { profile: { ...PROFILE, stacks: STACKS } }))]);
    await withReport(given, async (page) => {
      expect(await page.getByRole('group', { name: 'Zoom' }).getByRole('button').allTextContents()).toEqual([
        'Zoom in',
        'Zoom out',
        'Whole boot',
      ]);
      expect(await page.getByRole('group', { name: 'Flame graph of kernel' }).count()).toBeGreaterThan(0);
      expect(await page.getByRole('searchbox', { name: 'Search functions of kernel' }).count()).toBe(1);
    });
  });
});
