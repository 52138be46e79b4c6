/** Flame graphs of the HTML report in a real browser: zoom, keys, search, without a script, thousands of stacks. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { htmlReporter } from '../../src/reporters/html/html.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { BOOT, reading, render, report } from '../reporters/sample-reports.js';
import { bootOf } from '../stages/build-boot.js';
import { manyStacks, PROFILE, STACKS } from '../trace/sample-profile.js';
import { openPage, type PageOptions, startBrowser } from './open-page.js';

describeWith([requirement.debianPackage('chromium', '/usr/bin/chromium')], 'flame graphs', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  async function withGraph(
    stacks: typeof STACKS,
    use: (page: Page) => Promise<void>,
    options: PageOptions = {},
  ): Promise<void> {
    const samples = stacks.reduce((sum, { count }) => sum + count, 0);
    const boot = bootOf(BOOT, { profile: { ...PROFILE, samples, stacks } });
    const text = render(htmlReporter, report('run', [reading(boot)]));
    const opened = await openPage(browser, folder.file('flame.html'), text, options);
    await use(opened.page);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
    await opened.page.close();
  }

  const box = (page: Page, label: string) => page.locator(`.frame[aria-label^="${label}: "]`);

  test('a click shows one function as the whole, a button all again', async () => {
    await withGraph(STACKS, async (page) => {
      const whole = page.locator('figure[data-name=kernel] button');
      const wide = await box(page, 'setup_arch').getAttribute('width');
      await box(page, 'setup_arch').click();
      expect(await box(page, 'setup_arch').getAttribute('width')).toBe('100%');
      expect(await box(page, 'start_secondary').isVisible()).toBe(false);
      await whole.click();
      expect(Number.parseFloat((await box(page, 'setup_arch').getAttribute('width'))!)).toBeCloseTo(
        Number.parseFloat(wide!),
        2,
      );
      expect(await whole.isDisabled()).toBe(true);
    });
  });

  test('keys walk from caller to callee and aside, zoom in and out', async () => {
    await withGraph(STACKS, async (page) => {
      const graph = page.locator('figure[data-name=kernel]');
      const focused = () => page.evaluate('document.activeElement.getAttribute("aria-label").split(":")[0]');
      await graph.locator('.frame[tabindex="0"]').focus();
      expect(await focused()).toBe('kernel');
      for (const [key, name] of [
        ['ArrowDown', 'start_kernel'],
        ['ArrowRight', 'start_secondary'],
        ['ArrowLeft', 'start_kernel'],
        ['ArrowDown', 'arch_cpu_finalize_init'],
        ['ArrowUp', 'start_kernel'],
        ['Enter', 'start_kernel'],
      ] as const) {
        await page.keyboard.press(key);
        expect(await focused()).toBe(name);
      }
      expect(await box(page, 'start_kernel').getAttribute('width')).toBe('100%');
      expect(await page.locator('.tip').isVisible()).toBe(false);
      await page.keyboard.press('0');
      expect(await graph.locator('.frame[tabindex="0"]').count()).toBe(1);
      expect(await graph.locator('button').isDisabled()).toBe(true);
    });
  });

  test('search counts functions and their share once', async () => {
    await withGraph(STACKS, async (page) => {
      await page.getByRole('searchbox', { name: 'Search functions of kernel' }).fill('A');
      await page.getByText(/^\d+ functions, 100\.0 % of what is shown$/).waitFor();
      await page.getByRole('searchbox', { name: 'Search functions of kernel' }).fill('setup');
      await page.getByText('1 function, 7.7 % of what is shown').waitFor();
      expect(await page.locator('.found').count()).toBe(1);
    });
  });

  test('without a script it is a picture with a title for each box', async () => {
    await withGraph(
      STACKS,
      async (page) => {
        expect(await page.locator('figure[data-name=kernel] svg.drawing').getAttribute('role')).toBe('img');
        expect(await page.locator('figure[data-name=kernel] .frame title').count()).toBe(9);
        expect(await page.locator('.tools').count()).toBe(0);
      },
      { script: false },
    );
  });

  test('2,000 samples 20 calls deep zoom at once', async () => {
    await withGraph(manyStacks(2000), async (page) => {
      expect(await page.locator('.frame').count()).toBeGreaterThan(500);
      const took = await page.evaluate(`(() => {
        const began = performance.now();
        document.querySelector('.frame[aria-label^="start_kernel: "]').dispatchEvent(new MouseEvent('click', { bubbles: true }));
        document.body.getBoundingClientRect();
        return performance.now() - began;
      })()`);
      process.stderr.write(`zoom of 2,000 samples: ${Math.round(Number(took))} ms\n`);
      expect(await box(page, 'start_kernel').first().getAttribute('width')).toBe('100%');
    });
  });
});
