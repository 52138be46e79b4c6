import { describe, expect, test } from 'vitest';
import { portWrite, TRACER_NOP } from '../../src/inspect/entry-patches.js';
import { numberStages } from '../../src/trace/run.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, bootFile, type GuestRun, imageFile, useGuests } from './boot-guest.js';
import { asm, protectedImage } from './guest-image.js';

describeWith([requirement.kvm()], 'a run', () => {
  useGuests();

  test('says what it has to say in order: boot, events, stop, exits', async () => {
    const { items } = await bootCode([...asm.post(1), ...asm.reset]);
    const kinds = items.map(({ kind }) => kind);
    expect(kinds.filter((kind, i) => kind !== kinds[i - 1])).toEqual(['boot', 'event', 'stop', 'exits']);
  });

  test('counts what came to the monitor exactly, and beside it what the host’s kernel handled alone', async () => {
    const { items } = await bootCode([...asm.post(0x01, 0x02, 0x41), ...asm.reset]);
    const exits = items.flatMap((item) => (item.kind === 'exits' ? item.exits : []));
    const codes = exits.filter(({ address }) => address === 0x80);
    expect(codes.map(({ stage, count }) => [stage, count]).sort()).toEqual([
      ['firmware', 2],
      ['setup', 1],
    ]);
    for (const { device, count, totalNs } of exits.filter(({ kind }) => kind === 'kernel')) {
      expect(['interrupts', 'halts', 'page faults', 'other reasons']).toContain(device);
      expect(count).toBeGreaterThan(0);
      expect(totalNs).toBeGreaterThanOrEqual(0);
    }
  });

  test('counts the exits of as many stages as there are codes, each under its own', async () => {
    const stages = numberStages(
      Array.from({ length: 256 }, (_, code) => `s${code}`),
      (code) => code,
    );
    const everyCode = [0xb0, 0x00, 0xe6, 0x80, 0xfe, 0xc0, 0x75, 0xfa];
    const { items } = await bootCode([...everyCode, ...asm.reset], { stages });
    const exits = items.flatMap((item) => (item.kind === 'exits' ? item.exits : []));
    const codes = exits.filter(({ address }) => address === 0x80);
    // A write is counted in the stage that it ends.
    const rows = codes.map(({ stage, kind, count }) => `${stage} ${kind} ${count}`);
    expect(rows.toSorted()).toEqual(
      stages.names
        .slice(0, 256)
        .map((stage) => `${stage} pio 1`)
        .toSorted(),
    );
    expect(exits.find(({ device }) => device === 'i8042')?.stage).toBe('s255');
  });

  test('shows the bytes of an instruction that a KVM cannot emulate, and runs on where it can', async () => {
    // finit: fwait, and then fninit
    const { stop } = await bootCode([0x9b, 0xdb, 0xe3, ...asm.reset]);
    if (stop.reason === 'reset') return;
    expect(stop.reason).toBe('crash');
    expect(stop.detail).toMatch(/cannot emulate the instruction at rip, (?:9b )?db e3 .*; rip=0x/);
  });

  test('says that there is no memory where a guest went without any', async () => {
    // mov eax, 0xc0000000; jmp eax
    const image = imageFile(protectedImage([0xb8, 0, 0, 0, 0xc0, 0xff, 0xe0]));
    const { stop } = await bootFile(image, { timeoutNs: 2e9 });
    // A processor may read all ones there and fault: that is no instruction that KVM has to emulate.
    if (!/internal error 1/.test(stop.detail ?? '')) return;
    expect(stop.detail).toMatch(/at rip; no memory there\); rip=0xc0000000 /);
  });

  describe('whose kernel was to be marked', () => {
    const functions = {
      port: 0xeb,
      original: TRACER_NOP,
      replacement: portWrite(0xeb),
      offsets: [0x100],
      last: 0,
    };
    const codes = { entry: 0x40, init: 0x41 };
    const codesOf = ({ diagnostics }: GuestRun) => diagnostics.map(({ severity, code }) => [severity, code]);

    test('says so when there was none', async () => {
      const run = await bootCode([...asm.post(1), ...asm.reset], { kernelMarks: { codes, functions } });
      expect([run.codes, codesOf(run)]).toEqual([[1], [['warning', 'kernel-not-seen']]]);
    });

    test('says so when it ended before its functions could be marked', async () => {
      const run = await bootCode([...asm.post(1), ...asm.reset], { kernelMarks: { codes: null, functions } });
      expect(codesOf(run)).toEqual([['warning', 'marks-not-set']]);
    });

    test('says nothing when nothing was asked', async () => {
      const run = await bootCode([...asm.post(1), ...asm.reset], {
        kernelMarks: { codes: null, functions: null },
      });
      expect(run.diagnostics).toEqual([]);
    });
  });
});
