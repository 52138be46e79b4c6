// Builds dist/ from src/. First the script of the HTML report, which the other sources import; then declarations, the command
// line, the library, the vCPU worker and the JSON Schemas; then oclif.manifest.json. Everything is made in a staging folder that
// replaces dist/ in one step, so that a running program or a second build never meets half of it. Type errors fail the build
// after the bundles are in place.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { writeClientScript } from './client-script.mjs';
import { writeManifest } from './manifest.mjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const staging = path.join(root, '.cache', `build-${process.pid}`);
const require = createRequire(import.meta.url);

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
};

/** One CommonJS file without its packages' start-up cost; names are kept so that a stack trace can be read. */
const program = {
  ...shared,
  format: 'cjs',
  minifySyntax: true,
  minifyWhitespace: true,
  external: ['koffi', 'typescript'],
  // In the script that bin/load.js runs, import() failed (Node 20: no dynamic import callback), so builtins are required.
  supported: { 'dynamic-import': false },
};

function compile(...options) {
  const tsc = path.join(path.dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [tsc, ...options], { cwd: root, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code === 0));
  });
}

/** What runs in Node, and what runs in a browser: each is checked against its own globals. */
async function typesAndCheck() {
  const checks = [
    compile('-p', 'tsconfig.build.json', '--outDir', path.join(staging, 'types')),
    compile('-p', 'src/reporters/html/client'),
  ];
  return (await Promise.all(checks)).every(Boolean);
}

function commandLine() {
  return build({
    ...program,
    // Only `--codes` and `--config` need these two; inside, every start would pay for reading their 300 kB.
    external: [...program.external, 'yaml', 'zod'],
    entryPoints: ['src/cli.ts'],
    outfile: path.join(staging, 'cli.cjs'),
  });
}

function library() {
  return build({
    ...shared,
    format: 'esm',
    packages: 'external',
    entryPoints: ['src/index.ts'],
    outfile: path.join(staging, 'index.js'),
    // An import of an external package would load it with the library; a program that reads logs needs no native code.
    alias: { koffi: './scripts/required-koffi.mjs' },
  });
}

function vcpuWorker() {
  return build({
    ...program,
    entryPoints: ['src/vmm/vcpus/vcpu-worker.ts'],
    outfile: path.join(staging, 'vcpu-worker.cjs'),
  });
}

async function schemas() {
  const outfile = path.join(staging, 'schema.mjs');
  await build({
    ...shared,
    format: 'esm',
    packages: 'external',
    entryPoints: ['src/trace/report/schema.ts'],
    outfile,
  });
  const { jsonSchemas } = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  mkdirSync(path.join(staging, 'schemas'));
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(path.join(staging, 'schemas', `${name}.json`), `${JSON.stringify(schema, null, 2)}\n`);
  }
}

/**
 * Names the bundle in its first line, so that a code cache can be told to be of it, and writes it in ASCII, which is read ten
 * times as fast (bin/load.js). esbuild leaves other characters in tagged templates alone; no tag of ours looks at raw text.
 */
function finishBundle() {
  const file = path.join(staging, 'cli.cjs');
  const source = readFileSync(file, 'utf8').replace(
    /[^\x00-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const id = createHash('sha256').update(source).digest('hex').slice(0, 16);
  writeFileSync(file, `// build ${id}\n${source}`);
}

/** Declarations that the library's own refer to, directly or not; nobody can import those of the rest. */
function keepPublicTypes() {
  const folder = path.join(staging, 'types');
  const kept = new Set();
  const keep = (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/['"](\.{1,2}\/[^'"]+)\.js['"]/g))
      keep(path.join(path.dirname(file), `${name}.d.ts`));
  };
  keep(path.join(folder, 'index.d.ts'));
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) rmSync(file);
  }
}

function makeCodeCache() {
  const bundle = path.join(root, 'dist', 'cli.cjs');
  execFileSync(process.execPath, ['scripts/code-cache.cjs', bundle], {
    cwd: root,
    stdio: 'ignore',
  });
}

function replaceDist() {
  const dist = path.join(root, 'dist');
  const old = `${staging}-old`;
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(staging, dist);
  rmSync(old, { recursive: true, force: true });
}

mkdirSync(staging, { recursive: true });
try {
  await writeClientScript(root);
  const jobs = await Promise.allSettled([typesAndCheck(), commandLine(), library(), vcpuWorker(), schemas()]);
  const [types, ...bundles] = jobs;
  const broken = bundles.filter(({ status }) => status === 'rejected');
  // esbuild has printed what it found; anything else is news.
  for (const { reason } of broken) if (!reason.errors) throw reason;
  if (broken.length === 0) {
    keepPublicTypes();
    finishBundle();
    replaceDist();
    await writeManifest(root);
    makeCodeCache();
  }
  if (broken.length > 0 || types.value !== true) process.exitCode = 1;
} finally {
  rmSync(staging, { recursive: true, force: true });
}
