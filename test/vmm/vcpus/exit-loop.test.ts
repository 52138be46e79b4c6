/** The loop on a scripted vCPU: each entry fills the page as KVM would. The layout is spelled out here on purpose. */
import { describe, expect, test } from 'vitest';
import { MmioBus, PioBus } from '../../../src/vmm/bus/bus.js';
import { ExitAccount } from '../../../src/vmm/exits/exit-account.js';
import { Control } from '../../../src/vmm/threads/control.js';
import { runVcpu } from '../../../src/vmm/vcpus/exit-loop.js';

const EINTR = 4;
const EAGAIN = 11;
const EFAULT = 14;
/** Where a test puts port data; KVM puts it on the page after struct kvm_run. */
const DATA_OFFSET = 4096;

interface Entry {
  /** What KVM_RUN returns. */
  readonly errno?: number;
  readonly fill?: (page: DataView) => void;
  /** Looks at the page when the guest is entered again. */
  readonly after?: (page: DataView) => void;
}

/** struct kvm_run: exit_reason at 8, the union at 32. */
function exit(reason: number, ...words: number[]): Entry {
  return {
    fill(page) {
      page.setUint32(8, reason, true);
      words.forEach((word, index) => {
        page.setUint32(32 + 4 * index, word, true);
      });
    },
  };
}

interface Port {
  readonly out: boolean;
  readonly port: number;
  readonly size: 1 | 2 | 4;
  readonly data: readonly number[];
  readonly count?: number;
}

/** KVM_EXIT_IO: direction 1 byte, size 1, port 2, count 4, data_offset 8. */
function io({ out, port, size, data, count = 1 }: Port): Entry {
  return {
    fill(page) {
      page.setUint32(8, 2, true);
      page.setUint8(32, out ? 1 : 0);
      page.setUint8(33, size);
      page.setUint16(34, port, true);
      page.setUint32(36, count, true);
      page.setUint32(40, DATA_OFFSET, true);
      new Uint8Array(page.buffer).fill(0xaa, DATA_OFFSET);
      data.forEach((byte, index) => {
        page.setUint8(DATA_OFFSET + index, byte);
      });
    },
  };
}

/** KVM_EXIT_MMIO: address 8 bytes, data 8, length 4, is_write 1. */
function mmio(address: bigint, length: number, write: readonly number[] | null): Entry {
  return {
    fill(page) {
      page.setUint32(8, 6, true);
      page.setBigUint64(32, address, true);
      new Uint8Array(page.buffer, 40, 8).fill(0xaa);
      write?.forEach((byte, index) => {
        page.setUint8(40 + index, byte);
      });
      page.setUint32(48, length, true);
      page.setUint8(52, write === null ? 0 : 1);
    },
  };
}

interface Refusal {
  readonly words: number;
  readonly flags: number;
  readonly bytes: readonly number[];
  readonly size?: number;
}

/** KVM_EXIT_INTERNAL_ERROR, an emulation failure: suberror 4 bytes, ndata 4, flags 8, insn_size 1, insn_bytes 15. */
function notEmulated({ words, flags, bytes, size = bytes.length }: Refusal): Entry {
  return {
    fill(page) {
      page.setUint32(8, 17, true);
      page.setUint32(32, 1, true);
      page.setUint32(36, words, true);
      page.setUint32(40, flags, true);
      page.setUint8(48, size);
      new Uint8Array(page.buffer).set(bytes, 49);
    },
  };
}

const SHUTDOWN = exit(8);

