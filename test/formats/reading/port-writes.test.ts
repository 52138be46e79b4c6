import { describe, expect, it } from 'vitest';
import {
  CLOCK_REMARKS,
  isKnownPort,
  MAX_PROCESSES,
  PortWriteBoots,
  type Sighting,
} from '../../../src/formats/reading/port-writes.js';
import { Remarks } from '../../../src/formats/reading/remarks.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { BootCollector } from '../../../src/trace/boot-collector.js';

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
      return event.kind === 'text'
        ? `${at} ${event.channel} ${event.text}`
        : `${at} ${event.kind === 'lifecycle' ? event.phase : event.kind === 'function' ? event.name : event.key}`;
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
        [0, 0x80, 0xfe],
        [1, 0xcf9, 0x82],
        [2, 0x64, 0xd1],
        [3, 0x3f8, 0x41],
        [4, 0x80, 6],
      ]),
    ).toEqual([['0 0xfe', '3 serial A', '4 0x6']]);
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

/** Writes and what stands between them, at microseconds; what came of it. */
function watch(act: (boots: PortWriteBoots, at: (micros: number) => Sighting, items: ReadItem[]) => void) {
  const boots = new PortWriteBoots('host-monotonic');
  const items: ReadItem[] = [];
  let line = 0;
  const at = (micros: number): Sighting => {
    line += 1;
    const time = { seconds: 5 + Math.floor(micros / 1e6), nanos: (micros % 1e6) * 1000 };
    return { process: 'a', time, line, vcpu: 2 };
  };
  act(boots, at, items);
  boots.end(items);
  const faults: ReadItem[] = [];
  boots.sayFaults(new Remarks('trace.txt', CLOCK_REMARKS), faults);
  const shown = items.map((item) => {
    if (item.kind !== 'event') return item.kind;
    const { event, boot } = item;
    const what =
      event.kind === 'code'
        ? event.code
        : event.kind === 'text'
          ? event.text
          : event.kind === 'lifecycle'
            ? event.phase
            : event.kind === 'function'
              ? event.name
              : event.key;
    return `${boot}@${event.line}: ${event.timeNs / 1000} ${what}`;
  });
  const said = faults.map((item) =>
    item.kind === 'diagnostic' ? `${item.diagnostic.code} ${item.diagnostic.message.split(': ').at(-1)}` : '',
  );
  return { boots, shown, said };
}

describe('a process', () => {
  it('appears once, and its boot counts from the start of its program where that is known', () => {
    const { shown } = watch((boots, at, items) => {
      expect(boots.appear(at(7), { seconds: 5, nanos: 0 }, items)).toBe(true);
      expect(boots.appear(at(8), { seconds: 5, nanos: 0 }, items)).toBe(false);
      boots.write({ ...at(9), port: 0x80, value: 1, count: 1 }, items);
      boots.lifecycle('guest-entry', at(11), items);
    });
    expect(shown).toEqual(['boot', '0@3: 9 1', '0@4: 11 guest-entry']);
  });

  it('that appears again after its clock was set back has another boot', () => {
    const { shown, said } = watch((boots, at, items) => {
      boots.appear(at(2_000_000), null, items);
      boots.write({ ...at(2_000_001), port: 0xe9, value: 0x41, count: 1 }, items);
      expect(boots.appear(at(5), null, items)).toBe(false);
      boots.write({ ...at(3_000_005), port: 0x80, value: 1, count: 1 }, items);
      boots.appear(at(4), null, items);
    });
    expect(shown).toEqual(['boot', '0@2: 1 A', 'boot', '1@4: 3000000 1', 'boot']);
    expect(said).toEqual(['clock-jumped 2 times.']);
  });
});

describe('the clock of a boot', () => {
  it('may fall by a second, which lines of several CPUs do by far less, and is measured from its latest reading', () => {
    const write = (micros: number) => [micros, 0x80, 1] as const;
    const codesAt = (...micros: readonly number[]) =>
      describeBoots(micros.map(write)).map((boot) => boot.length);
    expect(codesAt(1_500_000, 500_000)).toEqual([2]);
    expect(codesAt(1_500_000, 499_999)).toEqual([1, 1]);
    expect(codesAt(1_500_000, 900_000, 499_999)).toEqual([2, 1]);
    expect(codesAt(0, 1_500_000, 499_999)).toEqual([2, 1]);
  });

  it('is told to be wrong by as many events as there are before its zero', () => {
    const { said } = watch((boots, at, items) => {
      for (const micros of [10, 9, 8, 10, 11])
        boots.write({ ...at(micros), port: 0x80, value: 1, count: 1 }, items);
    });
    expect(said).toEqual(['before-zero 2.']);
  });
});

