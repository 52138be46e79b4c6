/** HTML reports opened in a browser for tests of what the page's script does; none may complain or ask for anything. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { htmlReporter } from '../../src/reporters/html/html.js';
import type { Report } from '../../src/trace/report/report.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { render } from '../reporters/sample-reports.js';
import { openPage, type PageOptions, startBrowser } from './open-page.js';

export type WithReport = (
  given: Report,
  use: (page: Page) => Promise<void>,
  options?: PageOptions,
) => Promise<void>;

export function describeReports(title: string, tests: (withReport: WithReport) => void): void {
  describeWith([requirement.debianPackage('chromium', '/usr/bin/chromium')], title, () => {
    const folder = temporaryFolder();
    let browser: Browser;
    beforeAll(async () => {
      browser = await startBrowser();
    }, 60_000);
    afterAll(() => browser?.close());
    tests(async (given, use, options = {}) => {
      const text = render(htmlReporter, given);
      const opened = await openPage(browser, folder.file('report.html'), text, options);
      await use(opened.page);
      expect(opened.complaints).toEqual([]);
      expect(opened.requests).toEqual([]);
      await opened.page.close();
    });
  });
}
