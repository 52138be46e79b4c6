import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StopReason } from '../../../src/trace/boot.js';
import { InputError } from '../../../src/trace/errors.js';
import type { AccessWidth } from '../../../src/vmm/bus/bus.js';
import { DEVICE_STATE_SIZE, DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { buildPlatform, type PlatformConfig } from '../../../src/vmm/machine/wiring.js';

const CONFIG: PlatformConfig = {
  cpus: 1,
  lowMemory: 512 * MiB,
  highMemory: 0,
  debugConsolePort: 0xe9,
  serial: true,
  model: '440fx',
  firmwareKernel: null,
  pci: { disks: [], rng: false },
  functionMarks: null,
};

function build(changes: Partial<PlatformConfig> = {}) {
  const log: string[] = [];
  let stop: StopReason | null = null;
  const platform = buildPlatform(
    { ...CONFIG, ...changes },
    {
      state: new DeviceState(new SharedArrayBuffer(DEVICE_STATE_SIZE)),
      sink: {
        code: (code) => log.push(`code ${code}`),
        byte: (channel, value) => log.push(`${channel} ${value}`),
        lifecycle: (phase) => log.push(phase),
        functionEntry: (entry, argument) => log.push(`function ${entry} ${argument}`),
      },
      memory: new GuestMemory([{ base: 0, bytes: new Uint8Array(MiB) }]),
      setIrq: (gsi, level) => log.push(`irq ${gsi} = ${level}`),
      signalMsi: (low, high, data) => log.push(`msi ${high}:${low} ${data}`),
      isStopping: () => false,
      giveWay: () => undefined,
      fillRandom: (bytes) => bytes.fill(0x5a),
      requestStop(reason) {
        const isFirst = stop === null;
        stop ??= reason;
        return isFirst;
      },
      wallClockMs: () => 0,
      registers: { get: () => 0n, goTo: () => undefined },
      nowNs: () => 0,
      flash: null,
    },
  );
  return { ...platform, log, stop: () => stop };
}

describe('the wiring', () => {
  test.each([
    [0x60, 'i8042'],
    [0x64, 'i8042'],
    [0x70, 'rtc-cmos'],
    [0x71, 'rtc-cmos'],
    [0x80, 'post-port'],
    [0x92, 'system-control'],
    [0xe9, 'debug-console'],
    [0x3f8, 'com1'],
    [0x3ff, 'com1'],
    [0x402, 'firmware-debug'],
    [0x510, 'fw-cfg'],
    [0x511, 'fw-cfg'],
    [0xcf8, 'pci-host'],
    [0xcff, 'pci-host'],
    [0x2f8, 'com2'],
    [0x20, 'interrupt-controller'],
    [0x61, 'system-port-b'],
    [0x600, 'acpi-pm'],
    [0xb000, 'acpi-pm'],
    [0x9999, 'unassigned'],
  ])('has at port %i the %s', (port, name) => {
    expect(build().pio.nameAt(port)).toBe(name);
  });

  test('leaves out what was not asked for', () => {
    const { pio } = build({ debugConsolePort: null, serial: false });
    expect([pio.nameAt(0xe9), pio.nameAt(0x3f8)]).toEqual(['unassigned', 'unassigned']);
  });

  test('brings bytes and codes to where they belong', () => {
    const { pio, log } = build();
    pio.write(0x80, 1, 1);
    pio.write(0xe9, 1, 2);
    pio.write(0x402, 1, 3);
    pio.write(0x3f8, 1, 4);
    expect(log).toEqual(['code 1', 'debug-console 2', 'firmware-debug 3', 'serial 4']);
  });

  test('moves a wire only when its level changes', () => {
    const { pio, log } = build();
    pio.write(0x3fc, 1, 0x08);
    pio.write(0x3f9, 1, 0x02);
    pio.write(0x3f9, 1, 0x02);
    pio.read(0x3fa, 1);
    pio.write(0x64, 1, 0x60);
    pio.write(0x60, 1, 0x01);
    pio.write(0x64, 1, 0xaa);
    expect(log).toEqual(['irq 4 = 1', 'irq 4 = 0', 'irq 1 = 1']);
  });
});

describe('a stop', () => {
  test.each([
    [0x64, 0xfe],
    [0x92, 0x01],
    [0xcf9, 0x06],
  ])('is a reset by a write to port %i, recorded once however often it comes', (port, value) => {
    const { pio, log, stop } = build();
    pio.write(port, 1, value);
    pio.write(port, 1, value);
    expect([log, stop()]).toEqual([['reset'], 'reset']);
  });

  test.each([
    ['440fx', 0x604, 2, 0x3400],
    ['440fx', 0x604, 2, 0x2000],
    ['440fx', 0xb004, 2, 0x2000],
    ['cloud-hypervisor', 0x604, 2, 0x3400],
    ['cloud-hypervisor', 0x600, 1, 0x34],
  ] as const)('is a power-off of a %s by a write to port %i', (model, port, width, value) => {
    const { pio, log, stop } = build({ model });
    pio.write(port, width, value);
    expect([log, stop()]).toEqual([['shutdown'], 'shutdown']);
  });

  test.each([
    ['440fx', 0x600, 1, 0x34],
    ['cloud-hypervisor', 0x604, 2, 0x2000],
    ['cloud-hypervisor', 0xb004, 2, 0x2000],
    ['cloud-hypervisor', 0x600, 2, 0x34],
    ['cloud-hypervisor', 0x600, 1, 0x14],
  ] as const)('of a %s is none of another board’s: port %i', (model, port, width, value) => {
    const { pio, log } = build({ model });
    pio.write(port, width, value);
    expect(log).toEqual([]);
  });
});

test('the port of function marks is theirs, and a debug console cannot be there', () => {
  const functionMarks = {
    port: 0xeb,
    original: new Uint8Array(5),
    replacement: new Uint8Array(5),
    offsets: [],
    last: 0,
  };
  expect(build({ functionMarks }).pio.nameAt(0xeb)).toBe('function-marks');
  expect(() => build({ functionMarks, debugConsolePort: 0xeb })).toThrow('function-marks is there');
  expect(build().functionMarks).toBeNull();
});

describe('a debug console elsewhere', () => {
  test.each([
    [0x80, 'post-port'],
    [0x402, 'firmware-debug'],
    [0x64, 'i8042'],
    [0x3fa, 'com1'],
    [0x21, 'interrupt-controller'],
    [0x43, 'interval-timer'],
  ])('is refused at port %i, where the %s is', (port, name) => {
    expect(() => build({ debugConsolePort: port })).toThrow(InputError);
    expect(() => build({ debugConsolePort: port })).toThrow(`${name} is there`);
  });

  test.each([0x3f8, 0x378, 0x201, 0x8000, 0xffff])('may be at port %i when nothing is there', (port) => {
    const { pio, log } = build({ debugConsolePort: port, serial: false });
    pio.write(port, 1, 7);
    expect([pio.read(port, 1), log]).toEqual([0xe9, ['debug-console 7']]);
    expect(pio.nameAt(0xe9)).toBe('unassigned');
  });
});

describe('a hostile guest', () => {
  const access = fc.record({
    port: fc.oneof(
      fc.nat(0xffff),
      fc.constantFrom(
        0x60,
        0x64,
        0x70,
        0x71,
        0x80,
        0x92,
        0x3f8,
        0x3fa,
        0x402,
        0x510,
        0x511,
        0x514,
        0x518,
        0x600,
        0x604,
        0xb004,
        0xcf8,
        0xcfc,
        0xcff,
      ),
    ),
    width: fc.constantFrom<AccessWidth>(1, 2, 4),
    value: fc.oneof(fc.nat(0xff), fc.integer({ min: 0, max: 0xffff_ffff })),
    out: fc.boolean(),
  });

  test('finds no access that fails, or that reads more bits than it asked for', () => {
    fc.assert(
      fc.property(fc.array(access, { maxLength: 200, size: 'max' }), fc.boolean(), (accesses, large) => {
        const { pio } = build(large ? { cpus: 255, lowMemory: 3 * GiB, highMemory: 61 * GiB } : {});
        for (const { port, width, value, out } of accesses) {
          if (out) {
            pio.write(port, width, width === 4 ? value : value % 256 ** width);
            continue;
          }
          const read = pio.read(port, width);
          expect(Number.isInteger(read) && read >= 0 && read < 256 ** width).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('finds each port readable and writable in every width', () => {
    const { pio } = build();
    for (let port = 0; port <= 0xffff; port++) {
      for (const width of [1, 2, 4] as const) {
        pio.write(port, width, 0);
        const read = pio.read(port, width);
        if (!(Number.isInteger(read) && read >= 0 && read < 256 ** width))
          expect([port, width, read]).toBeNull();
      }
    }
  });
});
