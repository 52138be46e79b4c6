// The nested lab: a Debian cloud kernel (L1) in QEMU's emulator with AMD-V, in which a script runs on L1's real
// /dev/kvm. Needs no KVM of the host. `node test/lab/lab.mjs 'boottrace run --kernel /lab/vmlinuz ...'`
//
// In the lab: `boottrace` is the built program; /lab/vmlinuz is a kernel, /lab/initrd.gz its initramfs (see
// guest/init), /lab/mark the mark tool. What a script writes into its folder, /tmp/out, comes back.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { runUnlessBrokenTwice } from '../helpers/watched-program.mjs';
import { debianKernel } from './kernel.mjs';

const HERE = import.meta.dirname;
export const ROOT = path.join(HERE, '..', '..');
const CACHE = path.join(ROOT, '.cache', 'lab');
const DISK_SIZE = '600M';
const RESULTS_SIZE = 64 * 2 ** 20;
/** Of a machine that may be busy: what hangs is noticed by its silence. */
const TIMEOUT_S = 900;
/** The lab shows that it lives every 5 seconds (l1/start); on two busy cores the emulator is slow, but not this slow. */
const SILENCE_S = 90;
/** Longest time that `runInLab` takes: it may have to start the emulator twice. */
export const LAB_TIMEOUT_MS = (2 * TIMEOUT_S + 60) * 1000;

const L1_MODULES = ['virt/lib/irqbypass', 'arch/x86/kvm/kvm', 'arch/x86/kvm/kvm-amd'];
const DISK_MODULES = [
  'virtio_ring',
  'virtio',
  'virtio_pci_legacy_dev',
  'virtio_pci_modern_dev',
  'virtio_pci',
];

/**
 * The emulator leaves wrong flags behind CMPXCHG16B when an interrupt comes right after it, of which newer kernels die
 * (double fault in kmem_cache_alloc); without the feature they do otherwise.
 */
const CPU = 'EPYC,-cx16';

/** Debian packages that the lab needs, with a file or command of each. */
export const LAB_PACKAGES = [
  ['qemu-system-x86', 'qemu-system-x86_64'],
  ['busybox-static', '/bin/busybox'],
  ['cpio', 'cpio'],
  ['e2fsprogs', 'mkfs.ext4'],
];

/** Where what was downloaded is kept. */
export function labCache() {
  mkdirSync(CACHE, { recursive: true });
  return CACHE;
}

/** A cpio archive of a folder, as the kernel unpacks it. */
export function cpio(folder, file, { compress }) {
  const archive = execFileSync(
    'sh',
    ['-c', `find . | cpio -o -H newc -R 0:0 --quiet ${compress ? '| gzip -1' : ''}`],
    {
      cwd: folder,
      maxBuffer: 2 ** 30,
    },
  );
  writeFileSync(file, archive);
}

/** A new folder with busybox in its bin. */
export function folderWithBusybox(name) {
  mkdirSync(path.join(name, 'bin'), { recursive: true });
  copyFileSync('/bin/busybox', path.join(name, 'bin', 'busybox'));
  chmodSync(path.join(name, 'bin', 'busybox'), 0o755);
  return name;
}

/** The initramfs of the inner guest (L2): busybox, the mark tool and the script that is its whole userspace. */
export function buildGuestInitramfs(work, file) {
  const folder = folderWithBusybox(path.join(work, 'guest'));
  copyFileSync(path.join(ROOT, 'samples', 'mark', 'mark'), path.join(folder, 'bin', 'mark'));
  copyFileSync(path.join(HERE, 'guest', 'init'), path.join(folder, 'init'));
  chmodSync(path.join(folder, 'bin', 'mark'), 0o755);
  chmodSync(path.join(folder, 'init'), 0o755);
  cpio(folder, file, { compress: true });
}

function buildL1Initramfs(work, kernel, file) {
  const folder = folderWithBusybox(path.join(work, 'l1'));
  mkdirSync(path.join(folder, 'modules'));
  for (const module of DISK_MODULES) {
    copyFileSync(
      path.join(kernel.modules, 'drivers', 'virtio', `${module}.ko`),
      path.join(folder, 'modules', `${module}.ko`),
    );
  }
  copyFileSync(
    path.join(kernel.modules, 'drivers', 'block', 'virtio_blk.ko'),
    path.join(folder, 'modules', 'virtio_blk.ko'),
  );
  copyFileSync(path.join(HERE, 'l1', 'init'), path.join(folder, 'init'));
  chmodSync(path.join(folder, 'init'), 0o755);
  cpio(folder, file, { compress: false });
}

/** A program with the shared libraries that it loads, at their own places. */
function copyProgram(program, root, target) {
  mkdirSync(path.dirname(path.join(root, target)), { recursive: true });
  copyFileSync(program, path.join(root, target));
  const libraries = execFileSync('ldd', [program], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const library of libraries) {
    mkdirSync(path.dirname(path.join(root, library)), { recursive: true });
    copyFileSync(library, path.join(root, library));
  }
}

