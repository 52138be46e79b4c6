/** The HTML report in a real browser: quiet, offline, reachable by keyboard, accessible, fit for any width, fast enough. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { htmlReporter } from '../../src/reporters/html/html.js';
import type { Report } from '../../src/trace/report/report.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { reading, render, report, SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { type OpenPage, openPage, type PageOptions, startBrowser } from './open-page.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const REPORTS = Object.entries(SAMPLE_REPORTS);

describeWith([requirement.debianPackage('chromium', '/usr/bin/chromium')], 'the HTML report', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  const open = (given: Report, options: PageOptions = {}): Promise<OpenPage> =>
    openPage(browser, folder.file('report.html'), render(htmlReporter, given), options);

  const withPage = async (given: Report, options: PageOptions, use: (page: Page) => Promise<void>) => {
    const opened = await open(given, options);
    await use(opened.page);
    expect(opened.complaints).toEqual([]);
    expect(opened.requests).toEqual([]);
    await opened.page.close();
  };

  describe.each(REPORTS)('of %s', (_, given) => {
    test('is quiet, asks for nothing, and is as wide as the window', async () => {
      for (const width of [360, 1400]) {
        await withPage(given, { width }, async (page) => {
          expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
          expect(await page.locator('h1').count()).toBe(1);
        });
      }
    });

    test.each(['light', 'dark'] as const)(
      'has no barrier that axe knows, %s',
      async (scheme) => {
        const { page } = await open(given, { scheme });
        await page.evaluate(
          "for (const details of document.querySelectorAll('details')) details.open = true",
        );
        await page.evaluate(AXE);
        const { violations } = (await page.evaluate('axe.run()')) as {
          violations: { id: string; nodes: { html: string }[] }[];
        };
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
        await page.close();
      },
      60_000,
    );
  });

  test('says the same without its script', async () => {
    await withPage(SAMPLE_REPORTS['report of one boot']!, { script: false }, async (page) => {
      expect(await page.locator('figure.chart .row').count()).toBe(8);
      expect(await page.locator('button').count()).toBe(0);
      await page.locator('summary').first().click();
      expect(await page.locator('caption').first().textContent()).toBe('Timeline: rows');
    });
  });

  test('every control can be reached by keyboard alone', async () => {
    await withPage(SAMPLE_REPORTS['run of two sides']!, {}, async (page) => {
      const stops = new Set<string>();
      for (let at = 0; at < 60; at++) {
        await page.keyboard.press('Tab');
        stops.add(
          String(
            await page.evaluate('document.activeElement.localName + " " + document.activeElement.className'),
          ).split(' ')[0]!,
        );
      }
      for (const name of ['a', 'button', 'g', 'summary', 'div']) expect([...stops]).toContain(name);
    });
  });

  test('text of a guest can neither run nor load', async () => {
    await withPage(SAMPLE_REPORTS['run']!, {}, async (page) => {
      expect(await page.locator('script').count()).toBe(1);
      expect(await page.locator('img, iframe, object, embed, link').count()).toBe(0);
      expect(await page.locator('.events').textContent()).toContain('</script>');
    });
  });

  test('the policy keeps out what is put into the page', async () => {
    const text = render(htmlReporter, SAMPLE_REPORTS['report of one boot']!);
    const tampered = text.replace(
      '<main>',
      '<main><script>document.title = "owned"</script><img src="x.png">',
    );
    const { page, complaints } = await openPage(browser, folder.file('tampered.html'), tampered);
    expect(await page.title()).not.toBe('owned');
    expect(complaints.join(' ')).toMatch(/Content Security Policy/);
    await page.close();
  });

  test('20,000 events open, scroll and filter', async () => {
    const many = Array.from({ length: 20_000 }, (_, at): Written => [0x40 + (at % 32), at * 50]);
    await withPage(report('parse', [reading(bootOf(many))]), {}, async (page) => {
      expect(await page.locator('.chunk').count()).toBe(80);
      const longest = await page.evaluate(`new Promise((resolve) => {
        let longest = 0, last = performance.now(), at = 0;
        const step = (now) => {
          longest = Math.max(longest, now - last);
          last = now;
          scrollTo(0, document.documentElement.scrollHeight * at++ / 40);
          at > 40 ? resolve(longest) : requestAnimationFrame(step);
        };
        requestAnimationFrame(step);
      })`);
      process.stderr.write(
        `20,000 events: longest frame while scrolling ${Math.round(Number(longest))} ms\n`,
      );
      await page.getByRole('searchbox').fill('0x5f');
      await page.getByText('625 of 20000').waitFor();
      expect(await page.locator('.events tbody tr:visible').count()).toBe(625);
    });
  }, 60_000);
});
