/** A host without /dev/kvm, or without permission, made of this one: what `run` and `doctor` say then. */
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { describeWith, type Requirement, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

/** An empty /dev with the two devices that Node wants. */
const NO_DEVICE =
  'mount -t tmpfs none /dev && mknod -m 666 /dev/null c 1 3 && mknod -m 666 /dev/urandom c 1 9 && exec "$0" "$@"';
const WITHOUT_DEVICE = ['unshare', '--mount', 'sh', '-c', NO_DEVICE];
const WITHOUT_PERMISSION = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];

const works = ([command = '', ...words]: readonly string[], ...rest: string[]) =>
  spawnSync(command, [...words, ...rest], { stdio: 'ignore' }).status === 0;

function possible(name: string, present: boolean): Requirement {
  return { name, present, reason: `${name} is not possible here: it takes root`, enforced: false };
}
const mounts = possible(
  'hiding /dev/kvm (unshare --mount)',
  works(WITHOUT_DEVICE, 'test', '!', '-e', '/dev/kvm'),
);
const users = possible(
  'running as another user (setpriv) who sees this folder but not /dev/kvm',
  works(WITHOUT_PERMISSION, 'sh', '-c', `test -r ${BIN} && test -e /dev/kvm && ! test -w /dev/kvm`),
);
const qemu = requirement.debianPackage('qemu-system-x86', 'qemu-system-x86_64');

function run([command = '', ...words]: readonly string[], args: readonly string[], env = {}) {
  const all = [...words, process.execPath, BIN, ...args];
  const home = { HOME: '/tmp', XDG_DATA_HOME: '/tmp' };
  const { status, stdout, stderr } = spawnSync(command, all, {
    cwd: ROOT,
    encoding: 'utf8',
    env: cleanEnv({ ...home, ...env }),
  });
  return { exitCode: status, stdout, stderr };
}

describeWith([mounts], 'without /dev/kvm', () => {
  test('run says what to do, and how to get the emulator', () => {
    const { exitCode, stdout, stderr } = run(WITHOUT_DEVICE, ['run'], { BOOTTRACE_QEMU: '/nowhere/qemu' });
    expect({ exitCode, stdout }).toEqual({ exitCode: 3, stdout: '' });
    expect(stderr).toContain('Error: this host has no /dev/kvm');
    expect(stderr).toContain('modprobe');
    expect(stderr).toContain('nested virtualisation');
    expect(stderr).toContain('sudo apt-get install qemu-system-x86');
  });

  test('doctor loads no native code, and run that cannot load it says the same', () => {
    const script = `const Module = require('node:module');
      const load = Module._load;
      Module._load = (request, ...rest) => {
        if (request === 'koffi') throw new Error('koffi was loaded');
        return load(request, ...rest);
      };`;
    const node = { NODE_OPTIONS: `--require=${folder.write('no-koffi.cjs', script)}` };
    const env = { ...node, BOOTTRACE_QEMU: '/nowhere/qemu' };
    const doctor = run(WITHOUT_DEVICE, ['doctor', '--json'], env);
    expect(doctor).toMatchObject({ exitCode: 3, stderr: '' });
    expect(doctor.stdout).toContain('this host has no /dev/kvm');
    expect(doctor.stdout).not.toContain('koffi');
    expect(run(WITHOUT_DEVICE, ['run'], env).stderr).toContain('Error: this host has no /dev/kvm');
  });

  test('doctor fails when nothing else is installed', () => {
    const { exitCode, stdout } = run(WITHOUT_DEVICE, ['doctor'], {
      BOOTTRACE_QEMU: '/nowhere/qemu',
    });
    expect(exitCode).toBe(3);
    expect(stdout).toContain('no engine can run a guest here');
  });
});

describeWith([mounts, qemu], 'without /dev/kvm but with QEMU', () => {
  test('run offers the emulator, doctor counts on it, and it works', () => {
    const { exitCode, stderr } = run(WITHOUT_DEVICE, ['run']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      "QEMU's emulator runs guests, slowly: boottrace run --engine qemu with the same flags",
    );
    expect(run(WITHOUT_DEVICE, ['doctor', '--json'])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringContaining('without KVM it uses its emulator'),
    });
    const { boots } = JSON.parse(run(WITHOUT_DEVICE, ['run', '--engine', 'qemu', '--json']).stdout) as {
      boots: { format: string; stop: { reason: string } }[];
    };
    expect(boots).toMatchObject([{ format: 'qemu', stop: { reason: 'reset' } }]);
  });
});

describeWith([users], 'without permission to open /dev/kvm', () => {
  test('run says which group to join', () => {
    const { exitCode, stderr } = run(WITHOUT_PERMISSION, ['run']);
    expect(exitCode).toBe(3);
    expect(stderr).toContain('no permission to open /dev/kvm');
    expect(stderr).toContain('usermod -aG kvm');
    expect(stderr).toContain('--engine qemu');
  });
});
