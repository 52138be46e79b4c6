import { describe, expect, it } from 'vitest';
import type { FunctionEvent, TraceEvent } from '../../../src/trace/event.js';
import { initcallsOf, isToldByText } from '../../../src/trace/profile/initcall.js';
import { timelineOf } from '../../stages/build-boot.js';

function mark(timeNs: number, name: string, kind: 'initcall' | 'function' = 'initcall'): FunctionEvent {
  return { kind: 'function', initcall: kind === 'initcall', name, timeNs, line: null, vcpu: 0 };
}

describe('initcallsOf', () => {
  it('lasts until the next begins; how long the last took is not known', () => {
    expect(initcallsOf([mark(100, 'a'), mark(150, 'b')])).toEqual([
      { name: 'a', kind: 'initcall', startNs: 100, durationNs: 50, vcpu: 0, source: 'mark' },
      { name: 'b', kind: 'initcall', startNs: 150, durationNs: null, vcpu: 0, source: 'mark' },
    ]);
  });

  it('is over where a level ends or init begins, not at any other function', () => {
    const events = [
      mark(100, 'a'),
      mark(110, 'something', 'function'),
      mark(130, 'parse_args', 'function'),
      mark(200, 'b'),
      mark(260, 'run_init_process', 'function'),
    ];
    expect(initcallsOf(events).map(({ durationNs }) => durationNs)).toEqual([30, 60]);
  });

  it('takes those without a name for what they are', () => {
    expect(initcallsOf([mark(120, ''), mark(130, '', 'function')])).toMatchObject([
      { name: '', startNs: 120, durationNs: null, vcpu: 0 },
    ]);
  });

  it('finds them among the events of a timeline', () => {
    const others: TraceEvent[] = [
      { kind: 'text', timeNs: 120, line: null, vcpu: 0, channel: 'serial', text: 'parse_args' },
      { kind: 'code', timeNs: 130, line: null, vcpu: 0, code: 0x41, port: 0x80, name: 'parse_args' },
    ];
    const { events } = timelineOf([[0x40, 1]], {
      boot: { events: [mark(100, 'a'), ...others, mark(150, 'b')] },
    });
    expect(initcallsOf(events).map(({ durationNs }) => durationNs)).toEqual([50, null]);
    expect(initcallsOf([])).toEqual([]);
  });

  it('takes the time that a text gives, also of other functions', () => {
    const told = (name: string, kind: 'initcall' | 'function', durationNs: number | null) => ({
      ...mark(100, name, kind),
      durationNs,
    });
    const events = [
      told('acpi_init', 'initcall', 7),
      told('quirk', 'function', 3),
      told('hangs', 'initcall', null),
    ];
    expect(initcallsOf(events).map(({ kind, durationNs, source }) => [kind, durationNs, source])).toEqual([
      ['initcall', 7, 'text'],
      ['function', 3, 'text'],
      ['initcall', null, 'text'],
    ]);
    expect(events.every(isToldByText)).toBe(true);
    expect(isToldByText(mark(1, 'a'))).toBe(false);
  });
});
