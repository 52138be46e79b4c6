import { describe, expect, it } from 'vitest';
import { systemdAnalyze } from '../../src/formats/systemd-analyze.js';
import { findingsOf, readText } from './read-text.js';

function read(...lines: readonly string[]) {
  return readText(`${lines.join('\n')}\n`, { inputFormat: 'systemd-analyze' });
}

function momentsOf(reading: ReturnType<typeof read>): string[][] {
  return reading.boots.map(({ events }) =>
    events.map(
      (event) =>
        `${event.timeNs / 1e6} ${event.kind === 'code' ? `0x${event.code.toString(16)} ${event.name}` : event.kind === 'moment' ? `${event.key}, ${event.name}` : ''}`,
    ),
  );
}

describe('systemd-analyze time', () => {
  it('gives each phase its place, one after another', () => {
    const reading = read(
      'Startup finished in 1min 1.5s (firmware) + 250ms (loader) + 2s (kernel) + 1.25s (initrd) + 3.005s (userspace) = 1min 8.005s',
      'graphical.target reached after 3s in userspace.',
    );
    expect(momentsOf(reading)).toEqual([
      [
        '0 0x0 firmware begins',
        '61500 0x1 firmware ends',
        '61500 0x20 loader begins',
        '61750 0x21 loader ends',
        '61750 0x40 kernel begins',
        '63750 0x41 kernel ends',
        '63750 0x60 initrd begins',
        '65000 systemd:userspace begins, userspace begins',
        '68000 systemd:graphical.target, graphical.target reached',
        '68005 0x61 userspace ends',
      ],
    ]);
    expect(findingsOf(reading)).toEqual(['derived-moments@1']);
  });

  it.each([
    [
      'of a user manager',
      'Startup finished in 94ms (userspace).',
      ['0 0x60 userspace begins', '94 0x61 userspace ends'],
    ],
    [
      'after a soft reboot',
      'Startup finished in 1s (soft reboot) + 2s (userspace)',
      [
        '0 0x60 soft reboot begins',
        expect.stringMatching(/^1000 .*userspace begins$/),
        '3000 0x61 userspace ends',
      ],
    ],
    [
      'behind times that are not its own',
      '5s (kernel) Startup finished in 94ms (userspace).',
      ['0 0x60 userspace begins', '94 0x61 userspace ends'],
    ],
    [
      'in a journal',
      'Nov 22 10:00:09 vm systemd[1]: Startup finished in 500us (kernel) + 2s (userspace) = 2s.',
      [
        '0 0x40 kernel begins',
        '0.5 0x41 kernel ends',
        '0.5 0x60 userspace begins',
        '2000.5 0x61 userspace ends',
      ],
    ],
  ])('is read %s', (_, line, moments) => {
    expect(momentsOf(read(line))).toEqual([moments]);
  });

  it('of several boots is several boots', () => {
    const line = 'Startup finished in 1s (kernel) + 2s (userspace) = 3s.';
    expect(read(line, line).boots).toHaveLength(2);
  });

  it('is doubted where it does not add up, or has phases that nobody knows', () => {
    expect(findingsOf(read('Startup finished in 1s (kernel) + 2s (userspace) = 9s.'))).toEqual([
      'derived-moments@1',
      'sum-disagrees@1',
    ]);
    const reading = read('Startup finished in 1s (kernel) + 1s (hypervisor) + 2s (userspace) = 4s.');
    expect(findingsOf(reading)).toEqual(['derived-moments@1', 'unknown-phase@1']);
    expect(momentsOf(reading)[0]?.[2]).toBe('2000 0x60 userspace begins');
  });

  it('reports what it cannot read', () => {
    expect(findingsOf(read('Startup finished in a moment'))).toEqual(['bad-line@1', 'no-events']);
    expect(findingsOf(read('Startup finished in 999999999999y (kernel)'))).toEqual([
      'bad-line@1',
      'no-events',
    ]);
    expect(momentsOf(read('x.target reached after 3s in userspace'))).toEqual([]);
  });
});

it.each([
  ['yes', '\nStartup finished in 94ms (userspace).\n'],
  ['maybe', 'Nov 22 vm systemd[1]: Startup finished in 2s (kernel) + 2s (userspace) = 4s.'],
  ['no', 'Startup'],
])('says %s to %j', (verdict, head) => {
  expect(systemdAnalyze.sniff(head, '')).toBe(verdict);
});

describe('a time of systemd', () => {
  it.each([
    ['0.25y', 7_889_400_000],
    ['1month', 2_629_800_000],
    ['1w', 604_800_000],
    ['1d', 86_400_000],
    ['1h', 3_600_000],
    ['1min', 60_000],
    ['1s', 1000],
    ['1ms', 1],
    ['1us', 0.001],
    ['1ns', 0.000_001],
    ['1.5min', 90_000],
    ['1.5us', 0.0015],
    ['1d 2h 3min 4.005s', 93_784_005],
    ['0', 0],
  ])('%s is %d ms', (text, ms) => {
    expect(momentsOf(read(`Startup finished in ${text} (kernel)`))).toEqual([
      ['0 0x40 kernel begins', `${ms} 0x41 kernel ends`],
    ]);
  });
});

