import { expect, test } from 'vitest';
import { buildTimeline } from '../../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { Boot } from '../../../src/trace/boot.js';
import { POST_PORT } from '../../../src/trace/debug-ports.js';
import type { CodeEvent } from '../../../src/trace/event.js';
import { isMeasured } from '../../../src/trace/report/timeline.js';

function timelineOf(events: readonly CodeEvent[]) {
  const boot: Boot = {
    input: 'a.log',
    format: 'x',
    clock: 'vmm-monotonic',
    vmmStartNs: null,
    events,
    stop: null,
    exits: null,
    provenance: null,
    warmup: false,
    side: null,
  };
  return buildTimeline(boot, { table: BUILT_IN_TABLE, index: 0, keepNoise: false });
}

test('a boot without a code that counts has no measured total, even at time zero', () => {
  const atZero: CodeEvent = { kind: 'code', code: 0x40, port: POST_PORT, timeNs: 0, line: null, vcpu: null };
  expect(isMeasured(timelineOf([]))).toBe(false);
  expect(isMeasured(timelineOf([atZero]))).toBe(true);
});
