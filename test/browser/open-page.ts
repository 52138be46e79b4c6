/** A real Chromium on a file of ours: what it complains about, and what it asks for, is kept for the test to judge. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/bin/chromium';

/** Nothing but the page: no updates, no profile, no network of the browser's own. */
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function startBrowser(more: readonly string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: [...ARGUMENTS, ...more] });
}

export interface PageOptions {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly script?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  /** Messages of the console, exceptions, and violations of the page's policy. */
  readonly complaints: readonly string[];
  /** Everything that was asked for beside the page itself. */
  readonly requests: readonly string[];
}

/** Writes the text as a file and opens it. */
export async function openPage(
  browser: Browser,
  file: string,
  text: string,
  { width = 1400, scheme = 'light', script = true }: PageOptions = {},
): Promise<OpenPage> {
  writeFileSync(file, text);
  const page = await browser.newPage({
    viewport: { width, height: 900 },
    colorScheme: scheme,
    javaScriptEnabled: script,
    // axe is put into the page by the test; that the policy keeps others out is tested without it.
    bypassCSP: false,
  });
  const complaints: string[] = [];
  const requests: string[] = [];
  const url = `file://${path.resolve(file)}`;
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url) requests.push(request.url());
  });
  await page.goto(url);
  return { page, complaints, requests };
}
