import { expect, it } from 'vitest';
import { withTextFunctions } from '../../../src/stages/text/text-functions.js';
import type { TraceEvent } from '../../../src/trace/event.js';
import { functionWord } from '../../../src/trace/profile/initcall.js';
import { lineAt } from '../build-boot.js';

function functionsOf(events: readonly TraceEvent[]): unknown[] {
  return withTextFunctions(events).flatMap((event) =>
    event.kind === 'function'
      ? [[functionWord(event), event.name, event.timeNs / 1000, event.durationNs]]
      : [],
  );
}

it('puts a function where it was called, or its time before the line that says that it returned', () => {
  const events = [
    lineAt('calling  a_init+0x0/0x10 @ 1', 100),
    lineAt('initcall a_init+0x0/0x10 returned 0 after 40 usecs', 150),
    lineAt('initcall b_init+0x0/0x10 returned 0 after 30 usecs', 200),
    lineAt('initcall c_init+0x0/0x10 returned 0 after 900 usecs', 210),
  ];
  expect(functionsOf(events)).toEqual([
    ['initcall', 'c_init', 0, 900_000],
    ['initcall', 'a_init', 100, 40_000],
    ['initcall', 'b_init', 170, 30_000],
  ]);
  const times = withTextFunctions(events).map(({ timeNs }) => timeNs);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});

it('takes the time between two lines where they say none', () => {
  const events = [
    lineAt('initcall_finish: func=lost+0x0/0x1 ret=0', 1),
    lineAt('initcall_start: func=a+0x0/0x1', 10),
    lineAt('initcall_finish: func=a+0x0/0x1 ret=0', 25),
  ];
  expect(functionsOf(events)).toEqual([['initcall', 'a', 10, 15_000]]);
});

it('names what did not return, unless its thread went on', () => {
  const events = [
    lineAt('calling  lost_init+0x0/0x10 @ 1', 100),
    lineAt('calling  module_init+0x0/0x10 [m] @ 71', 110),
    lineAt('calling  hang_init+0x0/0x10 @ 1', 200),
    lineAt('pci 0000:00:00.0: calling  quirk_x+0x0/0x20 @ 1', 210),
  ];
  expect(functionsOf(events)).toEqual([
    ['initcall', 'module_init [m]', 110, null],
    ['initcall', 'hang_init', 200, null],
    ['function', 'quirk_x (0000:00:00.0)', 210, null],
  ]);
});

it('counts a line once that a guest prints again, and one without a time each time', () => {
  const again = '[    0.000150] initcall a_init+0x0/0x10 returned 0 after 40 usecs';
  expect(functionsOf([lineAt(again, 150), lineAt(again, 9000)])).toHaveLength(1);
  const untimed = 'initcall a_init+0x0/0x10 returned 0 after 40 usecs';
  expect(functionsOf([lineAt(untimed, 150), lineAt(untimed, 9000)])).toHaveLength(2);
});

it('leaves a boot alone whose initcalls were marked, and what a monitor says', () => {
  const line = lineAt('initcall a_init+0x0/0x10 returned 0 after 40 usecs', 150);
  const marked = { kind: 'function', initcall: true, name: 'a', timeNs: 0, line: null, vcpu: 0 } as const;
  const events = [marked, line];
  expect(withTextFunctions(events)).toBe(events);
  const ofMonitor = [{ ...line, channel: 'monitor' as const }];
  expect(withTextFunctions(ofMonitor)).toBe(ofMonitor);
});

it('takes as long for many threads as for one', () => {
  const calls = Array.from({ length: 100_000 }, (_, at) => lineAt(`calling  f_${at}+0x0/0x1 @ ${at}`, at));
  expect(functionsOf(calls)).toHaveLength(100_000);
});
