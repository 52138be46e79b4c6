/** What a vCPU thread reports of its vCPU, on a real machine that the test itself puts together. */
import { expect, onTestFinished, test } from 'vitest';
import { describeRegisters } from '../../src/vmm/kvm/cpu-state.js';
import { prepareMachine } from '../../src/vmm/machine/prepare-machine.js';
import { monotonicNs } from '../../src/vmm/threads/clock.js';
import { Control } from '../../src/vmm/threads/control.js';
import type { RingEvent } from '../../src/vmm/threads/ring-event.js';
import { prepareThread } from '../../src/vmm/vcpus/prepare-thread.js';
import { runAssignment } from '../../src/vmm/vcpus/run-assignment.js';
import { createRunState } from '../../src/vmm/vcpus/run-state.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { imageFile, useGuests } from './boot-guest.js';
import { asm, protectedImage, romImage } from './guest-image.js';

describeWith([requirement.kvm()], 'a vCPU thread', () => {
  useGuests();

  /** Runs a guest in this very thread. */
  const run = (
    image: Uint8Array,
    prepare: (control: Control) => void = () => undefined,
    untilCode: number | null = null,
  ) => {
    const libc = prepareThread();
    const config = {
      firmware: imageFile(image),
      memorySize: 2 ** 20,
      cpus: 1,
      debugConsolePort: null,
      serial: false,
      disks: [],
      rng: false,
    };
    const preparation = prepareMachine(config, libc);
    onTestFinished(preparation.close);
    const machine = preparation.create();
    const stages = { names: ['setup'], ofCode: new Uint16Array(256) };
    const state = createRunState({
      machine,
      libc,
      config,
      stages,
      untilCode,
      samplePeriodNs: null,
      kernelMarks: null,
    });
    onTestFinished(state.close);
    const [assignment] = state.assignments;
    const control = new Control(assignment!.control);
    prepare(control);
    const end = runAssignment(libc, assignment!);
    const afterNs = Number(monotonicNs() - machine.zeroNs);
    const events: RingEvent[] = [];
    state.ring.drain((event) => events.push(event));
    return { end, control, events, afterNs, threadId: libc.threadId() };
  };

  test('reports entry, codes and reset, with times between zero and now', () => {
    const { end, events, control, afterNs, threadId } = run(romImage([...asm.post(1, 2), ...asm.reset]));
    expect(end).toMatchObject({ end: { kind: 'stopped' }, registers: null });
    expect(control.stopReason).toBe('reset');
    expect(control.exits(0)).toBe(3);
    expect(control.threadOf(0)).toBe(threadId);
    expect(
      events.map((event) =>
        event.kind === 'code' ? event.code : event.kind === 'lifecycle' ? event.phase : '',
      ),
    ).toEqual(['guest-entry', 1, 2, 'reset']);
    let last = 0;
    for (const { timeNs, vcpu } of events) {
      expect(vcpu).toBe(0);
      expect(timeNs).toBeGreaterThanOrEqual(last);
      last = timeNs;
    }
    expect(last).toBeLessThanOrEqual(afterNs);
  });

  test('stops with the awaited code, which is recorded', () => {
    const { control, events } = run(romImage([...asm.post(1, 2, 3), ...asm.reset]), undefined, 2);
    expect(control.stopReason).toBe('until');
    expect(events.map((event) => (event.kind === 'code' ? event.code : event.kind))).toEqual([
      'lifecycle',
      1,
      2,
    ]);
  });

  test('reports the registers of a crash', () => {
    // lidt of six zero bytes; ud2
    const { end, control, events } = run(
      protectedImage([0x0f, 0x01, 0x1d, 0xf0, 0xf7, 0x0f, 0x00, 0x0f, 0x0b]),
    );
    expect(describeRegisters(end.registers!)).toMatch(
      /^rip=0x[0-9a-f]+ rsp=0x[0-9a-f]+ rflags=0x[0-9a-f]+ rax=0x.* cs=0x.* cr0=0x.* efer=0x/,
    );
    expect(['triple-fault', 'failed', 'not-emulated']).toContain(end.end.kind);
    expect(control.stopReason).toBe('crash');
    expect(events.at(-1)).toMatchObject({ kind: 'lifecycle', phase: 'crash' });
  });

  test('does not enter the guest when a stop was asked for before', () => {
    const { end, events, control } = run(romImage(asm.loop), (shared) => shared.requestStop('timeout', 0));
    expect(end).toMatchObject({ end: { kind: 'stopped' }, registers: null });
    expect(control.exits(0)).toBe(0);
    expect(events).toHaveLength(1);
  });
});
