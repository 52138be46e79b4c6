/** Every sample of a format of whole lines, in every wrapping: the same boots and events as bare, and two writers are two machines. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { LOG_WRAPPINGS, TWO_WRITERS } from '../helpers/log-wrappings.js';
import { readText } from './read-text.js';

const root = fileURLToPath(new URL('../../samples/logs/', import.meta.url));
const FORMATS = [
  'boot-summary',
  'cbmem',
  'cloud-init-analyze',
  'coreboot-states',
  'edk2-dp',
  'grabserial',
  'post-code-log',
  'qemu-boot-time',
  'slim-bootloader',
  'systemctl-show',
  'systemd-analyze',
  'timed-text',
  'u-boot-bootstage',
];
const samples = FORMATS.flatMap((format) =>
  readdirSync(path.join(root, format))
    // A picture is no log, and passes through none.
    .filter((name) => !/^README|^expected|\.svg$/.test(name))
    .map((name) => ({
      format,
      name,
      lines: readFileSync(path.join(root, format, name), 'utf8')
        .trimEnd()
        .split('\n'),
    })),
);
const cases = samples.flatMap((sample) =>
  LOG_WRAPPINGS.map(([wrapping, wrap]) => ({ ...sample, wrapping, wrap })),
);

const boots = (lines: readonly string[]) =>
  readText(`${lines.join('\n')}\n`).boots.map(({ format, clock, events, units }) => ({
    format,
    clock,
    events,
    units,
  }));

const withoutFormat = ({ clock, events, units }: ReturnType<typeof boots>[number]) => ({
  clock,
  events,
  units,
});

/** Consoles without times: where a wrapping gives their lines times, these are their clock. */
const CONSOLES = ['coreboot-states'];
const statesIn = (rows: readonly string[]) => rows.flatMap((row) => /BS: BS_.*/.exec(row)?.[0] ?? []);

describe.each(cases)('$format/$name in $wrapping', ({ format, lines, wrap }) => {
  it('is read as it is bare', () => {
    const right = boots(lines);
    const wrapped = boots(lines.map(wrap));
    if (CONSOLES.includes(format) && wrapped.every(({ clock }) => clock === 'wall')) {
      expect(wrapped.length).toBeGreaterThan(0);
      const texts = wrapped.flatMap(({ events }) =>
        events.flatMap((event) => (event.kind === 'text' ? statesIn([event.text]) : [])),
      );
      expect(texts).toEqual(statesIn(lines));
      return;
    }
    const hasTimes = right.some(({ clock }) => clock === 'wall');
    // Where a console's lines have got times by the wrapping, the console is a boot beside the report in it.
    const found = wrapped.filter(({ clock }) => hasTimes || clock !== 'wall');
    expect(found.map(withoutFormat)).toEqual(right.map(withoutFormat));
  });
});

const twice = samples.flatMap((sample) =>
  TWO_WRITERS.map(([wrapping, wrap]) => ({ ...sample, wrapping, wrap })),
);

describe.each(twice)('$format/$name of two writers in $wrapping', ({ lines, wrap }) => {
  it('is twice as many boots', () => {
    const both = lines.flatMap((line) => [wrap(line, 'vm-a'), wrap(line, 'vm-b')]);
    const found = readText(`${both.join('\n')}\n`).boots;
    const right = readText(`${lines.join('\n')}\n`).boots;
    expect(found.map(({ events }) => events.length).toSorted()).toEqual(
      [...right, ...right].map(({ events }) => events.length).toSorted(),
    );
  });
});