function run(
  script: readonly Entry[],
  onKick: ((control: Control) => void) | null = null,
  onTick: ((exitNs: number) => void) | null = null,
) {
  const page = new ArrayBuffer(8192);
  const view = new DataView(page);
  const control = new Control(Control.allocate(1));
  const accesses: (readonly (string | number)[])[] = [];
  const pio = new PioBus();
  pio.attach(0x80, 8, {
    name: 'device',
    read(offset, width) {
      accesses.push(['in', offset, width]);
      return 0x8765_4321;
    },
    write(offset, width, value) {
      accesses.push(['out', offset, width, value]);
      if (value === 0xee) control.requestStop('until', 0);
      if (value === 0xdd) throw new Error('a bug in a device');
    },
  });
  const mmioBus = new MmioBus();
  mmioBus.attach(0x12_d000_0000, 16, {
    name: 'memory device',
    readMmio: (offset, data) => {
      accesses.push(['load', offset, data.length]);
      data.fill(0x5a);
    },
    writeMmio: (offset, data) => accesses.push(['store', offset, ...data]),
  });
  const account = new ExitAccount();
  let step = 0;
  let exits = 0;
  let kicks = 0;
  const enter = () => {
    script[step - 1]?.after?.(view);
    const entry = script[step++];
    if (entry === undefined) throw new Error('entered once too often');
    entry.fill?.(view);
    return entry.errno ?? 0;
  };
  const start = () =>
    runVcpu({
      id: 0,
      vcpu: { page, enter },
      control,
      pio,
      mmio: mmioBus,
      account,
      clock: { exitNs: () => ++exits, nowNs: () => exits },
      onKick() {
        kicks++;
        onKick?.(control);
      },
      onTick,
    });
  return { start, control, accesses, view, counts: () => ({ entries: step, exits, kicks }) };
}

describe('a port access', () => {
  test.each<[string, Port, (string | number)[][]]>([
    ['out of 8 bits', { out: true, port: 0x80, size: 1, data: [0x12] }, [['out', 0, 1, 0x12]]],
    ['out of 16 bits', { out: true, port: 0x81, size: 2, data: [0x34, 0x12] }, [['out', 1, 2, 0x1234]]],
    [
      'out of 32 bits',
      { out: true, port: 0x84, size: 4, data: [0x78, 0x56, 0x34, 0xf2] },
      [['out', 4, 4, 0xf234_5678]],
    ],
    [
      'rep out of 8 bits',
      { out: true, port: 0x80, size: 1, count: 3, data: [1, 2, 3] },
      [
        ['out', 0, 1, 1],
        ['out', 0, 1, 2],
        ['out', 0, 1, 3],
      ],
    ],
    [
      'rep out of 16 bits',
      { out: true, port: 0x82, size: 2, count: 2, data: [1, 0, 2, 1] },
      [
        ['out', 2, 2, 1],
        ['out', 2, 2, 0x102],
      ],
    ],
    ['of no count', { out: true, port: 0x80, size: 1, count: 0, data: [9] }, []],
    ['to a port above 0xff, where nothing is', { out: true, port: 0xff80, size: 1, data: [9] }, []],
  ])('%s', (_name, port, expected) => {
    const { start, accesses } = run([io(port), SHUTDOWN]);
    expect(start()).toEqual({ kind: 'triple-fault' });
    expect(accesses).toEqual(expected);
  });

  test.each<[string, Port, number[]]>([
    ['in of 8 bits', { out: false, port: 0x87, size: 1, data: [] }, [0x21, 0xaa]],
    ['in of 16 bits', { out: false, port: 0x80, size: 2, data: [] }, [0x21, 0x43, 0xaa]],
    ['in of 32 bits', { out: false, port: 0x80, size: 4, data: [] }, [0x21, 0x43, 0x65, 0x87, 0xaa]],
    [
      'rep in of 16 bits',
      { out: false, port: 0x80, size: 2, count: 2, data: [] },
      [0x21, 0x43, 0x21, 0x43, 0xaa],
    ],
    ['in where nothing is', { out: false, port: 0x99, size: 2, data: [] }, [0xff, 0xff, 0xaa]],
  ])('%s', (_name, port, expected) => {
    const read: number[] = [];
    const after = (page: DataView) => read.push(...new Uint8Array(page.buffer, DATA_OFFSET, expected.length));
    run([{ ...io(port), after }, SHUTDOWN]).start();
    expect(read).toEqual(expected);
  });

  test('that stops the run is the last, even in the middle of a repeat', () => {
    const { start, accesses, counts } = run([
      io({ out: true, port: 0x80, size: 1, count: 4, data: [1, 0xee, 3, 4] }),
    ]);
    expect(start()).toEqual({ kind: 'stopped' });
    expect(accesses.map((access) => access[3])).toEqual([1, 0xee]);
    expect(counts().entries).toBe(1);
  });

  test('whose device has a bug does not keep the lock', () => {
    const { start, control } = run([io({ out: true, port: 0x80, size: 1, data: [0xdd] })]);
    expect(start).toThrow('a bug in a device');
    control.lock();
    control.unlock();
  });
});

