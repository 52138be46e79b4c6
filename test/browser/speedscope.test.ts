/** speedscope itself opens what we write for it, and the trace events that we write for Perfetto, with its own importers. */
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { findReporter } from '../../src/reporters/index.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { reading, render, report, scaled } from '../reporters/sample-reports.js';
import { PROFILE } from '../trace/sample-profile.js';
import { startBrowser } from './open-page.js';

const APP = path.dirname(createRequire(import.meta.url).resolve('speedscope/dist/release/index.html'));

/** It draws with WebGL, here in software. */
const SOFTWARE_GL = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'];

describeWith([requirement.debianPackage('chromium', '/usr/bin/chromium')], 'speedscope', () => {
  const folder = temporaryFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(SOFTWARE_GL);
  }, 60_000);
  afterAll(() => browser?.close());

  /** As its command line does it: a script hands the file over to the page. */
  async function open(file: string, text: string) {
    const data = JSON.stringify(Buffer.from(text).toString('base64'));
    const script = folder.file('profile.js');
    writeFileSync(script, `speedscope.loadFileFromBase64(${JSON.stringify(file)}, ${data})`);
    const page = await browser.newPage();
    await page.goto(`file://${APP}/index.html#localProfilePath=${script}`);
    return page;
  }

  test.each([
    ['speedscope', 'boot 1: test.log', '(1/2)'],
    ['perfetto', 'boot 1: test.log', 'stages'],
  ] as const)('opens %s', async (id, ...words) => {
    const given = report('report', [reading(scaled(1), scaled(2))]);
    const page = await open(`boots.${id}.json`, render(await findReporter(id), given));
    for (const word of words) await page.getByText(word).first().waitFor();
    await page.close();
  });

  test.each([
    ['speedscope', 'boot 1: test.log, samples in kernel'],
    ['perfetto', 'samples of cpu 1'],
  ] as const)('opens the samples of a boot as %s', async (id, name) => {
    const sampled = { ...scaled(1), profile: PROFILE };
    const text = render(await findReporter(id), report('run', [reading(sampled)]));
    const page = await open(`sampled.${id}.json`, text);
    // In the list of profiles, which is folded.
    await page.getByText(name).first().waitFor({ state: 'attached' });
    await page.close();
  });
});
