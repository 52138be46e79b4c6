/** SVG reports in a real browser: each is drawn by itself, as in a README, and stays inside of its picture. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { flamegraphReporter } from '../../src/reporters/svg/flamegraph.js';
import { svgReporter } from '../../src/reporters/svg/svg.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { render, SAMPLE_REPORTS } from '../reporters/sample-reports.js';
import { openPage, startBrowser } from './open-page.js';

describeWith([requirement.debianPackage('chromium', '/usr/bin/chromium')], 'the SVG report', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser?.close());

  const pictures = [
    ...Object.entries(SAMPLE_REPORTS).map(([name, given]) => [name, svgReporter, given, 840] as const),
    ['a flame graph', flamegraphReporter, SAMPLE_REPORTS['run of a profiled boot']!, 1200] as const,
  ];

  test.each(pictures)('of %s', async (_, reporter, given, width) => {
    const text = render(reporter, given);
    writeFileSync(folder.file('report.svg'), text);
    const html = `<!doctype html><title>t</title><body style="margin:0"><img src="report.svg">${text}`;
    const { page, complaints, requests } = await openPage(browser, folder.file('page.html'), html);
    expect(complaints).toEqual([]);
    expect(requests.map((url) => path.basename(url))).toEqual(['report.svg']);
    expect(await page.evaluate('document.images[0].naturalWidth')).toBe(width);
    const outside = (await page.evaluate(`[...document.querySelectorAll('body > svg text')]
      .map((text) => [text.textContent, text.getBoundingClientRect()])
      .filter(([, box]) => box.left < 0 || box.right > ${width + 1})
      .map(([words]) => words)`)) as string[];
    expect(outside).toEqual([]);
    await page.close();
  });
});
