import { describe, expect, it } from 'vitest';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { displayWidth } from '../../../src/reporters/words/text-width.js';
import type { Boot } from '../../../src/trace/boot.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { everyKind } from '../every-kind.js';
import { PLAIN, reading, render, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';

describe('boots of two sides', () => {
  it('are listed by side, summarised apart and compared', () => {
    const text = render(tableReporter, SAMPLE_REPORTS['run of two sides']!);
    expect(text).toMatch(/^boot +total ms +side +codes +ended by +input\n +1 .* base .* \(warm-up\) /);
    const places = ['\nbase: the guest as given\n', '\nhead: with --vs\n', '\nbase against head\n'].map(
      (words) => text.indexOf(words),
    );
    expect(places.every((place, at) => place > (places[at - 1] ?? 0))).toBe(true);
    expect(text).toContain('verdict: regression');
    expect(text.match(/medians, one after another/g)).toHaveLength(2);
    expect(text.match(/1 warm-up boot is left out/g)).toHaveLength(1);
  });

  it('say which side has no boot that counts', () => {
    const lone = report('run', [reading({ ...scaled(1), side: 'base' }, { ...scaled(1), side: 'base' })]);
    expect(render(tableReporter, lone)).toContain('\nhead: no boot counts\n');
  });
});

describe('parse', () => {
  it('shows events, the picture of the boot, and notes', () => {
    const text = render(tableReporter, report('parse', [reading(scaled(1))]));
    expect(text).toBe(
      [
        'test.log: 480.001 ms, 8 codes, longest kernel (71.4 %), monitor ran 758.000 µs',
        'before',
        '',
        'time ms     delta                    stage       code  name            line',
        ' 11.200   +11.200  ▋                 firmware    0x01                     1',
        ' 14.000    +2.800  ▏                 firmware    0x02                     2',
        ' 19.004    +5.004  ▎                 bootloader  0x20                     3',
        ' 60.100   +41.096  ██▏               kernel      0x40  kernel entered     4',
        ' 90.000   +29.900  █▌                custom      0x80                     5',
        ' 93.000    +3.000  ▏                 firmware    0x05  (revisit)          6',
        '402.744  +309.744  ████████████████  kernel      0x41                     7',
        '480.001   +77.257  ████              userspace   0x60                     8',
        '',
        'stage              0     480.001 ms          ms   share  codes       n  revisits',
        'before the first…  ░                     11.200   2.3 %',
        'firmware           │                      2.800   0.6 %  0x01..0x02  2',
        'firmware..bootlo…  ─                      5.004   1.0 %',
        'bootloader         ▕                 unmeasured          0x20        1',
        'bootloader..kern…   ─                    41.096   8.6 %',
        'kernel               ███████████▍       342.644  71.4 %  0x40..0x41  2         1',
        'kernel..userspace               ───      77.257  16.1 %',
        'userspace                         ▕  unmeasured          0x60        1',
        'codes              ╵ ◆○         ╵ ╵',
        'codes: ◆ 1 mark, ○ 1 revisit',
        '',
      ].join('\n'),
    );
  });

  it('shows each boot of several, then statistics', () => {
    const text = render(tableReporter, report('parse', [reading(scaled(1), scaled(1.1))]));
    expect(text).toContain('test.log, boot 1 of 2: 480.001 ms');
    expect(text).toContain('test.log, boot 2 of 2: 528.001 ms');
    expect(text).toContain('medians, one after another');
    expect(text).toMatch(/^kernel +2 +359\.776 /m);
  });

  it('says so when there is nothing', () => {
    expect(render(tableReporter, report('parse', []))).toBe('no boots\n');
    expect(render(tableReporter, report('parse', [reading(bootOf([]))]))).toBe(
      'test.log: no codes, unfinished (the guest was started but produced no event)\n',
    );
  });

  it('shows text of other ports in its place, and how a run ended', () => {
    const text = render(tableReporter, SAMPLE_REPORTS['run']!, { columns: 120 });
    expect(text).toMatch(/^ +2\.000 .* firmware-debug +=cmd\|calc\\x1b\[2J/m);
    expect(text).toMatch(/^ +0\.900 .* guest-entry/m);
    expect(text).toContain('ended by crash (');
  });
});

describe('notes', () => {
  it('are words at the end, with place, and tables to save stay as they are', () => {
    const boot: Written[] = [
      [0x16, 500],
      [0x64, 900],
      [0x40, 120_000],
      [0x41, 480_000],
    ];
    const text = render(tableReporter, report('report', [reading(bootOf(boot))]));
    expect(text).toMatch(/^note: test\.log:2: kernel codes came after 0x64/m);
    expect(text).toContain('\n    ranges:\n      - { stage: firmware, from: 0x00, to: 0x1f }\n');
  });
  it('say that init was never reached', () => {
    const text = render(tableReporter, report('parse', [reading(bootOf([[0x40, 109_134]]))]));
    expect(text.replaceAll('\n', ' ')).toContain(
      'kernel entered (0x40) at 109.134 ms, init never reached (no 0x41)',
    );
  });
});

describe('report over several boots', () => {
  it('lists the boots, the medians as a picture, statistics and outliers', () => {
    const text = render(tableReporter, report('report', [reading(...set(1), scaled(2))]), { columns: 120 });
    expect(text).toMatch(/^ +11 +960\.001 +█+ +8 +test\.log$/m);
    expect(text).toMatch(/^before the first code +█?.* 11\.256 +3\.1 %$/m);
    expect(text).toMatch(/^ms +n +median +mean +stddev +min +max +p95 +95 % of the median$/m);
    expect(text).toMatch(/^kernel +11 +344\.358 /m);
    expect(text).toContain('outliers of kernel: 685.288 ms');
  });

  it('does not list hundreds of boots', () => {
    const text = render(
      tableReporter,
      report('report', [reading(...Array.from({ length: 120 }, () => scaled(1)))]),
    );
    expect(text).toContain('and 80 more boots');
    expect(text.split('\n').length).toBeLessThan(80);
  });
});

it.each([30, 40, 60, 80, 100, 120, 200])('keeps within %d columns', (columns) => {
  for (const given of [report('parse', [reading(scaled(1))]), report('report', [reading(...set(1))])]) {
    const fixed = columns < 40 ? 44 : columns;
    for (const line of render(tableReporter, given, { columns }).split('\n')) {
      expect(displayWidth(line)).toBeLessThanOrEqual(fixed);
    }
  }
});

it('is the same picture in colour', () => {
  const given = report('parse', [reading(scaled(1))]);
  const colored = render(tableReporter, given, { color: true });
  expect(colored).not.toBe(render(tableReporter, given));
  expect(colored.replaceAll(/\u001b\[\d+m/g, '')).toBe(render(tableReporter, given));
});

it('needs no more than ASCII', () => {
  expect(render(tableReporter, report('parse', [reading(scaled(1))]), { unicode: false })).toMatch(
    /^[\n\x20-\x7e]*$/,
  );
  expect(PLAIN.unicode).toBe(true);
});

describe('the heading of a boot', () => {
  const headingOf = (boot: Boot) =>
    render(tableReporter, report('report', [reading(boot)]), { columns: 200 }).split('\n')[0];

  it('says how it ended, how many codes it has, and which row is longest', () => {
    const stop = { reason: 'reset', detail: null } as const;
    expect(headingOf(bootOf([[0x60, 5000]], { stop }))).toBe(
      'test.log: 5.000 ms, 1 code, longest before the first code (100.0 %), ended by reset',
    );
    const crash = { reason: 'crash', detail: 'triple fault' } as const;
    expect(headingOf(bootOf([[0x40, 0]], { stop: crash }))).toBe(
      'test.log: 0.000 µs, 1 code, ended by crash (triple fault)',
    );
    const equal: Written[] = [
      [0x40, 1000],
      [0x41, 2000],
    ];
    expect(headingOf(bootOf(equal))).toContain('longest before the first code (50.0 %)');
  });
});

it('a run of several boots lists no events, one of a single boot does', () => {
  expect(render(tableReporter, SAMPLE_REPORTS['run of several boots']!)).not.toContain('time ms ');
  expect(render(tableReporter, report('run', [reading(scaled(1))]))).toContain('time ms ');
  expect(render(tableReporter, report('report', [reading(scaled(1))]))).not.toContain('time ms ');
});

it('parts are set apart by an empty line, never by two', () => {
  for (const name of [
    'run',
    'parse',
    'run of a profiled boot',
    'run of several boots',
    'run of two sides',
    'report',
  ]) {
    const text = render(tableReporter, SAMPLE_REPORTS[name]!);
    expect(text, name).not.toContain('\n\n\n');
  }
  const profiled = render(tableReporter, SAMPLE_REPORTS['run of a profiled boot']!);
  expect(profiled).toMatch(/\n\nslowest initcalls /);
  expect(profiled).toMatch(/\n\n30 samples at 1000 Hz/);
  expect(render(tableReporter, everyKind('run'))).toMatch(/\n\nwhy +exits /);
  const both = render(tableReporter, report('parse', [reading(scaled(1), scaled(2))]));
  expect(both).toMatch(/\n\ntest\.log, boot 2 of 2: /);
  expect(both).toMatch(/\n\nboot +total ms /);
});
