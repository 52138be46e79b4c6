import { expect, it } from 'vitest';
import { githubSummaryReporter } from '../../../src/reporters/markdown/github-summary.js';
import { markdownReporter } from '../../../src/reporters/markdown/markdown.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { reading, render, report, SAMPLE_REPORTS } from '../sample-reports.js';

it.each(Object.entries(SAMPLE_REPORTS))('%s is the Markdown of a pull request', (_, given) => {
  expect(render(githubSummaryReporter, given)).toBe(render(markdownReporter, given));
});

it('fits what GitHub takes of a step, also several times', () => {
  const boot = bootOf(Array.from({ length: 20_000 }, (_, at): Written => [0x60, at]));
  const text = render(githubSummaryReporter, report('parse', [reading(boot)]));
  expect(Buffer.byteLength(text)).toBeLessThan(2 ** 20 / 4);
});
