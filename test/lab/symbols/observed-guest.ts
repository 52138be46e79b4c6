/**
 * A Debian kernel in QEMU's emulator, watched from outside as the runner's profiler will watch its guest: samples of
 * registers and stack while it boots, then its RAM, and what its own /proc/kallsyms says.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Paging } from '../../../src/inspect/page-walk.js';
import type { Sample } from '../../../src/trace/profile/profile.js';

const MEMORY_MIB = 512;
const DISK_BYTES = 64 * 2 ** 20;
const MODULES = [
  'virtio/virtio_ring',
  'virtio/virtio',
  'virtio/virtio_pci_legacy_dev',
  'virtio/virtio_pci_modern_dev',
  'virtio/virtio_pci',
  'block/virtio_blk',
];
/** Longest stack that is copied: two pages of the four that Linux gives a task. */
const STACK_BYTES = 8192;
/** Bit of CR4: page tables have five levels. */
const LA57 = 1n << 12n;
/** Linux lives there. */
const UPPER_HALF = 1n << 63n;
const TIMEOUT_MS = 120_000;

export interface ObservedKernel {
  readonly image: string;
  /** Folder of its modules, `lib/modules/RELEASE/kernel`. */
  readonly modules: string;
}

export interface Observation {
  /** RAM from address 0. */
  readonly ram: Buffer;
  readonly paging: Paging;
  readonly samples: readonly Sample[];
  /** /proc/kallsyms as root sees it. */
  readonly kallsyms: string;
}

function buildInitramfs(work: string, { modules }: ObservedKernel): string {
  const root = path.join(work, 'initramfs');
  mkdirSync(path.join(root, 'bin'), { recursive: true });
  mkdirSync(path.join(root, 'modules'));
  copyFileSync('/bin/busybox', path.join(root, 'bin', 'busybox'));
  copyFileSync(path.join(import.meta.dirname, 'init'), path.join(root, 'init'));
  for (const file of ['bin/busybox', 'init']) chmodSync(path.join(root, file), 0o755);
  for (const module of MODULES) {
    const plain = path.join(modules, 'drivers', `${module}.ko`);
    const target = path.join(root, 'modules', `${path.basename(module)}.ko`);
    // What is in neither form is built into this kernel.
    if (existsSync(plain)) copyFileSync(plain, target);
    else if (existsSync(`${plain}.xz`))
      writeFileSync(target, execFileSync('xz', ['-dc', `${plain}.xz`], { maxBuffer: 2 ** 26 }));
  }
  const file = path.join(work, 'initramfs.cpio');
  execFileSync('sh', ['-c', `find . | cpio -o -H newc -R 0:0 --quiet > ${file}`], { cwd: root });
  return file;
}

/** QEMU's machine protocol: one command at a time. */
class Monitor {
  readonly #socket: net.Socket;
  #buffer = '';
  #waiting: ((reply: { readonly return?: unknown; readonly error?: { desc: string } }) => void) | null = null;

  constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => this.#take(String(chunk)));
  }

  static async open(file: string): Promise<Monitor> {
    const deadline = Date.now() + 10_000;
    while (!existsSync(file) && Date.now() < deadline) await sleep(20);
    const socket = net.connect(file);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const monitor = new Monitor(socket);
    await monitor.send('qmp_capabilities');
    return monitor;
  }

  #take(text: string): void {
    this.#buffer += text;
    for (let end = this.#buffer.indexOf('\n'); end >= 0; end = this.#buffer.indexOf('\n')) {
      const reply = JSON.parse(this.#buffer.slice(0, end));
      this.#buffer = this.#buffer.slice(end + 1);
      if (!('return' in reply || 'error' in reply)) continue;
      this.#waiting?.(reply);
    }
  }

  async send(execute: string, args: object = {}): Promise<unknown> {
    const reply = await new Promise<{ readonly return?: unknown; readonly error?: { desc: string } }>(
      (resolve) => {
        this.#waiting = resolve;
        this.#socket.write(`${JSON.stringify({ execute, arguments: args })}\n`);
      },
    );
    if (reply.error !== undefined) throw new Error(`${execute}: ${reply.error.desc}`);
    return reply.return;
  }

  /** A command of the monitor for people, which takes 64-bit addresses that JSON has no exact numbers for. */
  say(line: string): Promise<string> {
    return this.send('human-monitor-command', { 'command-line': line }) as Promise<string>;
  }
}

function register(text: string, name: string): bigint {
  const value = new RegExp(`\\b${name} *=([0-9a-f]+)`).exec(text)?.[1];
  if (value === undefined) throw new Error(`no register ${name} in ${text}`);
  return BigInt(`0x${value}`);
}

