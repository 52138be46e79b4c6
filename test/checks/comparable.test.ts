import { describe, expect, it } from 'vitest';
import { compareConditions, differencesWithin } from '../../src/checks/comparable.js';
import type { Boot } from '../../src/trace/boot.js';
import { InputError } from '../../src/trace/errors.js';
import { bootOf } from '../stages/build-boot.js';
import { bootBy, type Changes, GUEST } from './provenances.js';

const STRICT = { allowMismatch: false };

function compare(head: Changes, options = STRICT) {
  return compareConditions({ base: [bootBy()], head: [bootBy(head)] }, options);
}

describe('sets that were taken alike', () => {
  it('are compared without a word', () => expect(compare({})).toEqual([]));

  it.each<[string, Changes]>([
    ['the memory that the host reports', { host: { memoryMiB: 15_700 } }],
    ['a fact that one of them does not know', { guest: { rng: undefined }, host: { governor: undefined } }],
    ['where the image lies', { guest: { kernel: { ...GUEST.kernel, kernel: 'b/vmlinux' }, image: 'b' } }],
  ])('may differ in %s', (_, changes) => expect(compare(changes)).toEqual([]));

  it('may be of two builds, which is said', () => {
    const images = [{ ...GUEST.images[0]!, sha256: 'b'.repeat(64), size: 8 }];
    expect(compare({ guest: { images } })).toEqual([
      {
        severity: 'note',
        code: 'different-images',
        message: `kernel image: sha256 ${'a'.repeat(12)} (7 bytes) in base, sha256 ${'b'.repeat(12)} (8 bytes) in head`,
        input: null,
        line: null,
      },
    ]);
  });

  it('may be of two releases of boottrace, with a warning', () => {
    expect(compare({ boottrace: '0.2.0' })).toMatchObject([
      {
        severity: 'warning',
        code: 'different-boottrace',
        message: expect.stringMatching(
          /^boottrace \S+ took base, 0\.2\.0 took head: a difference may come from boottrace itself$/,
        ),
      },
    ]);
  });

  it.each<[string, ('base' | 'head')[], string]>([
    ['base', ['base'], 'base does not say on which host and with which guest it was taken'],
    ['head', ['head'], 'head does not say on which host and with which guest it was taken'],
    ['both', ['base', 'head'], 'base and head do not say on which host and with which guest they were taken'],
  ])('are a guess where %s cannot tell of one of its boots, which is said', (_, sides, words) => {
    const sets = { base: [bootBy(), bootBy()], head: [bootBy(), bootBy()] };
    for (const side of sides) sets[side] = [bootBy(), bootOf([])];
    expect(compareConditions(sets, STRICT)).toEqual([
      {
        severity: 'note',
        code: 'unknown-conditions',
        message: `${words}; boottrace cannot tell whether the conditions are the same`,
        input: null,
        line: null,
      },
    ]);
  });

  it('may differ in memory by a fiftieth of the larger, in nothing else by anything', () => {
    const boots = (memoryMiB: unknown, cpus = 4) => [bootBy({ host: { memoryMiB, cpus } })];
    const judge = (base: Boot[], head: Boot[]) => compareConditions({ base, head }, STRICT);
    expect(judge(boots(10_000), boots(9800))).toEqual([]);
    expect(() => judge(boots(10_000), boots(9799))).toThrow('host memory (MiB)');
    expect(() => judge(boots('much'), boots(10_000))).toThrow('host memory (MiB)');
    expect(() => judge(boots(10_000), boots('much'))).toThrow('host memory (MiB)');
    expect(() => judge(boots(10_000, 1000), boots(10_000, 1001))).toThrow(
      'host CPUs: 1000 in base, 1001 in head',
    );
  });
});

const MISMATCHES: readonly [string, Changes, string][] = [
  ['engines', { engine: 'qemu' }, 'engine: bundled in base, qemu in head'],
  [
    'processors',
    { host: { cpuModel: 'Xeon' } },
    'host CPU: "AMD EPYC 7763 64-Core Processor" in base, Xeon in head',
  ],
  ['host kernels', { host: { kernel: '6.1' } }, 'host kernel: 6.12.48 in base, 6.1 in head'],
  ['host memories', { host: { memoryMiB: 32_000 } }, 'host memory (MiB): 15990 in base, 32000 in head'],
  [
    'governors',
    { host: { governor: 'powersave' } },
    'host frequency governor: none in base, powersave in head',
  ],
  ['vCPUs', { guest: { cpus: 4 } }, 'guest vCPUs: 1 in base, 4 in head'],
  ['guest memories', { guest: { memorySize: 1 } }, 'guest memory (bytes): 536870912 in base, 1 in head'],
  [
    'command lines',
    { guest: { kernel: { ...GUEST.kernel, commandLine: 'quiet' } } },
    'guest command line: console=ttyS0 in base, quiet in head',
  ],
  [
    'ways to boot',
    { guest: { kernel: undefined, firmware: 'x' } },
    'guest boots from: kernel in base, firmware in head',
  ],
  [
    'initramfs',
    { guest: { kernel: { ...GUEST.kernel, initramfs: 'i.gz' } } },
    'guest initramfs: none in base, given in head',
  ],
  ['disks', { guest: { disks: [{ path: 'd' }] } }, 'guest disks: 0 in base, 1 in head'],
];

