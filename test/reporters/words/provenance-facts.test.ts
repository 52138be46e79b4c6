import { expect, test } from 'vitest';
import { provenanceFacts } from '../../../src/reporters/words/provenance-facts.js';
import type { Provenance } from '../../../src/trace/boot.js';
import { provenanceOf } from '../../checks/provenances.js';

function facts(provenance: Provenance): Readonly<Record<string, string>> {
  return Object.fromEntries(provenanceFacts(provenance).map(({ name, text }) => [name, text]));
}

test('what a person reads of a run has no raw value', () => {
  const startedAt = '2026-11-22T10:00:00Z';
  expect(facts({ ...provenanceOf({ host: { governor: 'performance' } }), startedAt })).toEqual({
    boottrace: '0.1.0',
    engine: 'bundled',
    started: startedAt,
    guest: 'a/vmlinux',
    'guest kernel': 'a/vmlinux',
    'guest command line': 'console=ttyS0',
    'guest memory': '512 MiB',
    'guest vCPUs': '1',
    'guest serial port': 'on',
    'guest debug console': 'off',
    'guest random numbers': 'off',
    'guest disks': 'none',
    'guest images': 'kernel a/vmlinux (7 bytes, sha256 aaaaaaaaaaaa)',
    'host CPU': 'AMD EPYC 7763 64-Core Processor',
    'host CPUs': '4',
    'host memory': '15990 MiB',
    'host kernel': '6.12.48',
    'host KVM': 'AMD-V',
    'host frequency governor': 'performance',
  });
});

test('ports are hexadecimal, disks say how they may be used', () => {
  const disks = [{ path: 'a.img', readOnly: true, snapshot: false }, { path: 'b.img' }];
  const guest = { debugConsolePort: 0xe9, serial: false, disks, engineArguments: ['-machine', 'q35'] };
  expect(facts(provenanceOf({ guest, host: { kvm: 'software' } }))).toMatchObject({
    'guest debug console': 'port 0xe9',
    'guest serial port': 'off',
    'guest disks': 'a.img (read-only), b.img',
    'arguments for the engine': '-machine, q35',
    'host KVM': 'software, without hardware virtualisation',
  });
});

test('what another program wrote is shown as it is, and what is not known is left out', () => {
  const odd = {
    boottrace: '1',
    engine: 'x',
    guest: { memorySize: 'much', disks: 3, tpm: true, size: { a: 1 } },
  };
  expect(facts({ ...odd, host: { cpus: null, kvm: 7 } })).toEqual({
    boottrace: '1',
    engine: 'x',
    'guest memory': 'much',
    'guest disks': '3',
    'guest tpm': 'yes',
    'guest size': '{"a":1}',
    'host KVM': '7',
  });
});