describe('boots', () => {
  it('have numbers from 0 on, and the clock of their source', () => {
    const boots = new PortWriteBoots('wall');
    const items: ReadItem[] = [];
    for (const process of ['a', 'b', 'a', 'c'])
      boots.appear({ process, time: { seconds: 1, nanos: 0 }, line: 1, vcpu: null }, null, items);
    const boot = { kind: 'boot', vmmStartNs: null, clock: 'wall' };
    expect(items).toEqual(['a', 'b', 'c'].map((writer, number) => ({ ...boot, boot: number, writer })));
    expect(['a', 'd'].map((process) => boots.knows(process))).toEqual([true, false]);
  });

  it('do not begin with a port that means nothing, nor with one more try to reset', () => {
    expect(
      watch((boots, at, items) => boots.write({ ...at(0), port: 0x70, value: 1, count: 1 }, items)).shown,
    ).toEqual([]);
    const { shown } = watch((boots, at, items) => {
      for (const port of [0x64, 0x64, 0x70]) boots.write({ ...at(0), port, value: 0xfe, count: 1 }, items);
    });
    expect(shown).toEqual(['boot', '0@1: 0 reset']);
  });

  it('last as long as their times are exact', () => {
    const boots = new PortWriteBoots('host-monotonic');
    const zero = { process: 'a', line: 1, vcpu: null };
    const at = (nanos: number) => ({ ...zero, time: { seconds: 5 + 9_007_199, nanos } });
    const items: ReadItem[] = [];
    boots.lifecycle('guest-entry', { ...zero, time: { seconds: 5, nanos: 0 } }, items);
    boots.lifecycle('halt', at(254_740_991), items);
    boots.lifecycle('halt', at(254_740_992), items);
    expect(items.map((item) => (item.kind === 'event' ? item.event.timeNs : item.kind))).toEqual([
      'boot',
      0,
      Number.MAX_SAFE_INTEGER,
      'boot',
      0,
    ]);
  });
});

describe('what is counted', () => {
  it('are codes and bytes of text, not what sets up a port or resets', () => {
    const { state } = bootsOf([
      [0, 0x3fb, 0x80],
      [1, 0x3f8, 0x01],
      [2, 0x3fb, 0x03],
      [3, 0xcf9, 0x06],
    ]);
    expect(state.writes).toBe(0);
    expect(
      bootsOf([
        [0, 0x80, 1],
        [1, 0xe9, 0x41],
        [2, 0x70, 1],
      ]).state.writes,
    ).toBe(2);
  });
});

describe('text', () => {
  it('ends with a line feed by its low byte, and a divisor is that of the serial port alone', () => {
    expect(
      describeBoots([
        [0, 0xe9, 0x1241],
        [1, 0xe9, 0x120a],
        [2, 0x3fb, 0x80],
        [3, 0xe9, 0x42],
        [4, 0x402, 0x43],
      ]),
    ).toEqual([['0 debug-console A', '3 debug-console B', '4 firmware-debug C']]);
  });

  it('is whole at the reset, and the port is set up anew behind it', () => {
    const { shown } = watch((boots, at, items) => {
      const write = (micros: number, port: number, value: number) =>
        boots.write({ ...at(micros), port, value, count: 1 }, items);
      write(0, 0x3f8, 0x41);
      write(1, 0x3fb, 0x80);
      write(2, 0x64, 0x12fe);
      write(3, 0x3f8, 0x42);
    });
    expect(shown).toEqual(['boot', '0@1: 0 A', '0@3: 2 reset', 'boot', '1@4: 1 B']);
  });

  it('that stands in a row is counted as written even where only its first byte is known', () => {
    const { boots } = watch((boots, at, items) => {
      boots.write({ ...at(0), port: 0xe9, value: 0x41, count: 1 }, items);
      boots.write({ ...at(1), port: 0x80, value: 0x41, count: 4 }, items);
      // Nobody writes nothing, but a log may say so.
      boots.write({ ...at(2), port: 0xe9, value: 0x42, count: 0 }, items);
      boots.write({ ...at(3), port: 0x80, value: 0x41, count: 0 }, items);
    });
    expect([boots.writes, boots.unseenBytes]).toEqual([4, 3]);
  });
});

it('knows the ports that mean something, and no others', () => {
  const known = [0x64, 0x80, 0xe9, 0x3f8, 0x3fb, 0x402, 0xcf9];
  expect(Array.from({ length: 0x10000 }, (_, port) => port).filter(isKnownPort)).toEqual(known);
});
