/** Surroundings that lack what programs take for granted: a home, a place for temporary files, /proc, a user's name. */
import { describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runCli, runShell } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { privileges, STRANGER } from './privileges.js';

const folder = temporaryFolder();
const LOG = 'samples/logs/cloud-hypervisor/07-v52.0-plus-default-format.log';
const PROGRAM = `"${process.execPath}" bin/run.js`;

describeWith([privileges.users()], 'a user who is in no table and has no home', () => {
  test.each([`report ${LOG}`, '--help', 'doctor --json'])('gets what others get: %s', async (command) => {
    const { stdout, stderr, exitCode } = await runShell(`${STRANGER.join(' ')} ${PROGRAM} ${command}`);
    expect(stderr).toBe('');
    expect(stdout.length).toBeGreaterThan(100);
    // Without permission for /dev/kvm, doctor may find that no guest can run.
    expect(command.startsWith('doctor') ? [0, 3] : [0]).toContain(exitCode);
  });
});

describe('a home and a folder for temporary files that cannot be written', () => {
  test.each(['/nowhere', '/proc'])('%s: reading needs neither', async (nowhere) => {
    const env = { HOME: nowhere, TMPDIR: nowhere, XDG_CACHE_HOME: nowhere, XDG_DATA_HOME: nowhere };
    expect(await runCli(['report', LOG], { env })).toMatchObject({ stderr: '', exitCode: 0 });
  });
});

describeWith([requirement.kvm()], 'a run without a folder for temporary files', () => {
  test.each(['/nowhere', '/proc'])('%s: a snapshot goes where there is room', async (nowhere) => {
    const disk = folder.write('disk.raw', new Uint8Array(4096));
    const { stderr, exitCode } = await runCli(['run', '--csv', '--disk', `path=${disk}`], {
      env: { TMPDIR: nowhere },
    });
    expect({ stderr: stderr.replaceAll(/^note: .*\n/gm, ''), exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });
});

describeWith([requirement.debianPackage('qemu-system-x86', 'qemu-system-x86_64')], 'QEMU', () => {
  test('gets its padded firmware from that folder: that there is none is said, with what names another', async () => {
    const { stderr, exitCode } = await runCli(['run', '--engine', 'qemu'], { env: { TMPDIR: '/nowhere' } });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^Error: cannot make a temporary file in \/nowhere .*no such file or directory\nTry: .*TMPDIR=/,
    );
  });
});

describeWith([requirement.kvm(), privileges.mounts()], 'a host without /proc', () => {
  test.each(['run', 'run --runs 2', `parse ${LOG}`, 'doctor'])('%s works', async (command) => {
    const line = `unshare --mount sh -c 'umount -l /proc && exec "$@"' sh ${PROGRAM} ${command}`;
    const { stdout, stderr, exitCode } = await runShell(line);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout.length).toBeGreaterThan(100);
  });
});
