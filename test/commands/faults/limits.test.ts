/** A process that may not have what a run takes: every refusal is the host's matter, is said, and ends the program. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runShell } from '../../helpers/run-cli.js';
import { privileges, STRANGER } from './privileges.js';

/** A way to hang is to leave a thread behind. */
const BOOT = (flags: string) => `timeout -s KILL 30 "${process.execPath}" bin/run.js run --csv ${flags}`;
/** Fewer, and Node itself does not start. */
const LEAST_FILES = 23;

describeWith([requirement.kvm()], 'a limit on open files', () => {
  test('is said wherever it is met, with the command that raises it', { timeout: 120_000 }, async () => {
    const met = new Set<string>();
    for (let files = LEAST_FILES; files < 60; files += 1) {
      const { stderr, exitCode } = await runShell(
        `prlimit --nofile=${files} ${BOOT('--cpus 2 --output /dev/null')}`,
      );
      if (exitCode === 0) break;
      expect({ files, stderr, exitCode }).toMatchObject({
        exitCode: 3,
        stderr: expect.stringMatching(/ulimit -n 1024\n$/),
      });
      met.add(stderr.split('\n')[0]!);
    }
    // As a thread or a module is loaded, by Node; and by KVM.
    expect(met).toContain('Error: this process cannot open more files');
    expect([...met].join('\n')).toMatch(/^Error: KVM refused vCPU \d: Too many open files$/m);
  });

  test.each(['boottrace parse', 'boottrace report'])(
    '%s: reading needs no more than Node itself',
    async (command) => {
      const log = 'samples/logs/cloud-hypervisor/07-v52.0-plus-default-format.log';
      const [, word] = command.split(' ');
      const line = `prlimit --nofile=${LEAST_FILES} "${process.execPath}" bin/run.js ${word} --csv ${log}`;
      expect(await runShell(line)).toMatchObject({ exitCode: 0 });
    },
  );
});

/** Files that only root can open, /dev/kvm among them, for everybody. */
const SHARED_KVM =
  'mount -t tmpfs none /mnt && mknod -m 666 /mnt/kvm c 10 232 && mount --bind /mnt/kvm /dev/kvm && exec "$@"';

describeWith([requirement.kvm(), privileges.mounts(), privileges.users()], 'a limit on threads', () => {
  test('is said, and the threads that did start do not keep the program alive', {
    timeout: 120_000,
  }, async () => {
    const codes: number[] = [];
    const texts = new Set<string>();
    for (let threads = 12; threads <= 24 && codes.at(-1) !== 0; threads++) {
      const limited = `prlimit --nproc=${threads} ${STRANGER.join(' ')} ${BOOT('--cpus 6 --output /dev/null')}`;
      const { stderr, exitCode } = await runShell(`unshare --mount sh -c '${SHARED_KVM}' sh ${limited}`);
      // Node has about ten threads of its own, and aborts without them.
      if (exitCode === null && codes.length === 0) continue;
      codes.push(exitCode ?? -1);
      texts.add(stderr);
    }
    expect(codes[0]).toBe(3);
    expect(codes.at(-1)).toBe(0);
    // From Linux 6.13 on KVM needs one more thread than the program, and refuses to run the guest without.
    expect([0, 3, 4]).toEqual(expect.arrayContaining(codes));
    for (const text of texts) {
      if (!text.includes('Error')) continue;
      expect(text).toMatch(
        /^Error: .*(allows no more threads for this user\nTry: use fewer vCPUs|cannot start more threads)/m,
      );
    }
  });
});

describeWith([requirement.kvm()], 'a limit on memory', () => {
  test('is said of the guest that does not fit, with a size that may', async () => {
    const line = `prlimit --as=4000000000 ${BOOT('--memory 16G')}`;
    const { stdout, stderr, exitCode } = await runShell(line);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 3 });
    expect(stderr).toMatch(
      /^Error: the host does not have 16384 MiB for guest memory\nTry: .*--memory 512M\n$/,
    );
  });
});