describe('what a line says of a startup', () => {
  it('may be off by a millisecond for each time that is printed', () => {
    const said = (total: string) =>
      findingsOf(read(`Startup finished in 1s (kernel) + 2s (userspace) = ${total}.`));
    expect(said('3.003s')).toEqual(['derived-moments@1']);
    expect(said('3.004s')).toEqual(['derived-moments@1', 'sum-disagrees@1']);
    expect(said('2.997s')).toEqual(['derived-moments@1']);
    expect(said('2.996s')).toEqual(['derived-moments@1', 'sum-disagrees@1']);
    expect(said('999999999999y')).toEqual(['derived-moments@1']);
    const reading = read('Startup finished in 1s (kernel) + 2s (userspace) = 9s.');
    expect(reading.diagnostics[1]?.message).toMatch(/ 3000 ms and 9000 ms\.$/);
    const unknown = read('Startup finished in 1s (kernel) + 1.5s (hypervisor) = 2.5s.');
    expect(unknown.diagnostics[1]?.message).toMatch(/ hypervisor, 1500 ms\.$/);
  });

  it("stands in its line, and so do its moments; the clock is the guest's", () => {
    const { boots } = read(
      'x',
      'Startup finished in 1s (kernel) + 2s (userspace)',
      'y',
      'a.target reached after 1s in userspace',
    );
    expect(boots[0]).toMatchObject({ clock: 'guest-monotonic' });
    expect(boots[0]?.events.map(({ line, timeNs }) => [line, timeNs / 1e9])).toEqual([
      [2, 0],
      [2, 1],
      [2, 1],
      [4, 2],
      [2, 3],
    ]);
  });

  it('is about the boot whose line came last, and a target about userspace alone', () => {
    const moments = momentsOf(
      read(
        'Startup finished in 1s (kernel) + 2s (userspace)',
        'Startup finished in 4s (kernel)',
        'a.target reached after 1s in userspace',
        'Startup finished in 5s (kernel) + 6s (userspace)',
        'Nov 22 10:00:09 vm systemd-analyze: b.target reached after 1min in userspace.',
        'c.target reached after 999999999999y in userspace',
        'c.target reached after 5s in userspace, they say',
      ),
    );
    expect(moments.map((boot) => boot.map((moment) => moment.replace(/ 0x../, '')))).toEqual([
      ['0 kernel begins', '1000 kernel ends', '1000 userspace begins', '3000 userspace ends'].map((text) =>
        text.replace(/^0 /, '0 '),
      ),
      ['0 kernel begins', '4000 kernel ends'],
      [
        '0 kernel begins',
        '5000 kernel ends',
        '5000 userspace begins',
        '11000 userspace ends',
        '65000 systemd:b.target, b.target reached',
      ],
    ]);
  });

  it('is a bad line where one of its times cannot be right, and nothing of it is kept', () => {
    const reading = read('Startup finished in 1s (kernel) + 999999999999y (userspace)');
    expect(findingsOf(reading)).toEqual(['bad-line@1', 'no-events']);
    expect(reading.boots).toEqual([]);
  });
});

it.each([
  ['no', 'x Startup finished in 2s (kernel)'],
  ['no', '94ms (userspace)'],
])('says %s to %j', (verdict, head) => {
  expect(systemdAnalyze.sniff(head, '')).toBe(verdict);
});

describe('units', () => {
  it('are those of the summary that they stand beside, before the first or behind it', () => {
    const reading = read(
      '  5s before.service',
      'Startup finished in 2s (kernel) + 3s (userspace) = 5s',
      'a.service @1s +500ms',
      '500ms a.service',
      'Startup finished in 1s (kernel) + 1s (userspace) = 2s',
      '7ms b.service',
    );
    expect(reading.boots.map(({ units }) => units)).toEqual([
      [
        { name: 'before.service', startNs: null, durationNs: 5e9 },
        { name: 'a.service', startNs: 3e9, durationNs: 500e6 },
      ],
      [{ name: 'b.service', startNs: null, durationNs: 7e6 }],
    ]);
  });

  it('are a boot of their own without a summary', () => {
    const reading = readText(' 32.875s pmlogger.service\n 23ms sysroot.mount\n');
    expect(reading.boots.map(({ format, events, units }) => [format, events.length, units?.length])).toEqual([
      ['systemd-analyze', 0, 2],
    ]);
    expect(findingsOf(reading)).toEqual([]);
  });

  it('are no phases, also in a picture of one line', () => {
    const reading = read(
      '<text>Startup finished in 1s (kernel) + 1s (userspace) = 2s</text><text class="left">9s (loader)</text>',
    );
    expect(momentsOf(reading)[0]).toHaveLength(4);
    expect(findingsOf(reading)).toEqual(['derived-moments@1']);
  });
});
