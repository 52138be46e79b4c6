import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { ROOT, runCli, runShell } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();

interface DoctorDocument {
  readonly command: string;
  readonly findings: readonly {
    readonly subject: string;
    readonly status: string;
    readonly message: string;
  }[];
}

describeWith([requirement.kvm()], 'doctor', () => {
  test('says what KVM is here and what one exit costs', async () => {
    const { stdout, stderr, exitCode } = await runCli(['doctor', '--json']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    const { command, findings } = JSON.parse(stdout) as DoctorDocument;
    expect(command).toBe('doctor');
    const bySubject = new Map(findings.map((finding) => [finding.subject, finding]));
    expect(bySubject.get('/dev/kvm')).toMatchObject({ status: 'ok' });
    expect(bySubject.get('/dev/kvm')!.message).toContain('API version 12');
    expect(bySubject.get('speed')!.message).toMatch(/one exit costs \d+\.\d µs/);
    expect(bySubject.get('engines')!.message).toContain('bundled');
  });

  test('boots the sample guest, and says what came', async () => {
    const { stdout } = await runCli(['doctor', '--json']);
    const { findings } = JSON.parse(stdout) as DoctorDocument;
    const named = (subject: string) => findings.find((finding) => finding.subject === subject);
    expect(named('native code')).toMatchObject({ status: 'ok' });
    expect(named('confinement')!.message).toContain('seccomp');
    expect(named('sample guest')).toMatchObject({
      status: 'ok',
      message: expect.stringMatching(/^10 codes in \d+ ms$/),
    });
  });

  test.each([
    ['writes nothing and resets', asm.reset, 'it wrote 0 codes instead of 10'],
    ['crashes', [0x0f, 0x01, 0x1e, 0, 0, 0xcc], 'the guest crashed: '],
  ])('fails when the sample guest %s', async (_, code, message) => {
    const root = folder.file('package');
    for (const part of ['bin', 'dist', 'samples', 'package.json', 'oclif.manifest.json'])
      cpSync(path.join(ROOT, part), path.join(root, part), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(root, 'node_modules'));
    writeFileSync(path.join(root, 'samples/guest/sample-guest.bin'), romImage(code));
    const boottrace = `"${process.execPath}" "${root}/bin/run.js"`;
    const doctor = await runShell(`${boottrace} doctor --json`);
    expect({ stderr: doctor.stderr, exitCode: doctor.exitCode }).toEqual({ stderr: '', exitCode: 3 });
    const { findings } = JSON.parse(doctor.stdout) as DoctorDocument;
    const failed = findings.filter(({ status }) => status === 'failed');
    expect(failed).toMatchObject([{ subject: 'sample guest', message: expect.stringContaining(message) }]);
    expect(findings.at(-1)!.message).not.toContain('bundled');
    const run = await runShell(`${boottrace} run`);
    if (message.startsWith('the guest crashed')) expect(run.stderr).toContain(failed[0]!.message);
  });

  test('prints a table and CSV', async () => {
    expect((await runCli(['doctor'])).stdout).toContain('/dev/kvm');
    expect((await runCli(['doctor', '--csv'])).stdout).toMatch(/^subject,status,message\nplatform,ok,/);
  });
});
