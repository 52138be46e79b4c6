import { describe, expect, it } from 'vitest';
import { cutNulHole, stripControlSequences, unwrap } from '../../../src/formats/cloud-hypervisor/wrapping.js';

const LINE = 'cloud-hypervisor: 1s: <vcpu0> WARN:x:1 -- [Debug I/O port: Kernel code 0x40] 0.049190 seconds';

describe('unwrap', () => {
  it.each([
    ['a plain line', LINE, null],
    ['docker', JSON.stringify({ log: `${LINE}\r\n`, stream: 'stderr', time: '2026-01-01T00:00:00Z' }), null],
    ['fluentd', JSON.stringify({ container_id: 'abc', log: LINE }), 'abc'],
    [
      'journald JSON',
      JSON.stringify({ MESSAGE: LINE, _PID: '42', _SYSTEMD_UNIT: 'vm@1.service' }),
      'vm@1.service',
    ],
    ['docker in journald JSON', JSON.stringify({ _PID: '42', MESSAGE: JSON.stringify({ log: LINE }) }), '42'],
    ['a numeric pid', JSON.stringify({ msg: LINE, pid: 42 }), '42'],
    ['Kata', `time="2026-01-01T00:00:00Z" level=info sandbox=sb1 subsystem=clh vmconsole="${LINE}"`, 'sb1'],
    ['Kata, before another message', `vmconsole="${LINE}" msg="another" pid=7`, '7'],
    ['Kata, behind a torn line', `msg="[Debug I/O port: Ker" vmconsole="${LINE}" pid=7`, '7'],
    ['Kata, the first of two writers', `pid=7 msg="${LINE}" pid=8`, '7'],
    ['Kata, not last', `level=info msg="${LINE}" name=x pid=7`, '7'],
    ['journalctl', `May 14 20:11:09 host ch[4242]: ${LINE}`, 'host ch[4242]'],
    ['journalctl with micros', `May  4 20:11:09.123456 host ch[4242]: ${LINE}`, 'host ch[4242]'],
    ['short-iso', `2026-05-14T20:11:09+0000 host ch[7]: ${LINE}`, 'host ch[7]'],
    ['RFC 3164', `<13>May 14 20:11:09 host ch[4242]: ${LINE}`, 'host ch[4242]'],
    ['RFC 5424', `<165>1 2026-05-14T20:11:09.003Z host ch 4242 ID47 - ${LINE}`, 'host ch[4242]'],
    [
      'Kata in journald',
      `May 14 20:11:09 host kata[9]: time="x" level=debug sandbox=sb2 vmconsole="${LINE}"`,
      'sb2',
    ],
  ])('takes a line out of %s', (_, text, writer) => {
    const unwrapped = unwrap(text);
    expect(unwrapped.row.trimEnd()).toBe(LINE);
    expect(unwrapped.writer).toBe(writer);
  });

  it('undoes the escapes of a quoted value', () => {
    expect(unwrap('vmconsole="a \\"b\\" \\\\ Debug I/O port\\r\\n"').row).toBe('a "b" \\ Debug I/O port\r\n');
  });

  it.each([
    ['broken JSON', `{"log": "${LINE}`],
    ['JSON of another shape', JSON.stringify({ text: LINE })],
    ['a list', `[${LINE}]`],
    ['a key nobody uses for lines', `cmdline="${LINE}"`],
    ['a message beside it', `msg="another" cmdline="${LINE}"`],
    [
      'a dump behind the prefix in the middle',
      `12 cloud-hypervisor: 1s: <vmm> INFO:x -- config msg="${LINE}"`,
    ],
    ['a dump behind the prefix', `cloud-hypervisor: 1s: <vmm> INFO:x -- config msg="${LINE}"`],
  ])('leaves %s as it is', (_, text) => {
    expect(unwrap(text)).toEqual({ row: text, writer: null });
  });

  it('takes off so many wrappings and no more', () => {
    const wrapped = (depth: number): string =>
      depth === 0 ? LINE : JSON.stringify({ log: wrapped(depth - 1), pid: depth });
    expect(unwrap(wrapped(3))).toEqual({ row: LINE, writer: '3 2 1' });
    expect(unwrap(wrapped(4))).toEqual({ row: wrapped(1), writer: '4 3 2' });
  });

  it('bounds the name of a writer', () => {
    expect(unwrap(JSON.stringify({ log: LINE, pid: 'p'.repeat(10_000) })).writer).toHaveLength(256);
  });

  it('takes time in proportion to a hostile line', () => {
    const start = performance.now();
    for (const part of ['a="', 'a=', 'a="\\', '{', 'May 14 ', 'a=\\" ', '="']) unwrap(part.repeat(300_000));
    expect(performance.now() - start).toBeLessThan(4000);
  });
});

describe('cutNulHole', () => {
  it.each([
    ['abc', 'abc'],
    ['\0\0abc', 'abc'],
    ['abc\0\0', 'abc'],
    ['a\0b\0\0', 'b'],
    ['\0', ''],
    ['', ''],
  ])('%j becomes %j', (text, rest) => {
    expect(cutNulHole(text)).toBe(rest);
  });
});

describe('stripControlSequences', () => {
  it.each([
    ['\x1b[2J\x1b[01;01Hcloud', 'cloud'],
    ['\x1b[1;31mred\x1b[0m', 'red'],
    ['\x1b]0;title\x07x', 'x'],
    ['\x1b]0;title\x1b\\x', 'x'],
    ['\x1b]0;never ended, cloud', '0;never ended, cloud'],
    ['plain', 'plain'],
  ])('%j becomes %j', (text, rest) => {
    expect(stripControlSequences(text).replace(/^\x1b\]/, '')).toBe(rest);
  });
});
