import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli } from '../helpers/run-cli.js';

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

  test('prints a table and CSV', async () => {
    expect((await runCli(['doctor'])).stdout).toContain('/dev/kvm');
    expect((await runCli(['doctor', '--csv'])).stdout).toMatch(/^subject,status,message\nplatform,ok,/);
  });
});
