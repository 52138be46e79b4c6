// Loads the bundle with V8's code cache beside it, which saves compiling it at every start. The cache is made by
// the build on the same machine, or by another Node: V8 refuses one that is not its own, and then it is as if there
// were none. Node's own compile cache (22 and newer) keeps only what was compiled before anything ran.
const { readFileSync } = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

/** Says which bundle a cache is of: V8 itself compares lengths only. The build writes it into both. */
const BUILD_ID = /^\/\/ build ([0-9a-f]{16})\n/;
const BUILD_ID_LENGTH = 16;

function readCache(file, source) {
  try {
    const cache = readFileSync(file);
    const id = BUILD_ID.exec(source)?.[1];
    return cache.toString('latin1', 0, BUILD_ID_LENGTH) === id ? cache.subarray(BUILD_ID_LENGTH) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs a CommonJS file as `require` would, with or without a code cache; returns its exports, and the script for
 * whoever makes the cache.
 */
function runScript(file, source, cachedData) {
  const script = new vm.Script(Module.wrap(source), {
    filename: file,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module = new Module(file, null);
  module.filename = file;
  module.paths = Module._nodeModulePaths(path.dirname(file));
  // What asks for the file later, as oclif does for its commands, gets this instance.
  Module._cache[file] = module;
  const require = Module.createRequire(file);
  script.runInThisContext()(module.exports, require, module, file, path.dirname(file));
  module.loaded = true;
  return { exports: module.exports, script };
}

/** The exports of the bundle. */
function load(file) {
  // The build makes it ASCII.
  const source = readFileSync(file, 'latin1');
  const cache = readCache(`${file}.cache`, source);
  if (cache !== undefined) return runScript(file, source, cache).exports;
  Module.enableCompileCache?.();
  return require(file);
}

module.exports = { load, runScript, BUILD_ID };
