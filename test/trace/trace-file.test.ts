import { expect, it } from 'vitest';
import { parseRecord } from '../../src/formats/boottrace-ndjson/records.js';
import type { ReadItem } from '../../src/trace/boot.js';
import { encodeHeader, encodeItem, TRACE_FILE_VERSION } from '../../src/trace/trace-file.js';
import { PROFILE } from './sample-profile.js';

it('writes a header as one line that names its version first', () => {
  const line = encodeHeader({ boottrace: '0.1.0', engine: 'bundled', guest: { cmdline: 'a\nb' }, host: {} });
  expect(line).toBe(
    '{"kind":"header","schemaVersion":2,"boottrace":"0.1.0","engine":"bundled","guest":{"cmdline":"a\\nb"},"host":{}}\n',
  );
  expect(TRACE_FILE_VERSION).toBe(2);
});

it('writes every item as one line, whatever text is in it', () => {
  const text = 'a\nb\r\u2028\ud800\u0000';
  const event = { kind: 'text', timeNs: 1, line: null, vcpu: null, channel: 'serial', text } as const;
  const line = encodeItem({ kind: 'event', boot: 2, event });
  expect(line.split('\n')).toHaveLength(2);
  expect(JSON.parse(line)).toEqual({ kind: 'event', boot: 2, event });
});

it.each([
  [true, 'initcall'],
  [false, 'function'],
])(
  'writes a function that was entered as files of this version have it (initcall: %s)',
  (initcall, phase) => {
    const event = { kind: 'function', timeNs: 1, line: null, vcpu: 0, name: 'acpi_init', initcall } as const;
    expect(encodeItem({ kind: 'event', boot: 0, event })).toBe(
      `{"kind":"event","boot":0,"event":{"kind":"lifecycle","timeNs":1,"line":null,"vcpu":0,"phase":"${phase}","name":"acpi_init"}}\n`,
    );
  },
);

it('leaves the provenance of a boot to the header', () => {
  const provenance = { boottrace: '0.1.0', engine: 'x', guest: {}, host: {} };
  expect(encodeItem({ kind: 'boot', boot: 0, vmmStartNs: 5, provenance })).toBe(
    '{"kind":"boot","boot":0,"vmmStartNs":5}\n',
  );
});

it('says what a boot is for where it has a part in something', () => {
  const boot = { kind: 'boot', boot: 1, vmmStartNs: null } as const;
  expect(encodeItem({ ...boot, warmup: true, side: 'head' })).toBe(
    '{"kind":"boot","boot":1,"vmmStartNs":null,"warmup":true,"side":"head"}\n',
  );
  expect(encodeItem({ ...boot, warmup: false, side: null })).toBe(encodeItem(boot));
});

it('writes stops and diagnostics', () => {
  expect(encodeItem({ kind: 'stop', boot: 1, stop: { reason: 'halt', detail: null } })).toBe(
    '{"kind":"stop","boot":1,"stop":{"reason":"halt","detail":null}}\n',
  );
  const diagnostic = { severity: 'note', code: 'c', message: 'm', input: null, line: null } as const;
  expect(encodeItem({ kind: 'diagnostic', diagnostic })).toBe(
    '{"kind":"diagnostic","diagnostic":{"severity":"note","code":"c","message":"m","input":null,"line":null}}\n',
  );
});

it.each<ReadItem>([
  { kind: 'boot', boot: 2, vmmStartNs: 12, clock: 'wall' },
  { kind: 'exits', boot: 2, exits: [], hostWaitNs: 7 },
  {
    kind: 'exits',
    boot: 3,
    exits: [
      {
        stage: 'kernel',
        kind: 'pio',
        address: 0x80,
        direction: 'write',
        device: 'post-port',
        count: 4,
        totalNs: 5,
      },
    ],
  },
  { kind: 'profile', boot: 3, profile: PROFILE },
  {
    kind: 'profile',
    boot: 3,
    profile: { ...PROFILE, samples: 0, kernelSamples: 0, rootedKernelSamples: 0, idleSamples: 0, stacks: [] },
  },
])('reads $kind as it was written', (item) => {
  expect(parseRecord(encodeItem(item))).toEqual({ kind: 'item', item });
});

it('keeps all of a moment, also of one before zero', () => {
  const moment = { kind: 'moment', timeNs: -5, line: 3, vcpu: null, key: 'a:1', name: 'b, "c"' } as const;
  for (const stage of ['firmware', null] as const) {
    const item = { kind: 'event', boot: 1, event: { ...moment, stage } } as const;
    expect(parseRecord(encodeItem(item))).toEqual({ kind: 'item', item });
  }
  const read = (fields: object) =>
    parseRecord(JSON.stringify({ kind: 'event', boot: 1, event: { ...moment, stage: null, ...fields } }));
  for (const fields of [{ key: '' }, { key: 5 }, { name: null }, { stage: 'mine' }, { timeNs: 0.5 }])
    expect(read(fields)).toBeNull();
});
