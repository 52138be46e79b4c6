/** The reader as a whole: what becomes an event, what becomes a finding, on which line. */
import { describe, expect, it } from 'vitest';
import { BOOT_MESSAGE } from '../../../src/formats/cloud-hypervisor/message.js';
import { codesOf, findingsOf, readItems, readText, type TextOptions } from '../read-text.js';

/** A row of the default format, `ms` after the start of a monitor that created its VM 3 ms after its own start. */
function row(ms: number, code: number, vcpu = 0): string {
  const word = ['Firmware', 'Bootloader', 'Kernel', 'Userspace'][code >> 5] ?? 'Custom';
  const prefix = (ms / 1000).toFixed(6).padStart(10);
  const trailing = ((ms - 3) / 1000).toFixed(6);
  return `cloud-hypervisor: ${prefix}s: <vcpu${vcpu}> WARN:devices/src/legacy/debug_port.rs:74 -- [Debug I/O port: ${word} code 0x${code.toString(16)}] ${trailing} seconds`;
}

function read(rows: readonly (string | Uint8Array)[], options: TextOptions = {}) {
  const bytes = Buffer.concat(rows.flatMap((text) => [Buffer.from(text), Buffer.from('\n')]));
  return readText(bytes, { inputFormat: 'cloud-hypervisor', ...options });
}

const GOOD = row(50, 0x40);
const NEXT = row(150, 0x41);

it.each([105, 112, 118, 125])('joins a line that a terminal broke at column %i', (column) => {
  const rows = [GOOD, NEXT].flatMap((text) => [text.slice(0, column).trimEnd(), text.slice(column)]);
  const reading = read(rows);
  expect(codesOf(reading)).toEqual(['1:40', '3:41']);
  expect(findingsOf(reading)).toEqual([]);
});

it('joins nothing else', () => {
  const reading = read([GOOD.slice(0, 112), 'a line of another program', NEXT, GOOD.slice(0, 112)]);
  expect(findingsOf(reading)).toEqual(['torn-line@1', 'torn-line@4']);
  expect(codesOf(reading)).toEqual(['3:41']);
});

describe('what is kept whole in damaged logs', () => {
  it.each([
    ['CR LF', `${GOOD}\r`],
    ['CR CR LF', `${GOOD}\r\r`],
    ['ANSI before the line', `\x1b[2J\x1b[01;01H${GOOD}`],
    ['colours around the line', `\x1b[33m${GOOD}\x1b[0m`],
    ['guest text before the prefix', `login: ${GOOD}`],
    ['guest text and a lone CR', `Booting\r${GOOD}`],
    ['bytes that are not UTF-8', Buffer.concat([Buffer.from([0xff, 0xc3, 0x28]), Buffer.from(GOOD)])],
    ['trailing spaces', `${GOOD}   `],
    ['grep -n', `12:${GOOD}`],
    ['docker compose', `vm-1  | ${GOOD}`],
  ])('%s', (_, text) => {
    const reading = read([text, NEXT]);
    expect(codesOf(reading)).toEqual(['1:40', '2:41']);
    expect(reading.boots[0]).toMatchObject({ vmmStartNs: 3_000_000 });
    expect(findingsOf(reading)).toEqual([]);
  });

  it('a missing last line end', () => {
    expect(codesOf(readText(`${GOOD}\n${NEXT}`))).toEqual(['1:40', '2:41']);
  });

  it('a NUL hole, however long, before a good line', () => {
    const hole = Buffer.alloc(3 * 2 ** 20);
    const reading = read([GOOD, Buffer.concat([hole, Buffer.from(NEXT)])]);
    expect(codesOf(reading)).toEqual(['1:40', '2:41']);
    expect(findingsOf(reading)).toEqual(['nul-bytes@2', 'long-line@2']);
  });
});

