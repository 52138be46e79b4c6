/** The pictures that README.md and docs show are what the program draws today; `vitest -u` draws them anew. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, runCli } from '../helpers/run-cli.js';

const PICTURES = [
  ['timeline.svg', 'README.md', ['parse', 'samples/boots/sample-guest.ndjson', '--format', 'svg']],
  [
    'comparison.svg',
    'docs/output.md',
    ['diff', 'samples/comparisons/base.ndjson', 'samples/comparisons/slow.ndjson', '--format', 'svg'],
  ],
  [
    'flamegraph.svg',
    'docs/inside-a-stage.md',
    ['report', 'samples/boots/linux-profile.ndjson.gz', '--format', 'flamegraph'],
  ],
] as const;

test.each(PICTURES)('%s, shown by %s', async (file, page, args) => {
  const { stdout } = await runCli(args);
  const picture = path.join(ROOT, 'docs', 'pictures', file);
  await expect(stdout).toMatchFileSnapshot(picture);
  const link = path.posix.join(path.relative(path.dirname(page), 'docs/pictures'), file);
  expect(readFileSync(path.join(ROOT, page), 'utf8')).toContain(`](${link})`);
});
