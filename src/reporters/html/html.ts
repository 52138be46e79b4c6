/**
 * HTML: the report as one page that needs nothing but itself. Its policy forbids every request; without its script it
 * shows the same, as drawings and tables; the script adds zoom, walking by arrow keys, tooltips and a filter.
 */
import { createHash } from 'node:crypto';
import type { Report } from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { DRAWING_STYLE } from '../svg/style.js';
import { headlineOf } from '../words/headline.js';
import { Markup, markup } from '../words/markup.js';
import { CLIENT_SCRIPT } from './client-script.js';
import { sectionsOf } from './sections.js';
import { PAGE_STYLE } from './style.js';

const STYLE = `${DRAWING_STYLE.text}${PAGE_STYLE.text}`;

function* render(report: Report): Generator<string> {
  const { title, facts } = headlineOf(report);
  const sections = sectionsOf(report);
  yield head(title).text;
  yield markup`<header><p class="soft">boottrace ${report.command}</p><h1>${title}</h1>${facts.length === 0 ? null : markup`<p>${facts.join(' · ')}</p>`}</header>
<nav aria-label="Sections"><ul>${sections.map(({ id, title }) => markup`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>
<main>
`.text;
  for (const { id, title: heading, body } of sections) {
    yield markup`<section aria-labelledby="${id}"><h2 id="${id}">${heading}</h2>\n`.text;
    for (const piece of body) yield piece.text;
    yield '</section>\n';
  }
  yield markup`</main>
<footer><p class="soft">Times since the creation of the VM. Rows of a timeline add up to its total.</p></footer>
<script>${new Markup(CLIENT_SCRIPT)}</script>
</body></html>
`.text;
}

/** Only the script and style of the page itself may run; the policy has their hashes. */
function head(title: string): Markup {
  const policy = `default-src 'none'; style-src '${hash(STYLE)}'; script-src '${hash(CLIENT_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  return markup`<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${new Markup(STYLE)}</style></head>
<body>
`;
}

function hash(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export const htmlReporter: Reporter = {
  id: 'html',
  title: 'one page for a browser, nothing fetched',
  extension: 'html',
  render,
};