/** The built package as npm would install it: the bundle and the one package that is not in it. */
function copyPackage(root) {
  const target = path.join(root, 'opt', 'boottrace');
  const parts = ['bin', 'dist', 'samples', 'package.json', 'oclif.manifest.json'];
  for (const part of parts) cpSync(path.join(ROOT, part), path.join(target, part), { recursive: true });
  for (const module of ['koffi', '@koromix']) {
    cpSync(path.join(ROOT, 'node_modules', module), path.join(target, 'node_modules', module), {
      recursive: true,
    });
  }
  symlinkSync('/opt/boottrace/bin/run.js', path.join(root, 'bin', 'boottrace'));
  mkdirSync(path.join(root, 'usr', 'bin'), { recursive: true });
  // run.js starts with `env`, which busybox has in /bin.
  symlinkSync('/bin/busybox', path.join(root, 'usr', 'bin', 'env'));
}

function buildRootDisk(work, kernel, { script, files, folders }, file) {
  const root = folderWithBusybox(path.join(work, 'root'));
  for (const folder of ['dev', 'proc', 'sys', 'tmp', 'root', 'lab/modules'])
    mkdirSync(path.join(root, folder), { recursive: true });
  copyProgram(process.execPath, root, 'usr/bin/node');
  spawnSync('strip', [path.join(root, 'usr/bin/node')]);
  copyPackage(root);
  for (const module of L1_MODULES) {
    copyFileSync(
      path.join(kernel.modules, `${module}.ko`),
      path.join(root, 'lab', 'modules', path.basename(`${module}.ko`)),
    );
  }
  copyFileSync(kernel.image, path.join(root, 'lab', 'vmlinuz'));
  buildGuestInitramfs(work, path.join(root, 'lab', 'initrd.gz'));
  copyFileSync(path.join(ROOT, 'samples', 'mark', 'mark'), path.join(root, 'lab', 'mark'));
  copyFileSync(path.join(HERE, 'l1', 'start'), path.join(root, 'lab', 'start'));
  writeFileSync(path.join(root, 'lab', 'command'), script);
  for (const [name, source] of Object.entries(files)) copyProgram(source, root, path.join('lab', name));
  for (const [name, source] of Object.entries(folders)) {
    cpSync(source, path.join(root, 'lab', name), { recursive: true, dereference: true });
  }
  execFileSync('mkfs.ext4', ['-q', '-F', '-O', '^has_journal', '-d', root, file, DISK_SIZE], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

function qemuArguments(work, kernel) {
  const drive = (file, extra) => ['-drive', `file=${path.join(work, file)},format=raw,if=virtio${extra}`];
  return [
    ...[
      '-accel',
      'tcg,thread=multi',
      '-cpu',
      CPU,
      '-smp',
      '2',
      '-m',
      '6144',
      '-display',
      'none',
      '-no-reboot',
    ],
    ...['-net', 'none', '-serial', 'stdio', '-serial', `file:${path.join(work, 'exit')}`],
    ...[
      '-kernel',
      kernel.image,
      '-initrd',
      path.join(work, 'l1.cpio'),
      '-append',
      // All processors of the emulator read one counter, which Linux cannot know; the other clock costs an exit to QEMU.
      'console=ttyS0 reboot=t panic=-1 quiet tsc=reliable',
    ],
    ...drive('root.img', ',snapshot=on'),
    ...drive('results.tar', ''),
  ];
}

/** What an earlier start has left there is gone. */
function emptyResults(work) {
  rmSync(path.join(work, 'exit'), { force: true });
  writeFileSync(path.join(work, 'results.tar'), '');
  truncateSync(path.join(work, 'results.tar'), RESULTS_SIZE);
}

/** With what the script ended, or undefined while it has not. */
function scriptExit(work) {
  const file = path.join(work, 'exit');
  const code = existsSync(file) ? /exit (\d+)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return code === undefined ? undefined : Number(code);
}

/**
 * Runs a shell script in the lab. An emulator that falls silent, or whose own Linux crashes, is started once more.
 * `files` and `folders`: programs, and folders or other files, to bring along into /lab, by name. `timeoutS`: when one start is given up, in seconds.
 * @returns its exit code, what it printed, and the folder with what it left behind
 */
export async function runInLab({
  script,
  files = {},
  folders = {},
  onOutput = () => undefined,
  timeoutS = TIMEOUT_S,
}) {
  const kernel = debianKernel(labCache());
  const work = mkdtempSync(path.join(os.tmpdir(), 'boottrace-lab-'));
  const out = path.join(work, 'out');
  try {
    buildL1Initramfs(work, kernel, path.join(work, 'l1.cpio'));
    buildRootDisk(work, kernel, { script, files, folders }, path.join(work, 'root.img'));
    const output = await runUnlessBrokenTwice(['qemu-system-x86_64', ...qemuArguments(work, kernel)], {
      name: "the lab's emulator",
      prepare: () => emptyResults(work),
      isDone: () => scriptExit(work) !== undefined,
      onOutput,
      warn: (line) => process.stderr.write(line),
      silenceS: SILENCE_S,
      timeoutS,
    });
    mkdirSync(out);
    execFileSync('tar', ['-xf', path.join(work, 'results.tar'), '-C', out], {
      stdio: ['ignore', 'ignore', 'ignore'],
    });
    const kept = mkdtempSync(path.join(os.tmpdir(), 'boottrace-lab-out-'));
    cpSync(out, kept, { recursive: true });
    return { exitCode: scriptExit(work), output, folder: kept };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const script = `${process.argv.slice(2).join(' ')}\n`;
  const { exitCode, folder } = await runInLab({ script, onOutput: (chunk) => process.stdout.write(chunk) });
  console.log(`exit ${exitCode}; what the script left behind: ${folder}`);
  process.exitCode = exitCode;
}
