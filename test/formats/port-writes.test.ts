import { describe, expect, it } from 'vitest';
import { CLOCK_REMARKS, isKnownPort, MAX_PROCESSES, PortWriteBoots } from '../../src/formats/port-writes.js';
import { Remarks } from '../../src/formats/remarks.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { BootCollector } from '../../src/trace/boot-collector.js';

type Step = readonly [micros: number, port: number, value: number];

function bootsOf(
  steps: readonly Step[],
  { process = () => 'a' }: { process?: (index: number) => string } = {},
) {
  const boots = new PortWriteBoots('host-monotonic');
  const items: ReadItem[] = [];
  for (const [index, [micros, port, value]] of steps.entries()) {
    const time = { seconds: 5, nanos: micros * 1000 };
    boots.write({ process: process(index), time, line: index + 1, vcpu: null, port, value, count: 1 }, items);
  }
  boots.end(items);
  const collector = new BootCollector();
  collector.addAll(items);
  return { boots: collector.reading({ input: 'x', format: 'x' }).boots, state: boots };
}

function describeBoots(steps: readonly Step[], options = {}): string[][] {
  return bootsOf(steps, options).boots.map((boot) =>
    boot.events.map((event) => {
      const at = event.timeNs / 1000;
      if (event.kind === 'code') return `${at} 0x${event.code.toString(16)}`;
      return event.kind === 'text' ? `${at} ${event.channel} ${event.text}` : `${at} ${event.phase}`;
    }),
  );
}

describe('writes to ports', () => {
  it('are codes at 0x80, of which the low byte counts, and text at the consoles', () => {
    expect(
      describeBoots([
        [10, 0x80, 0x1240],
        [11, 0xe9, 0x41],
        [12, 0x402, 0x42],
        [13, 0x3f8, 0x43],
        [14, 0x70, 0x44],
        [15, 0xe9, 0x0a],
      ]),
    ).toEqual([['0 0x40', '1 debug-console A', '2 firmware-debug B', '3 serial C']]);
  });

  it('to the serial port are no text while its divisor is set', () => {
    expect(
      describeBoots([
        [0, 0x3fb, 0x80],
        [1, 0x3f8, 0x01],
        [2, 0x3fb, 0x03],
        [3, 0x3f8, 0x41],
      ]),
    ).toEqual([['3 serial A']]);
  });

  it.each([
    [0xcf9, 0x06],
    [0x64, 0xfe],
  ])('to 0x%s reset the guest: what follows is another boot, whose zero is the reset', (port, value) => {
    expect(
      describeBoots([
        [10, 0x80, 0x41],
        [20, 0xe9, 0x41],
        [30, port, value],
        [31, 0x64, 0xfe],
        [35, 0x80, 0x01],
      ]),
    ).toEqual([['0 0x41', '10 debug-console A', '20 reset'], ['5 0x1']]);
  });

  it('that only look like a reset are none', () => {
    expect(
      describeBoots([
        [0, 0x80, 1],
        [1, 0xcf9, 0x02],
        [2, 0x64, 0xd1],
        [3, 0x80, 2],
      ]),
    ).toEqual([['0 0x1', '3 0x2']]);
  });

  it('of different processes are different boots, each from its own zero', () => {
    const steps: Step[] = [
      [10, 0x80, 1],
      [15, 0x80, 2],
      [20, 0x80, 3],
      [40, 0x80, 4],
    ];
    expect(describeBoots(steps, { process: (index: number) => `${index % 2}` })).toEqual([
      ['0 0x1', '10 0x3'],
      ['0 0x2', '25 0x4'],
    ]);
  });

  it('before the zero count as at zero, and are counted', () => {
    const { boots, state } = bootsOf([
      [10, 0x80, 1],
      [5, 0x80, 2],
    ]);
    expect(boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([0, 0]);
    const said: ReadItem[] = [];
    state.sayFaults(new Remarks('trace.txt', CLOCK_REMARKS), said);
    expect(said).toMatchObject([{ kind: 'diagnostic', diagnostic: { code: 'before-zero' } }]);
  });

  it('of more processes than anybody runs share one boot', () => {
    const steps = Array.from({ length: MAX_PROCESSES + 50 }, (_, index): Step => [index, 0x80, 1]);
    const { boots } = bootsOf(steps, { process: (index) => `${index}` });
    expect(boots).toHaveLength(MAX_PROCESSES + 1);
  });

  it('of a string instruction show how many values were not recorded', () => {
    const boots = new PortWriteBoots('host-monotonic');
    const items: ReadItem[] = [];
    const time = { seconds: 0, nanos: 0 };
    boots.write({ process: 'a', time, line: 1, vcpu: 0, port: 0x402, value: 0x41, count: 3 }, items);
    boots.end(items);
    expect(items.at(-1)).toMatchObject({ event: { text: 'A\ufffd\ufffd', vcpu: 0 } });
    expect([boots.unseenBytes, boots.writes]).toEqual([2, 1]);
  });
});

it('ports without a meaning are passed over', () => {
  expect([0x80, 0x71, 0x402, 0x92].map(isKnownPort)).toEqual([true, false, true, false]);
});
