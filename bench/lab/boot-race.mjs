// Runs inside the lab: boots the same kernel, initramfs and command line with each monitor in turn, and takes the time
// from the start of the process until the byte 0x60 comes out of it, which the guest's first program writes.
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

const ROUNDS = Number(process.argv[2]);
const KERNEL = '/lab/vmlinuz';
const INITRAMFS = '/lab/initrd.gz';
const COMMAND_LINE = 'console=ttyS0 reboot=t panic=-1 quiet end=reboot';
const QEMU =
  '/lab/qemu -L /lab/qemu-data -L /lab/seabios -accel kvm -cpu host -m 256 -display none -nodefaults'.split(
    ' ',
  );
const GUEST = ['-no-reboot', '-kernel', KERNEL, '-initrd', INITRAMFS, '-append', COMMAND_LINE];
const MICROVM = 'microvm,x-option-roms=off,isa-serial=on,rtc=on,pit=on,pic=on';
const POST_OUT = '-serial null -chardev stdio,id=post -device isa-debugcon,iobase=0x80,chardev=post'.split(
  ' ',
);

const MONITORS = {
  'QEMU microvm': { command: [...QEMU, '-M', MICROVM, ...POST_OUT, ...GUEST], sign: Buffer.from([0x60]) },
  // Its BIOS leaves the emulated processor unable to give a program ports, so the program's first words must do.
  'QEMU pc': {
    command: [...QEMU, '-M', 'pc', '-serial', 'stdio', ...GUEST],
    sign: Buffer.from('init started'),
  },
  'boottrace run': {
    command: [
      ...['boottrace', 'run', '--kernel', KERNEL, '--initramfs', INITRAMFS, '--cmdline', COMMAND_LINE],
      ...['--memory', '256M', '-v', '--json', '--output', '/tmp/boot.json'],
    ],
    // The log's line, on standard error, is written within 10 ms of the code: the price of being asked this way.
    sign: Buffer.from('code 0x60]'),
  },
};

/** Milliseconds until the sign, then until the end; null when it never came. */
function race({ command: [program, ...args], sign }) {
  const start = performance.now();
  let atSign = null;
  let seen = Buffer.alloc(0);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  const watch = (chunk) => {
    seen = Buffer.concat([seen, chunk]);
    if (atSign === null && seen.includes(sign)) atSign = performance.now() - start;
  };
  child.stdout.on('data', watch);
  child.stderr.on('data', watch);
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(timer);
      if (atSign === null) console.log(`no sign from ${program}: ${seen}`);
      resolve({ atSign, atEnd: performance.now() - start });
    });
  });
}

const results = Object.fromEntries(Object.keys(MONITORS).map((name) => [name, []]));
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, monitor] of Object.entries(MONITORS)) {
    const times = await race(monitor);
    console.log(`${round} ${name}: ${times.atSign?.toFixed(0)} ms, end ${times.atEnd.toFixed(0)} ms`);
    if (round >= 0) results[name].push(times);
  }
}
writeFileSync('/tmp/out/race.json', JSON.stringify(results));