describe('what becomes a finding', () => {
  it.each([
    ['cut in the code', GOOD.slice(0, GOOD.indexOf('0x40') + 3)],
    ['cut in the time', GOOD.slice(0, -10)],
    ['cut after the number', GOOD.slice(0, -' seconds'.length)],
    ['guest text inside', GOOD.replace(' code', ' co[    0.1] hellode')],
    ['guest text behind', `${GOOD}[    0.120403] Freeing`],
    ['two lines run together at the end', `${GOOD}${GOOD.slice(0, -20)}`],
    ['an impossible code', GOOD.replace('0x40', '0x400')],
    ['nothing but the beginning of a message', '[Debug I/O port: Kernel co'],
    ['nothing but the end of a prefix before it', ' WARN:a.rs:1 -- [Debug I/O port: Kernel code 0x40] 0.0'],
  ])('a torn line, %s', (_, text) => {
    const reading = read([text, NEXT]);
    expect(codesOf(reading)).toEqual(['2:41']);
    expect(findingsOf(reading)).toEqual(['torn-line@1']);
  });

  it('NUL bytes inside a line', () => {
    const reading = read([GOOD.replace('code 0', 'code \0 0'), NEXT]);
    expect(codesOf(reading)).toEqual(['2:41']);
    expect(findingsOf(reading)).toEqual(['nul-bytes@1']);
  });

  it('a whole line behind one that was cut off', () => {
    const reading = read([`${row(40, 0x20).slice(0, -20)}${GOOD}`]);
    expect(codesOf(reading)).toEqual(['1:40']);
    expect(findingsOf(reading)).toEqual(['torn-neighbour@1']);
  });

  it('once, that nothing stands before a message, or nothing that is known', () => {
    const message = GOOD.slice(GOOD.indexOf('[Debug'));
    const reading = read([message, `12 ${message}`, `W ${message}`]);
    expect(codesOf(reading)).toEqual(['1:40', '2:40', '3:40']);
    expect(findingsOf(reading)).toEqual(['no-prefix-time@1']);
    expect(reading.boots[0]?.vmmStartNs).toBeNull();
  });

  it('a word that disagrees with its code: the code decides', () => {
    const reading = read([GOOD.replace('Kernel', 'Firmware')]);
    expect(codesOf(reading)).toEqual(['1:40']);
    expect(findingsOf(reading)).toEqual(['word-disagrees@1']);
  });

  it('a time beyond what can be right', () => {
    const reading = read([GOOD.replace(/[\d.]+ seconds/, '9999999999.9999999999000000 seconds'), NEXT]);
    expect(codesOf(reading)).toEqual(['2:41']);
    expect(findingsOf(reading)).toEqual(['time-out-of-range@1']);
  });

  it('lines out of order, which are put in order', () => {
    const reading = read([row(50.6, 0x60, 1), row(50.1, 0x61), row(51, 0x62)]);
    expect(codesOf(reading)).toEqual(['2:61', '1:60', '3:62']);
    expect(findingsOf(reading)).toEqual(['out-of-order@2']);
  });

  it('at most a hundred of a kind, and then their number', () => {
    const reading = read(Array.from({ length: 250 }, () => GOOD.slice(0, -5)));
    expect(reading.diagnostics.filter(({ code }) => code === 'torn-line')).toHaveLength(101);
    expect(reading.diagnostics.at(-1)?.message).toContain('150. Total: 250');
  });
});

describe('what only looks like a message', () => {
  const QUOTED = '[Debug I/O port: Kernel code 0x99] 9.999999 seconds';

  it.each([
    [
      'a configuration dump',
      `${GOOD.split(' -- ')[0]} -- Booting VM from config: cmdline: Some("x -- ${QUOTED}") }`,
    ],
    ['a dump that ends in it', `${GOOD.split(' -- ')[0]} -- cmdline: console=hvc0 -- ${QUOTED}`],
    ['a dump of little but it', `${GOOD.split(' -- ')[0]} -- 12 -- ${QUOTED}`],
    ['a record in a dump', `${GOOD.split(' -- ')[0]} -- config msg="${QUOTED}"`],
  ])('%s is passed over', (_, text) => {
    const reading = read([text, NEXT]);
    expect(codesOf(reading)).toEqual(['2:41']);
    expect(findingsOf(reading)).toEqual([]);
  });

  it("the guest's own print of its command line is passed over and said", () => {
    const reading = read([`[    0.000000] Kernel command line: console=hvc0 -- ${QUOTED}`, NEXT]);
    expect(codesOf(reading)).toEqual(['2:41']);
    expect(findingsOf(reading)).toEqual(['quoted-code@1']);
  });

  it.each(['[Debug level 3]', 'exit (code 0)', '[Debug', 'see (code 0x12)'])('%j is nothing', (text) => {
    expect(findingsOf(read([text, GOOD]))).toEqual([]);
  });
});