describe('a memory access', () => {
  test.each([1, 2, 4, 8])('of %i bytes is read into the page', (length) => {
    const read: number[] = [];
    const after = (page: DataView) => read.push(...new Uint8Array(page.buffer, 40, 8));
    const { start, accesses } = run([{ ...mmio(0x12_d000_0008n, length, null), after }, SHUTDOWN]);
    start();
    expect(accesses).toEqual([['load', 8, length]]);
    expect(read).toEqual(Array.from({ length: 8 }, (_, i) => (i < length ? 0x5a : 0xaa)));
  });

  test('is written from the page', () => {
    const { start, accesses } = run([
      mmio(0x12_d000_0000n, 2, [1, 2, 3]),
      mmio(0x12_d000_000fn, 8, [1, 2, 3, 4, 5, 6, 7, 8]),
      SHUTDOWN,
    ]);
    start();
    expect(accesses).toEqual([
      ['store', 0, 1, 2],
      ['store', 15, 1, 2, 3, 4, 5, 6, 7, 8],
    ]);
  });

  test('where nothing is reads all ones, and cannot be longer than the page has room for', () => {
    const read: number[] = [];
    const after = (page: DataView) => read.push(...new Uint8Array(page.buffer, 40, 8));
    run([{ ...mmio(2n ** 52n, 0xffff_ffff, null), after }, SHUTDOWN]).start();
    expect(read).toEqual(Array<number>(8).fill(0xff));
  });
});

describe('an interrupted entry', () => {
  test('clears immediate_exit, asks why it was kicked, and goes on', () => {
    const kick: Entry = {
      errno: EINTR,
      fill: (page) => page.setUint8(1, 1),
      after: (page) => seen.push(page.getUint8(1)),
    };
    const seen: number[] = [];
    const { start, counts, control } = run([kick, { errno: EAGAIN }, SHUTDOWN]);
    expect(start()).toEqual({ kind: 'triple-fault' });
    expect(seen).toEqual([0]);
    expect(counts()).toEqual({ entries: 3, exits: 3, kicks: 2 });
    expect(control.exits(0)).toBe(3);
  });

  test('ends the loop when a stop was asked for', () => {
    const { start, counts, control } = run([{ errno: EINTR, fill: () => control.requestStop('timeout', 0) }]);
    expect(start()).toEqual({ kind: 'stopped' });
    expect(counts()).toEqual({ entries: 1, exits: 1, kicks: 0 });
  });

  test('ends the loop when the look at it asks for a stop', () => {
    const { start, counts } = run([{ errno: EINTR }], (control) => control.requestStop('halt', 0));
    expect(start()).toEqual({ kind: 'stopped' });
    expect(counts().kicks).toBe(1);
  });

  test('is told from a tick of the timer, which is no sign of life', () => {
    const ticks: number[] = [];
    const kick: Entry = { errno: EINTR, fill: (page) => page.setUint8(1, 1) };
    const script = [{ errno: EINTR }, kick, { errno: EINTR }, SHUTDOWN];
    const { start, counts, control } = run(script, null, (exitNs) => ticks.push(exitNs));
    expect(start()).toEqual({ kind: 'triple-fault' });
    expect([ticks, counts().kicks, control.exits(0)]).toEqual([[1, 3], 1, 2]);
  });

  test('is a failure for any other reason', () => {
    expect(run([{ errno: EFAULT }]).start()).toEqual({ kind: 'failed', detail: 'KVM_RUN failed, errno 14' });
  });

  test('ends when KVM refuses for ever, and not when it refuses now and then', () => {
    const refused: Entry = { errno: EAGAIN };
    const often = Array.from({ length: 3 }, () => [
      ...Array.from({ length: 900 }, () => refused),
      exit(10),
    ]).flat();
    expect(run([...often, SHUTDOWN]).start()).toEqual({ kind: 'triple-fault' });
    const end = run(Array.from({ length: 1001 }, () => refused)).start();
    expect(end).toMatchObject({
      kind: 'failed',
      detail: expect.stringMatching(/cannot start more threads: ulimit -u/),
    });
  });
});

