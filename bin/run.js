#!/usr/bin/env node
// Production entry. CommonJS, because an ES module entry costs several milliseconds of start-up.
// Every Node since 6 can read this file, so that one that is too old says so before it meets what it cannot read.

/** That of `engines` in package.json, which every start would have to read. */
const NEEDED = '20.19';

function isSupported(version) {
  const found = version.split('.').map(Number);
  const needed = NEEDED.split('.').map(Number);
  return found[0] === needed[0] ? found[1] >= needed[1] : found[0] > needed[0];
}

function start() {
  // oclif would compare its own engine range with this Node at every start.
  process.env.OCLIF_DISABLE_ENGINE_WARNING = '1';
  // oclif and its packages, as they load, ask the system's user table for a shell and a home where the environment
  // names none, and fail in a container whose user is in no table.
  if (process.env.SHELL === undefined) process.env.SHELL = '/bin/sh';
  if (process.env.HOME === undefined) process.env.HOME = '/';

  const fs = require('node:fs');
  const path = require('node:path');
  const runBundle = require('./load.js').runBundle;

  const root = path.join(__dirname, '..');
  const bundle = path.join(root, 'dist', 'cli.cjs');
  if (fs.existsSync(bundle)) {
    runBundle(bundle, root);
  } else {
    process.stderr.write('boottrace is not built: dist/cli.cjs is missing.\nTry: npm run build\n');
    process.exitCode = 70;
  }
}

const found = process.versions.node;
if (isSupported(found)) {
  start();
} else {
  process.stderr.write(`Error: boottrace needs Node ${NEEDED} or newer; this is Node ${found}\n`);
  process.exitCode = 3;
}