describe('forms and times', () => {
  it('says once that the seconds are misprinted', () => {
    const reading = read([
      row(50, 0x40),
      row(1503, 0x60).replace('1.500000', '1.1500000'),
      row(2503, 0x61).replace('2.500000', '2.2500000'),
    ]);
    expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([47e6, 1500e6, 2500e6]);
    expect(findingsOf(reading)).toEqual(['misprinted-seconds@2']);
  });

  it('reads them as decimals when told to', () => {
    const text = GOOD.replace(/[\d.]+ seconds/, '2.2500000 seconds');
    expect(read([text], { timeFormat: 'decimal' }).boots[0]?.events[0]?.timeNs).toBe(2_250_000_000);
  });

  it('warns of two kinds of seconds in one log', () => {
    const reading = read([
      GOOD.replace(/[\d.]+ seconds/, '0.04 seconds'),
      row(1503, 0x60).replace('1.500000', '1.1500000'),
    ]);
    expect(findingsOf(reading)).toEqual(['misprinted-seconds@2', 'mixed-time-forms@2']);
  });

  it('counts untimed messages from the first', () => {
    const untimed = (ms: number, code: string) =>
      `cloud-hypervisor: ${ms}ms: DEBUG:vmm/src/vm.rs:506 -- Debug I/O port: Firmware (code 0x${code})`;
    const reading = read([untimed(20, '0'), untimed(25.5, '1f')]);
    expect(reading.boots[0]?.events.map(({ timeNs }) => timeNs)).toEqual([0, 5_500_000]);
    expect(reading.boots[0]?.vmmStartNs).toBeNull();
    expect(findingsOf(reading)).toEqual(['no-trailing-time@1']);
  });

  it('leaves out a message without any time', () => {
    const reading = read(['Debug I/O port: Firmware (code 0x0)', GOOD]);
    expect(codesOf(reading)).toEqual(['2:40']);
    expect(findingsOf(reading)).toContain('no-time@1');
  });

  it('says once what aarch64 leaves out', () => {
    const reading = read([GOOD.replace('code', 'code:'), NEXT.replace('code', 'code:')]);
    expect(reading.boots[0]?.events.map((event) => event.kind === 'code' && event.port)).toEqual([
      0x80, 0x80,
    ]);
    expect(findingsOf(reading)).toEqual(['aarch64-codes@1']);
  });

  it('takes a virtual CPU from the thread', () => {
    expect(
      read([row(50, 0x40, 3), GOOD.replace('<vcpu0> ', '')]).boots[0]?.events.map(({ vcpu }) => vcpu),
    ).toEqual([3, null]);
  });
});

describe('templates', () => {
  const rows = ['  0.052613 vcpu0| [Debug I/O port: Kernel code 0x40] 0.049190 seconds'];

  it('reads rows of the template that was given', () => {
    const reading = read(rows, { logFormat: '{boottime} {thread}| {msg}' });
    expect(codesOf(reading)).toEqual(['1:40']);
    expect(reading.boots[0]?.vmmStartNs).toBe(3_423_000);
    expect(findingsOf(reading)).toEqual([]);
  });

  it('reads rows of another template without it, and says so', () => {
    const reading = read([...rows, row(152, 0x41)], { logFormat: '{boottime} {thread}| {msg}' });
    expect(codesOf(reading)).toEqual(['1:40', '2:41']);
    expect(findingsOf(reading)).toEqual(['log-format-mismatch@2']);
  });

  it('reads a template that looks like a JSON record, and one inside a record', () => {
    const json = '{"t":"  0.052613","msg":"[Debug I/O port: Kernel code 0x40] 0.049190 seconds"}';
    const logFormat = '{{"t":"{boottime}","msg":"{msg}"}}';
    expect(read([json], { logFormat }).boots[0]?.vmmStartNs).toBe(3_423_000);
    const docker = JSON.stringify({ log: `${rows[0]}\r\n` });
    expect(read([docker], { logFormat: '{boottime} {thread}| {msg}' }).boots[0]?.vmmStartNs).toBe(3_423_000);
  });

  it('reads a message that text follows', () => {
    const text = '[Debug I/O port: Kernel code 0x40] 0.049190 seconds (vcpu2)';
    expect(read([text], { logFormat: '{msg} ({thread})' }).boots[0]?.events[0]?.vcpu).toBe(2);
  });
});