describe('the loop', () => {
  test('does not enter the guest when a stop was asked for before', () => {
    const { start, counts, control } = run([]);
    control.requestStop('interrupted', 0);
    expect(start()).toEqual({ kind: 'stopped' });
    expect(counts()).toEqual({ entries: 0, exits: 0, kicks: 0 });
  });

  test.each([
    ['KVM_EXIT_IRQ_WINDOW_OPEN', 7],
    ['KVM_EXIT_INTR', 10],
  ])('goes on after %s', (_name, reason) => {
    const { start, counts } = run([exit(reason), SHUTDOWN]);
    expect(start()).toEqual({ kind: 'triple-fault' });
    expect(counts().entries).toBe(2);
  });

  test.each([
    ['KVM_EXIT_HLT', exit(5), { kind: 'halt' }],
    ['KVM_EXIT_SHUTDOWN', SHUTDOWN, { kind: 'triple-fault' }],
    ['a power-off', exit(24, 1), { kind: 'shutdown' }],
    ['a system reset', exit(24, 2), { kind: 'reset' }],
    ['another system event', exit(24, 3), { kind: 'failed', detail: 'system event 3' }],
    [
      'KVM_EXIT_FAIL_ENTRY',
      exit(9, 0x21, 0),
      { kind: 'failed', detail: "the processor refused the guest's state (hardware reason 33)" },
    ],
    [
      'KVM_EXIT_INTERNAL_ERROR',
      exit(17, 3),
      { kind: 'failed', detail: 'KVM could not go on (internal error 3)' },
    ],
    [
      'an instruction that KVM cannot emulate',
      notEmulated({ words: 4, flags: 1, bytes: [0xdb, 0xe3] }),
      { kind: 'not-emulated', bytes: [0xdb, 0xe3] },
    ],
    [
      'one of which it gives more bytes than there can be',
      notEmulated({ words: 5, flags: 3, size: 200, bytes: Array.from({ length: 15 }, (_, at) => at) }),
      { kind: 'not-emulated', bytes: Array.from({ length: 15 }, (_, at) => at) },
    ],
    [
      'one whose bytes it does not give',
      notEmulated({ words: 4, flags: 0, bytes: [0xdb] }),
      { kind: 'not-emulated', bytes: [] },
    ],
    [
      'one of a KVM that knows of no bytes',
      notEmulated({ words: 0, flags: 1, bytes: [0xdb] }),
      { kind: 'not-emulated', bytes: [] },
    ],
    [
      'KVM_EXIT_UNKNOWN',
      exit(0),
      { kind: 'failed', detail: 'KVM_RUN ended for reason 0, which this machine does not know' },
    ],
    [
      'a reason of later kernels',
      exit(9999),
      { kind: 'failed', detail: 'KVM_RUN ended for reason 9999, which this machine does not know' },
    ],
  ])('ends with %s', (_name, entry, end) => {
    expect(run([entry]).start()).toEqual(end);
  });
});
