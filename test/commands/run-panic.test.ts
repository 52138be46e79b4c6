import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();
const rom = (name: string, ...code: number[]) => folder.write(name, romImage(code));
const run = (...args: string[]) => runCli(['run', ...args]);

describeWith([requirement.kvm()], 'run of a guest that gives up', () => {
  const ASSERT = 'ASSERT [DxeCore] /build/Image.c(1778): !EFI_ERROR (Status)';
  const image = () => rom('assert.bin', ...asm.print(0x402, `${ASSERT}\n`), ...asm.loop);

  test('is a crash, long before the timeout, and says the line', async () => {
    const { stderr, exitCode, stdout } = await run('--timeout', '300s', '--firmware', image());
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`Error: the guest crashed: firmware assertion: ${ASSERT}; then --on-panic stop`);
    expect(stdout).toContain('ended by crash');
  });

  test('goes on where it is told to', async () => {
    const args = ['--on-panic', 'continue', '--timeout', '3s', '--firmware', image()];
    const { stderr, exitCode } = await run(...args);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`firmware assertion: ${ASSERT}; then the timeout after 3 s`);
  });
});

describeWith([requirement.kvm()], 'run of a guest that hangs', () => {
  test('shows its last text, and advises a time that is longer than the one it had', async () => {
    const image = rom('hang.bin', ...asm.print(0x402, 'one\nlast \x1b[31mwords'), ...asm.loop);
    const { stderr, exitCode } = await run('--timeout', '1700ms', '--firmware', image);
    expect(exitCode).toBe(4);
    expect(stderr).toBe(
      'Error: the guest did not end within 1.7 s; no code was written; its last text was "last \\x1b[31mwords"\n' +
        'Try: allow more time: --timeout 3400ms\n',
    );
  });
});