describe.each(MISMATCHES)('sets of different %s', (_, changes, difference) => {
  it('are refused, and the difference is named', () => {
    expect(() => compare(changes)).toThrow(InputError);
    expect(() => compare(changes)).toThrow(difference);
  });

  it('are compared with a warning when that is allowed', () => {
    const found = compare(changes, { allowMismatch: true });
    expect(found).toMatchObject([{ severity: 'warning', code: 'different-conditions', message: difference }]);
  });
});

it('lists every difference at once, and what to do', () => {
  const refused = () => compare({ engine: 'qemu', guest: { cpus: 2 }, host: { kernel: '6.1' } });
  expect(refused).toThrow(/engine: .*\n {2}host kernel: .*\n {2}guest vCPUs: /);
  expect(refused).toThrow(
    expect.objectContaining({
      code: 'different-conditions',
      nextSteps: expect.arrayContaining([expect.stringContaining('--allow-mismatch')]),
    }),
  );
});

describe('one set of different hosts', () => {
  const mixed = [bootBy(), bootBy(), bootBy({ host: { kernel: '6.1' } })];
  it('is refused too', () => {
    const sides = { base: [bootBy()], head: mixed };
    expect(() => compareConditions(sides, STRICT)).toThrow(
      'within head, host kernel: 6.12.48 first, 6.1 later',
    );
    expect(compareConditions(sides, { allowMismatch: true })).toEqual([]);
  });
  it('says what differs', () => {
    expect(differencesWithin(mixed)).toEqual(['host kernel: 6.12.48 first, 6.1 later']);
    expect(differencesWithin([bootBy(), bootBy()])).toEqual([]);
    expect(differencesWithin([])).toEqual([]);
  });
  it('counts what is more than anybody reads', () => {
    const many = Array.from({ length: 50 }, (_, at) => bootBy({ host: { kernel: `6.${at}` } }));
    const found = differencesWithin(many);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe('29 more differences');
  });
});

describe('logs without provenance', () => {
  const log = bootOf([[0x40, 1]]);
  it('compare freely, with a note that says which side is unknown', () => {
    expect(compareConditions({ base: [log], head: [bootBy()] }, STRICT)).toMatchObject([
      { severity: 'note', code: 'unknown-conditions', message: expect.stringMatching(/^base does not say/) },
    ]);
    expect(compareConditions({ base: [log], head: [log] }, STRICT)).toMatchObject([
      { message: expect.stringMatching(/^base and head do not say/) },
    ]);
  });
});

describe('boots with an --until', () => {
  const by = (until: string | null, changes = {}) => ({ ...bootBy(changes), until });
  const differ = 'the boots were not taken under the same conditions:\n  --until: 0x41 in base, 0x61 in head';
  it('are compared only with boots of the same one', () => {
    const sides = { base: [by('0x41')], head: [by('0x61')] };
    expect(() => compareConditions(sides, STRICT)).toThrow(differ);
    expect(() => compareConditions({ base: [by(null)], head: [by('0x61')] }, STRICT)).toThrow(
      '--until: none in base, 0x61 in head',
    );
    expect(compareConditions({ base: [by('0x61')], head: [by('0x61')] }, STRICT)).toEqual([]);
    expect(compareConditions(sides, { allowMismatch: true })).toMatchObject([
      { severity: 'warning', code: 'different-conditions', message: '--until: 0x41 in base, 0x61 in head' },
    ]);
  });
  it('are one set only with boots of the same one, also of one run', () => {
    const one = by('0x41');
    const head = [one, { ...one, until: '0x61' }];
    expect(() => compareConditions({ base: [one], head }, STRICT)).toThrow(
      'within head, --until: 0x41 first, 0x61 later',
    );
  });
  it('are not held against logs, which do not say it', () => {
    const log = bootOf([[0x40, 1]]);
    expect(compareConditions({ base: [log], head: [by('0x41')] }, STRICT)).toMatchObject([
      { code: 'unknown-conditions' },
    ]);
  });
});

it('cuts what would flood a terminal', () => {
  const guest = { kernel: { ...GUEST.kernel, commandLine: 'x'.repeat(5000) } };
  expect(() => compare({ guest })).toThrow(
    expect.objectContaining({ message: expect.stringMatching(/^.{0,400}$/s) }),
  );
});
