/** The documented command line with a disk and random numbers, as it is typed for Cloud Hypervisor. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT, runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();

/** See the source for what each code means. */
const CODES = '01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 20'.split(' ').map((code) => `0x${code}`);

function makeFirmware(): string {
  const firmware = folder.file('hypervisor-fw');
  execFileSync('nasm', ['-f', 'bin', '-o', firmware, path.join(ROOT, 'test', 'kvm', 'pvh-firmware.asm')]);
  return firmware;
}

function makeDisk(): string {
  const disk = Buffer.alloc(64 * 512);
  disk.writeUInt16LE(0xaa55, 510);
  return folder.write('focal-server-cloudimg-amd64.raw', disk);
}

describeWith([requirement.kvm(), requirement.debianPackage('nasm', 'nasm')], 'run with a disk', () => {
  test('takes the documented command: the firmware finds its disk, the image stays as it is', async () => {
    const [disk, log, trace] = [makeDisk(), folder.file('ch-fw.log'), folder.file('boot.ndjson')];
    const before = readFileSync(disk);
    const documented = [
      ...['--kernel', makeFirmware(), '--disk', `path=${disk}`, '--cpus', '4', '--memory', 'size=1024M'],
      ...['--rng', '--log-file', log, '-vvv'],
    ];
    const { stdout, stderr, exitCode } = await runCli(['run', ...documented, '--save', trace]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('pvh firmware: disk of 64 sectors');
    const { boots } = JSON.parse((await runCli(['parse', '--json', log])).stdout) as {
      boots: { events: { hex?: string }[] }[];
    };
    expect(boots[0]!.events.flatMap(({ hex }) => hex ?? [])).toEqual(CODES);
    const header = JSON.parse(readFileSync(trace, 'utf8').split('\n')[0]!) as { guest: object };
    expect(header.guest).toMatchObject({
      disks: [{ path: disk, readOnly: false, snapshot: true }],
      rng: true,
    });
    expect(readFileSync(disk)).toEqual(before);
  });

  test('gives every run of a series the same disk', async () => {
    const disk = makeDisk();
    const flags = ['--kernel', makeFirmware(), '--disk', `path=${disk}`, '--runs', '3', '--json'];
    const { stdout, exitCode } = await runCli(['run', ...flags]);
    const { boots } = JSON.parse(stdout) as { boots: { events: { hex?: string }[] }[] };
    expect(exitCode).toBe(0);
    for (const { events } of boots) expect(events.flatMap(({ hex }) => hex ?? [])).toEqual(CODES);
    expect(boots).toHaveLength(3);
  });

  test('that another run writes is refused, and that run is called boottrace, with its arguments as they were typed', async () => {
    const flags = ['--firmware', folder.write('loop.bin', romImage([...asm.post(0x40), ...asm.loop]))];
    const disk = ['--disk', `path=${makeDisk()},readonly=off`];
    const typed = [BIN, 'run', ...flags, ...disk, '--timeout', '60s', '-v'];
    const holder = spawn(process.execPath, typed, { env: cleanEnv(), stdio: ['ignore', 'ignore', 'pipe'] });
    onTestFinished(() => {
      holder.kill('SIGKILL');
    });
    // With -v, the log says of the code when it comes: by then the image is locked.
    for await (const text of holder.stderr) if (`${text}`.includes('0x40')) break;
    const { stderr, exitCode } = await runCli(['run', ...flags, ...disk]);
    expect(exitCode).toBe(2);
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`is in use by boottrace (process ${holder.pid})`);
    const words = readFileSync(`/proc/${holder.pid}/cmdline`, 'utf8').split('\0');
    expect(words.slice(1, -1)).toEqual(typed);
  });

  test('remarks on options that change nothing, in the report and in JSON', async () => {
    const flags = ['--kernel', makeFirmware(), '--disk', `path=${makeDisk()},direct=on,bw_size=1000`];
    const { stdout } = await runCli(['run', ...flags]);
    expect(stdout).toMatch(/^note: [\s\S]*direct\s+is\s+accepted/m);
    expect(stdout).toMatch(/^warning: [\s\S]*bw_size has\s+no\s+effect/m);
    const document = await runCli(['run', ...flags, '--json']);
    const { diagnostics } = JSON.parse(document.stdout) as { diagnostics: { code: string }[] };
    expect(diagnostics.map(({ code }) => code)).toEqual(['disk-option-ignored', 'disk-not-limited']);
  });
});

describe('a disk that cannot be', () => {
  test('in another format is refused with the command that converts it', async () => {
    const image = folder.write('disk.img', Buffer.from('QFI\xfb', 'latin1'));
    const { stderr, exitCode } = await runCli(['run', '--disk', `path=${image}`]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/has 4 bytes, which is less than one sector/);
    const whole = folder.write('whole.img', Buffer.concat([readFileSync(image), Buffer.alloc(508)]));
    const refused = await runCli(['run', '--disk', `path=${whole}`]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain(`qemu-img convert -O raw ${whole} ${folder.file('whole.raw')}`);
  });

  test.each([
    ['path=nowhere.raw', 'there is no such file'],
    ['nowhere.raw', 'is not name=value'],
    ['path=a,readony=on', 'it has no option "readony"'],
  ])('is refused: %s', async (value, why) => {
    const { stdout, stderr, exitCode } = await runCli(['run', '--disk', value]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(why);
    expect(stderr).not.toContain(' at ');
  });
});