async function takeSample(monitor: Monitor, work: string, timeNs: number): Promise<Sample> {
  await monitor.send('stop');
  const text = await monitor.say('info registers');
  // Before protected mode there is no 64-bit register to be shown.
  const is64Bit = /\bRIP=/.test(text);
  const of = (wide: string, narrow: string): bigint => register(text, is64Bit ? wide : narrow);
  const rsp = of('RSP', 'ESP');
  const stacks = await copyStacks(monitor, rsp, path.join(work, 'stack'));
  await monitor.send('cont');
  return {
    timeNs,
    vcpu: 0,
    stage: 'kernel',
    rip: of('RIP', 'EIP'),
    rsp,
    rbp: of('RBP', 'EBP'),
    rdx: of('RDX', 'EDX'),
    rdi: of('RDI', 'EDI'),
    r10: is64Bit ? register(text, 'R10') : 0n,
    r13: is64Bit ? register(text, 'R13') : 0n,
    cs: Number(register(text, 'CS')),
    cr3: register(text, 'CR3'),
    ...stacks,
  };
}

interface Stacks {
  readonly stack: Uint8Array;
  readonly outer?: { readonly address: bigint; readonly bytes: Uint8Array };
}

/**
 * The stack and, when it is one that was switched to for an interrupt, the one before: the last word of an interrupt's
 * stack, which ends where nothing is mapped, is a pointer to it.
 */
async function copyStacks(monitor: Monitor, rsp: bigint, file: string): Promise<Stacks> {
  const stack = await copyStack(monitor, rsp, file);
  const last = stack.length >= 8 ? Buffer.from(stack).readBigUInt64LE(stack.length - 8) : 0n;
  const isFull = stack.length === STACK_BYTES;
  if (isFull || rsp < UPPER_HALF || last < UPPER_HALF || (last & 7n) !== 0n) return { stack };
  return { stack, outer: { address: last, bytes: await copyStack(monitor, last, file) } };
}

/** As many bytes as are mapped: beyond a task's stack there is a hole. */
async function copyStack(monitor: Monitor, address: bigint, file: string): Promise<Uint8Array> {
  const toPageEnd = 4096 - Number(address & 0xfffn);
  for (const size of [STACK_BYTES, toPageEnd + 4096, toPageEnd]) {
    const refusal = await monitor.say(`memsave 0x${address.toString(16)} ${size} "${file}"`);
    if (refusal === '') return new Uint8Array(readFileSync(file));
  }
  return new Uint8Array(0);
}

/**
 * Boots the kernel, takes a sample every `everyMs` milliseconds (of the host), then its RAM. Without CMPXCHG16B, which the
 * emulator of QEMU 7.2 sometimes gets wrong when it is stopped.
 */
export async function observe(
  kernel: ObservedKernel,
  {
    work,
    everyMs,
    cpu = 'qemu64,-cx16',
    cmdline = '',
  }: { work: string; everyMs: number; cpu?: string; cmdline?: string },
): Promise<Observation> {
  const disk = path.join(work, 'disk');
  const socket = path.join(work, 'qmp');
  writeFileSync(disk, '');
  truncateSync(disk, DISK_BYTES);
  const child = spawn(
    'qemu-system-x86_64',
    [
      ...[
        '-accel',
        'tcg',
        '-cpu',
        cpu,
        '-m',
        `${MEMORY_MIB}`,
        '-display',
        'none',
        '-no-reboot',
        '-net',
        'none',
      ],
      ...['-kernel', kernel.image, '-initrd', buildInitramfs(work, kernel)],
      ...['-append', `console=ttyS0 quiet ${cmdline}`, '-serial', 'stdio'],
      ...['-drive', `file=${disk},format=raw,if=virtio`, '-qmp', `unix:${socket},server=on,wait=off`],
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  try {
    const monitor = await Monitor.open(socket);
    const samples: Sample[] = [];
    const started = Date.now();
    while (!output.includes('symbols written')) {
      if (Date.now() - started > TIMEOUT_MS) throw new Error(`the guest did not get there:\n${output}`);
      samples.push(await takeSample(monitor, work, (Date.now() - started) * 1e6));
      await sleep(everyMs);
    }
    await monitor.send('stop');
    const registers = await monitor.say('info registers');
    const la57 = (register(registers, 'CR4') & LA57) !== 0n;
    const paging = { cr3: register(registers, 'CR3'), la57 };
    const ram = path.join(work, 'ram');
    await monitor.send('pmemsave', { val: 0, size: MEMORY_MIB * 2 ** 20, filename: ram });
    const text = readFileSync(disk, 'latin1');
    return { ram: readFileSync(ram), paging, samples, kallsyms: text.slice(0, text.indexOf('\0')) };
  } finally {
    child.kill('SIGKILL');
  }
}
