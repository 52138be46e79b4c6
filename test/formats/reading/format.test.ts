import { expect, it } from 'vitest';
import { createReader, TIME_FORMATS } from '../../../src/formats/index.js';

const ROW = '[Debug I/O port: Kernel code: 0x41] 2.2500000 seconds\n';

/** When the code came, by each way to read the seconds at the end of its row. */
it('each time format is a way of its own to read seconds, and the first tells them apart', () => {
  const times = TIME_FORMATS.map((timeFormat) => {
    const reader = createReader({ input: 'a.log', inputFormat: 'cloud-hypervisor', timeFormat });
    const items = [...reader.push(new TextEncoder().encode(ROW)), ...reader.end()];
    return items.map((item) => (item.kind === 'event' ? item.event.timeNs : null)).find((timeNs) => timeNs);
  });
  expect(TIME_FORMATS[0]).toBe('auto');
  expect(new Set(times.slice(1)).size).toBe(TIME_FORMATS.length - 1);
  expect(times.slice(1)).toContain(times[0]);
});