describe('several boots', () => {
  it('keeps interleaved VMs of one journal apart', () => {
    const journal = [
      `May 14 20:11:09 host ch[1]: ${row(50, 0x40)}`,
      `May 14 20:11:09 host ch[2]: ${row(50, 0x40)}`,
      `May 14 20:11:09 host ch[1]: ${row(150, 0x41)}`,
      `May 14 20:11:09 host ch[2]: ${row(250, 0x41)}`,
    ];
    const { boots } = read(journal);
    expect(boots.map(({ events }) => events.map(({ line }) => line))).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('says once of each that it begins', () => {
    const text = [row(50, 0x40), row(150, 0x41), row(50.01, 0x40), row(150.01, 0x41)].join('\n');
    const { items } = readItems(text, { inputFormat: 'cloud-hypervisor' });
    expect(items.flatMap((item) => (item.kind === 'diagnostic' ? [] : `${item.kind} ${item.boot}`))).toEqual([
      'boot 0',
      'event 0',
      'event 0',
      'boot 1',
      'event 1',
      'event 1',
    ]);
  });

  it('sees that two processes appended to one log are two boots', () => {
    const { boots } = read([row(50, 0x40), row(150, 0x41), row(50.01, 0x40), row(150.01, 0x41)]);
    expect(boots.map(({ events }) => events.length)).toEqual([2, 2]);
  });
});

describe('where boottrace wrote that a boot begins', () => {
  const begin = (ms: number, message: string = BOOT_MESSAGE) =>
    `cloud-hypervisor: ${(ms / 1000).toFixed(6).padStart(10)}s: <vmm> WARN:src/cli/text-log.ts:1 -- ${message}`;

  /** A code of a boot that began so many milliseconds after the first. */
  const later = (ms: number, code: number, startMs: number) =>
    row(ms, code).replace(/[\d.]+ seconds/, `${((ms - 3 - startMs) / 1000).toFixed(6)} seconds`);

  it('the codes that follow are of another boot, which counts from there', () => {
    const reading = read([
      begin(3),
      row(50, 0x40),
      begin(53),
      later(100, 0x40, 50),
      later(110, 0x41, 50),
      `${begin(60)}  \r`,
    ]);
    expect(reading.boots.map(({ events }) => events.map(({ line }) => line))).toEqual([[2], [4, 5], []]);
    expect(reading.boots.map(({ vmmStartNs }) => vmmStartNs)).toEqual([3_000_000, 53_000_000, 60_000_000]);
    expect(findingsOf(reading)).toEqual([]);
  });

  it('it has to be the whole message, behind a time', () => {
    for (const other of [
      BOOT_MESSAGE,
      begin(53, `${BOOT_MESSAGE} said the guest`),
      begin(53, 'x').replace(/x$/, `" ${BOOT_MESSAGE}`),
      begin(53).replace(/[\d.]+s:/, '99999999999s:'),
    ])
      expect(read([row(50, 0x40), other, row(60, 0x41)]).boots).toHaveLength(1);
  });

  it('every writer of a journal starts anew', () => {
    const from = (pid: number, text: string) => `May 14 20:11:09 host ch[${pid}]: ${text}`;
    const { boots } = read([from(1, row(50, 0x40)), from(2, begin(53)), from(1, row(60, 0x41))]);
    expect(boots.map(({ events }) => events.map(({ line }) => line))).toEqual([[1], [], [3]]);
  });
});

it('says what is missing in a log without codes', () => {
  const reading = read(['cloud-hypervisor:   0.000412s: <main> INFO:main.rs:631 -- v53.0 starting']);
  expect(reading.boots).toEqual([]);
  expect(findingsOf(reading)).toEqual(['no-events']);
  expect(reading.diagnostics[0]?.message).toContain('v53.0');
});

describe('a process that starts a guest', () => {
  const start = (ms: number, before = '') =>
    `${before}cloud-hypervisor: ${(ms / 1000).toFixed(6).padStart(10)}s: <vmm> INFO:vmm/src/cpu.rs:853 -- Starting vCPU: cpu_id = 0`;
  const countsOf = (...rows: readonly string[]) => read(rows).boots.map(({ events }) => events.length);

  it.each([
    ['behind one whose guest wrote codes', [start(40), GOOD, NEXT, start(41)], [2, 0]],
    ['before one, with nothing but a little later', [start(40), start(30), GOOD], [0, 1]],
    ['both hung at the first code', [start(40), row(50, 0x40), start(41), row(51, 0x40)], [1, 1]],
    ['in a log of two machines', [start(40, 'a-1  | '), `a-1  | ${GOOD}`, start(40, 'b-1  | ')], [1, 0]],
  ])('%s has a boot of its own', (_, rows, counts) => {
    expect(countsOf(...rows)).toEqual(counts);
  });

  it('has the one of its codes also where a record holds its lines', () => {
    const kata = (line: string) =>
      `node kata[9]: time="2026-01-05T10:00:00Z" level=debug msg="reading guest console" sandbox=s1 vmconsole="${line}"`;
    expect(countsOf(kata(start(40)), kata(GOOD), kata(NEXT))).toEqual([2]);
    expect(countsOf(...[start(40), GOOD, start(40), NEXT, GOOD].map(kata))).toEqual([2]);
    const crash = GOOD.replace(/WARN.*/, 'ERROR:vmm/src/cpu.rs:1487 -- VCPU generated error: VcpuRun(x');
    expect(read([kata(GOOD), kata(crash)]).boots).toMatchObject([{ stop: { reason: 'crash' } }]);
  });

  it('has none for a guest that is reset and writes nothing more', () => {
    expect(countsOf(start(40), GOOD, NEXT, start(900))).toEqual([2]);
  });

  it('has none where no guest of the log writes codes, or where the words are quoted', () => {
    expect(countsOf(start(40), start(39))).toEqual([]);
    expect(countsOf(GOOD, 'guest says Starting vCPU: cpu_id = 0')).toEqual([1]);
    expect(countsOf(GOOD, start(30).replace('Starting', 'not Starting'))).toEqual([1]);
  });
});
