import { expect, it } from 'vitest';
import { corebootStates } from '../../../src/formats/firmware/coreboot-states.js';
import { findingsOf, readText } from '../read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`);
}

it('puts boot states one after another, each where it ends, with the time of the console', () => {
  const reading = read(
    '[DEBUG]  BS: bootblock times (exec / console): total (unknown) / 31 ms',
    '[DEBUG]  BS: BS_DEV_ENUMERATE run times (exec / console): 41 / 118 ms',
    'BS: BS_DEV_RESOURCES run times (exec / console): -1 / 64 ms',
    'BS: BS_PAYLOAD_LOAD exit times (exec / console): 96 / 5 ms',
  );
  expect(reading.boots).toMatchObject([
    {
      format: 'coreboot-states',
      clock: 'guest-monotonic',
      events: [
        { timeNs: 0, key: 'coreboot:ramstage', stage: 'firmware' },
        { timeNs: 159e6, key: 'coreboot:BS_DEV_ENUMERATE:run', name: 'BS_DEV_ENUMERATE run', line: 2 },
        { timeNs: 222e6, key: 'coreboot:BS_DEV_RESOURCES:run' },
        { timeNs: 323e6, key: 'coreboot:BS_PAYLOAD_LOAD:exit' },
        { timeNs: 323e6, code: 0x01, name: 'end of BS_PAYLOAD_LOAD' },
      ],
    },
  ]);
  expect(findingsOf(reading)).toEqual(['derived-moments@2', 'console-time']);
  expect(reading.diagnostics[1]?.message).toBe('Of these times, coreboot wrote to its console for 187 ms.');
});

it('reads the three parts of the old form, and begins a boot where a state comes again', () => {
  const boot = [
    'BS: BS_PRE_DEVICE times (us): entry 0 run 1 exit 0',
    'BS: BS_DEV_INIT times (us): entry 4 run 184220 exit 0',
  ];
  const { boots } = read(...boot, ...boot);
  const right = [
    { timeNs: 0, key: 'coreboot:ramstage' },
    { timeNs: 1000, key: 'coreboot:BS_PRE_DEVICE:run' },
    { timeNs: 5000, key: 'coreboot:BS_DEV_INIT:entry' },
    { timeNs: 184_225_000, key: 'coreboot:BS_DEV_INIT:run' },
  ];
  expect(boots).toMatchObject([{ events: right }, { events: right }]);
});

it('leaves out a time that cannot be, and says what it looked for', () => {
  const huge = 'BS: BS_DEV_INIT run times (exec / console): 999999999999 / 0 ms';
  expect(findingsOf(read(huge))).toEqual(['time-out-of-range@1', 'no-events']);
  expect(findingsOf(readText('x\n', { inputFormat: 'coreboot-states' }))).toEqual(['no-events']);
});

it.each([
  ['BS: BS_DEV_INIT run times (exec / console): 1 / 0 ms\n', 'yes'],
  ['text\nBS: BS_DEV_INIT times (us): entry 4 run 184220 exit 0\r\n', 'yes'],
  ['BS: bootblock times (exec / console): total (unknown) / 31 ms\n', 'no'],
])('tells %j: %s', (head, verdict) => {
  expect(corebootStates.sniff(head, '')).toBe(verdict);
});
