// Runs inside the lab: the same guest reads the same disk with each monitor in turn and says how long a read took; then
// the same disk boots through SeaBIOS and GRUB with each, timed until userspace has found its disk.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';

const ROUNDS = Number(process.argv[2]);
const KERNEL = '/lab/vmlinuz';
const INITRAMFS = '/lab/images/disk-initrd.gz';
const COMMAND_LINE = 'console=ttyS0 reboot=t panic=-1 quiet do=bench';
const EMPTY = '/tmp/empty.raw';
const DISK = '/tmp/disk.raw';
const BOOT_DISK = '/lab/images/boot-disk.raw';

const QEMU =
  '/lab/qemu -L /lab/qemu-data -L /lab/seabios -accel kvm -cpu host -m 256 -display none -nodefaults'.split(
    ' ',
  );
const drive = (file, id) => ['-drive', `file=${file},format=raw,if=none,id=${id},snapshot=on`];
const DRIVES = [...drive(EMPTY, 'a'), ...drive(DISK, 'b')];
const onPci = [
  '-device',
  'virtio-blk-pci,drive=a,disable-legacy=on',
  '-device',
  'virtio-blk-pci,drive=b,disable-legacy=on',
];
const onMmio = ['-device', 'virtio-blk-device,drive=a', '-device', 'virtio-blk-device,drive=b'];
const GUEST = [
  '-no-reboot',
  '-kernel',
  KERNEL,
  '-initrd',
  INITRAMFS,
  '-append',
  COMMAND_LINE,
  '-serial',
  'stdio',
];
const MICROVM = 'microvm,x-option-roms=off,isa-serial=on,rtc=on,pit=on,pic=on,acpi=on';

const READERS = {
  'QEMU microvm, virtio-mmio': [...QEMU, '-M', MICROVM, ...DRIVES, ...onMmio, ...GUEST],
  'QEMU microvm, PCI': [...QEMU, '-M', `${MICROVM},pcie=on`, ...DRIVES, ...onPci, ...GUEST],
  'boottrace run': [
    ...['boottrace', 'run', '--kernel', KERNEL, '--initramfs', INITRAMFS, '--cmdline', COMMAND_LINE],
    ...[
      '--memory',
      '256M',
      '--serial',
      'tty',
      '--timeout',
      '120s',
      '--disk',
      `path=${EMPTY}`,
      `path=${DISK}`,
    ],
  ],
};

const FROM_DISK = ['-M', 'pc', '-no-reboot', '-serial', 'stdio'];
const BOOTERS = {
  'QEMU pc': [...QEMU, ...FROM_DISK, ...drive(BOOT_DISK, 'a'), '-device', 'virtio-blk-pci,drive=a'],
  'boottrace run': [
    ...[
      'boottrace',
      'run',
      '--firmware',
      '/lab/seabios/bios-256k.bin',
      '--memory',
      '256M',
      '--serial',
      'tty',
    ],
    ...['--disk', `path=${BOOT_DISK}`],
  ],
};

/** Nanoseconds of one read, as the guest printed them. */
function read([program, ...args]) {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 120_000 });
  const figure = (name) => Number(new RegExp(`^${name}: (\\d+)`, 'm').exec(stdout)?.[1] ?? Number.NaN);
  const figures = { sequential: figure('sequential'), random: figure('random') };
  if (Number.isNaN(figures.random)) console.log(`no figures from ${program}: ${stdout}${stderr}`);
  return figures;
}

/** Milliseconds from the start of the process until userspace has its disk. */
function boot([program, ...args]) {
  const start = performance.now();
  let seen = '';
  let time = Number.NaN;
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 120_000);
  child.stdout.on('data', (chunk) => {
    seen += chunk;
    if (Number.isNaN(time) && seen.includes('marker: MARKER-42')) time = performance.now() - start;
  });
  return new Promise((resolve) => {
    child.on('close', () => {
      clearTimeout(timer);
      if (Number.isNaN(time)) console.log(`no userspace from ${program}: ${seen.slice(-2000)}`);
      resolve(time);
    });
  });
}

// Where QEMU keeps what a guest writes to a snapshot.
mkdirSync('/var/tmp', { recursive: true });
writeFileSync(EMPTY, '');
truncateSync(EMPTY, 2 ** 20);
writeFileSync(DISK, Buffer.alloc(32 * 2 ** 20, 'boottrace'));
const empty = (monitors) => Object.fromEntries(Object.keys(monitors).map((name) => [name, []]));
const results = { reads: empty(READERS), boots: empty(BOOTERS) };
for (let round = -1; round < ROUNDS; round++) {
  for (const [name, command] of Object.entries(READERS)) {
    const figures = read(command);
    console.log(`${round} ${name}: ${JSON.stringify(figures)}`);
    if (round >= 0) results.reads[name].push(figures);
  }
  for (const [name, command] of Object.entries(BOOTERS)) {
    const time = await boot(command);
    console.log(`${round} ${name}: ${time.toFixed(0)} ms`);
    if (round >= 0) results.boots[name].push(time);
  }
}
writeFileSync('/tmp/out/race.json', JSON.stringify(results));
