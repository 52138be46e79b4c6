// Runs the bundle with V8's code cache, which saves compiling it at every start. The build leaves a cache beside the
// bundle; an installed package has none, so the first run of each command leaves one in the user's cache folder.
// Node's own compile cache (22 and newer) keeps only what was compiled before anything ran.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const vm = require('node:vm');

/** The build names each bundle in its first line. */
const BUILD_ID = /^\/\/ build ([0-9a-f]{16})\n/;
const ALIGNMENT = 8;
/** V8 drops the code of functions that have not run for some seconds: a cache made later would lack most of it. */
const LATEST_SECONDS = 10;
const KEPT_MS = 30 * 24 * 3600 * 1000;
const SUFFIX = '.v8cache';
const OTHERS_MAY_WRITE = 0o022;

/**
 * What a cache is valid for. V8 compares only its own version, its flags and the length of the source: a cache of another
 * patch release of Node, or of another build of the same one, can pass and crash it.
 */
function cacheKey(source) {
  const id = BUILD_ID.exec(source)?.[1];
  if (id === undefined) return undefined;
  const { size, mtimeMs } = fs.statSync(process.execPath);
  const flags = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  return JSON.stringify([id, process.version, process.arch, process.platform, size, mtimeMs, flags]);
}

/** The key in a line of its own, padded so that V8 need not copy what follows. */
function header(key) {
  const length = Math.ceil((key.length + 1) / ALIGNMENT) * ALIGNMENT;
  return Buffer.from(`${key.padEnd(length - 1)}\n`, 'latin1');
}

/**
 * V8 does not check the bytes of a cache either, so they are stored twice: comparing two copies takes 0.1 ms, a
 * checksum in JavaScript 3 to 8 ms, loading Node's zlib for its checksum 3 to 5 ms.
 */
function encodeCache(key, data) {
  return Buffer.concat([header(key), data, data]);
}

/** The code cache in a file's bytes; undefined when it is of anything else or damaged. */
function decodeCache(bytes, key) {
  const head = header(key);
  const length = (bytes.length - head.length) / 2;
  if (length <= 0 || !Number.isInteger(length) || head.compare(bytes, 0, head.length) !== 0) return undefined;
  const data = bytes.subarray(head.length, head.length + length);
  return data.equals(bytes.subarray(head.length + length)) ? data : undefined;
}

/** Where this user keeps caches; undefined when that is not known or not wanted (Node's own variables decide). */
function userFolder() {
  const { NODE_DISABLE_COMPILE_CACHE, NODE_COMPILE_CACHE, XDG_CACHE_HOME, HOME } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE) return undefined;
  // bin/run.js names the root where the environment names no home.
  const home = HOME === '/' ? undefined : HOME;
  const base = NODE_COMPILE_CACHE || XDG_CACHE_HOME || (home && path.join(home, '.cache'));
  return base && path.isAbsolute(base) ? path.join(base, 'boottrace') : undefined;
}

/** A command that is cached alone holds what it needs and no more. */
function userFile(source) {
  const folder = userFolder();
  if (folder === undefined) return undefined;
  const command = /^[a-z]{1,16}$/.exec(process.argv[2] ?? '')?.[0] ?? 'flags';
  const id = BUILD_ID.exec(source)[1];
  return path.join(folder, `${id}-${process.version}-${process.arch}-${command}${SUFFIX}`);
}

/** Code runs as it stands in a cache: only what this user alone can have written is taken. */
function isOwn({ uid, mode }) {
  return uid === process.geteuid?.() && (mode & OTHERS_MAY_WRITE) === 0;
}

function readOwn(file) {
  const fd = fs.openSync(file, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
  try {
    const stat = fs.fstatSync(fd);
    return stat.isFile() && isOwn(stat) ? fs.readFileSync(fd) : undefined;
  } finally {
    fs.closeSync(fd);
  }
}

/** A cache is never needed: whatever goes wrong with one is as if there were none. */
function orNothing(attempt) {
  try {
    return attempt();
  } catch {
    return undefined;
  }
}

/** The valid code cache that `read` finds in a file. */
function readCache(file, key, read) {
  return orNothing(() => {
    const bytes = read(file);
    return bytes && decodeCache(bytes, key);
  });
}

/**
 * Runs a CommonJS file as `require` would, with or without a code cache; returns its exports, and the script for
 * making a cache.
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

function removeOld(folder) {
  for (const name of fs.readdirSync(folder)) {
    const file = path.join(folder, name);
    if (name.endsWith(SUFFIX) && Date.now() - fs.lstatSync(file).mtimeMs > KEPT_MS) fs.unlinkSync(file);
  }
}

/** Writes the cache in one step, so that no other run meets half of it. */
function writeOwn(file, bytes) {
  const folder = path.dirname(file);
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  const stat = fs.lstatSync(folder);
  if (!stat.isDirectory() || !isOwn(stat)) return;
  removeOld(folder);
  const staged = `${file}.${process.pid}`;
  try {
    fs.writeFileSync(staged, bytes, { flag: 'wx', mode: 0o600 });
    fs.renameSync(staged, file);
  } finally {
    fs.rmSync(staged, { force: true });
  }
}

function keepCache(file, key, script) {
  if (process.exitCode > 1 || process.uptime() > LATEST_SECONDS) return;
  orNothing(() => writeOwn(file, encodeCache(key, script.createCachedData())));
}

/** Runs the bundle's `main` for the package in `root`. */
async function runBundle(bundle, root) {
  // The build makes it ASCII.
  const source = fs.readFileSync(bundle, 'latin1');
  const key = orNothing(() => cacheKey(source));
  if (key === undefined) return require(bundle).main(root);
  const built = readCache(`${bundle}.cache`, key, fs.readFileSync);
  const file = built === undefined ? userFile(source) : undefined;
  const cache = built ?? (file && readCache(file, key, readOwn));
  const { exports, script } = runScript(bundle, source, cache);
  await exports.main(root);
  const isMissing = cache === undefined || script.cachedDataRejected;
  if (file !== undefined && isMissing) keepCache(file, key, script);
}

module.exports = { runBundle, runScript, cacheKey, encodeCache };
