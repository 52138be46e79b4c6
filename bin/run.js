#!/usr/bin/env node
// Production entry. CommonJS, because an ES module entry costs several milliseconds of start-up.
// oclif would compare its own engine range with this Node at every start.
process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
// oclif and its packages, as they load, ask the system's user table for a shell and a home where the environment names
// none, and fail in a container whose user is in no table.
process.env.SHELL ??= '/bin/sh';
process.env.HOME ??= '/';

const { existsSync } = require('node:fs');
const path = require('node:path');
const { load } = require('./load.js');

const root = path.join(__dirname, '..');
const bundle = path.join(root, 'dist', 'cli.cjs');
if (existsSync(bundle)) {
  load(bundle).main(root);
} else {
  process.stderr.write('boottrace is not built: dist/cli.cjs is missing.\nTry: npm run build\n');
  process.exitCode = 70;
}
