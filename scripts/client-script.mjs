// The script of the HTML report: src/reporters/html/client as one text, and the source file that hands it to the report.
// `npm run build` and every start of vitest write that file anew; a test compares it with what it is made of.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const SOURCE = 'src/reporters/html/client-script.ts';

/** The same text from the same sources, wherever they lie. */
export async function bundleClient(root) {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['src/reporters/html/client/page.ts'],
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    // In ASCII: the text is hashed, and must not depend on how a reader decodes it.
    charset: 'ascii',
    legalComments: 'none',
    logLevel: 'warning',
  });
  return outputFiles[0].text;
}

export async function writeClientScript(root) {
  const file = path.join(root, SOURCE);
  const text = `/** Made of client/ by scripts/client-script.mjs: change that, not this. */
export const CLIENT_SCRIPT = ${JSON.stringify(await bundleClient(root))};
`;
  if (read(file) === text) return;
  // In one step, since another process may be reading it.
  const staged = `${file}.${process.pid}`;
  writeFileSync(staged, text);
  renameSync(staged, file);
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
