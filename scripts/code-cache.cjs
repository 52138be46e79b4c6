// Runs the bundle in the first argument through a few commands, so that V8 has compiled what they need, and writes its
// code cache beside it. A process of its own: what the bundle does to the process stays here.
const { readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');
const { cacheKey, encodeCache, runScript } = require('../bin/load.js');

const [bundle] = process.argv.slice(2);
const root = path.join(__dirname, '..');
const sample = path.join(root, 'samples', 'logs', 'cloud-hypervisor', '07-v52.0-plus-default-format.log');

/** What people start most. Where there is no KVM, `run` only says so, and its later parts are compiled when needed. */
const COMMANDS = [
  ['--version'],
  ['parse', sample],
  ['parse', '--json', sample],
  ['check', '--max', 'total=9s', sample],
  ['run', '--json'],
  ['run'],
];

async function makeCache() {
  const source = readFileSync(bundle, 'latin1');
  const { exports, script } = runScript(bundle, source, undefined);
  for (const args of COMMANDS) {
    process.argv = [process.execPath, 'boottrace', ...args];
    await exports.main(root);
  }
  process.exitCode = 0;
  writeFileSync(`${bundle}.cache`, encodeCache(cacheKey(source), script.createCachedData()));
}

makeCache().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
