import { describe, expect, it } from 'vitest';
import { compileLogTemplate } from '../../../src/formats/cloud-hypervisor/log-template.js';
import { InputError } from '../../../src/trace/errors.js';

const MSG = '[Debug I/O port: Kernel code 0x40] 0.049190 seconds';

function refused(template: string): InputError {
  try {
    compileLogTemplate(template);
  } catch (error) {
    if (error instanceof InputError && error.code === 'bad-log-format') return error;
    throw error;
  }
  throw new Error(`${template} was accepted`);
}

const refusal = (template: string): string => refused(template).message;

describe('compileLogTemplate', () => {
  it.each([
    ['{msg}', MSG, null, null],
    [
      'cloud-hypervisor: {boottime}s: <{thread}> {level}:{location} -- {msg}',
      `cloud-hypervisor:   0.052613s: <vcpu0> WARN:devices/src/legacy/debug_port.rs:74 -- ${MSG}`,
      52_613_000,
      0,
    ],
    ['{boottime} {msg}', `1234.567871 ${MSG}`, 1_234_567_871_000, null],
    ['{pid}/{tid} {levelchar} {thread}| {msg}', `12/345 W vcpu7| ${MSG}`, null, 7],
    ['{{"t":"{boottime}","m":"{msg}"}}', `{"t":"  0.052613","m":"${MSG}"}`, 52_613_000, null],
    ['{msg} ({thread} at {boottime})', `${MSG} (vcpu2 at   0.052613)`, 52_613_000, 2],
    ['{boottime}{boottime} {msg}', `  0.052613  0.052614 ${MSG}`, 52_613_000, null],
    ['{thread} {thread} {location}={location} {msg}', `vcpu1 vcpu1 a.rs:1=a.rs:1 ${MSG}`, null, 1],
    ['$^.*+?()[]|\\/-{msg}', `$^.*+?()[]|\\/-${MSG}`, null, null],
    [
      '{year}-{month}-{day} {hour}:{minute}:{second}.{micros}{offset} {msg}',
      `2026-05-14 20:11:09.052613+00:00 ${MSG}`,
      null,
      null,
    ],
    [
      '{localyear}{localmonth}{localday} {localhour}{localminute}{localsecond} {localmicros} {localoffset} {msg}',
      `20260514 201109 052613 +02:00 ${MSG}`,
      null,
      null,
    ],
  ])('reads rows of %j', (template, row, ns, vcpu) => {
    const match = compileLogTemplate(template)(row);
    expect(match?.message.code).toBe(0x40);
    expect(match?.prefix.time?.ns ?? null).toBe(ns);
    expect(match?.prefix.vcpu).toBe(vcpu);
  });

  it.each([
    ['{wallclock} {msg}', '2026-05-14T20:11:09.052613Z', '2026-05-14T20:11:10.052613Z'],
    ['{glog} {msg}', '0514 20:11:09.052613', '0514 20:11:10.052613'],
    ['{localglog} {msg}', '0228 23:59:59.900000', '0229 00:00:00.900000'],
  ])('reads the wall time of %j', (template, first, second) => {
    const compiled = compileLogTemplate(template);
    const [a, b] = [first, second].map((time) => compiled(`${time} ${MSG}`)?.prefix.time);
    expect(a?.clock).toBe('wall');
    expect((b?.ns ?? 0) - (a?.ns ?? 0)).toBe(1e9);
  });

  it("goes by the monitor's own clock before any other, and by a date with a year before one without", () => {
    const clocks = '  0.052613 1970-01-01T00:00:01.500000Z 0514 20:11:09.052613';
    const read = (template: string, text: string) =>
      compileLogTemplate(template)(`${text} ${MSG}`)?.prefix.time;
    expect(read('{boottime} {wallclock} {glog} {msg}', clocks)).toMatchObject({
      clock: 'monitor',
      ns: 52_613_000,
    });
    expect(read('{wallclock} {glog} {msg}', clocks.slice(11))).toMatchObject({
      clock: 'wall',
      ns: 1_500_000_000,
    });
    const [january, december] = ['0102 00:00:00.000000', '1231 23:59:59.500000'].map(
      (text) => read('{glog} {msg}', text)?.ns,
    );
    expect(december! - january!).toBe((364 * 86_400 + 86_399.5) * 1e9);
    expect(compileLogTemplate('{level} {msg}')(`WARN ${MSG}`)?.prefix.time).toBeNull();
  });

  it('takes a thread or a location that is printed twice only where both are the same', () => {
    const compiled = compileLogTemplate('{thread}:{thread} {location} {location} {msg}');
    expect(compiled(`vcpu1:vcpu1 a.rs a.rs ${MSG}`)?.prefix.vcpu).toBe(1);
    expect(compiled(`vcpu1:vcpu2 a.rs a.rs ${MSG}`)).toBeNull();
    expect(compiled(`vcpu1:vcpu1 a.rs b.rs ${MSG}`)).toBeNull();
    expect(
      compileLogTemplate('{pid} {pid} {boottime} {boottime} {msg}')(`1 2   0.000001   0.000002 ${MSG}`)
        ?.prefix.time?.ns,
    ).toBe(1000);
  });

  it('says where prefix and message begin, however much stands before them', () => {
    const junk = 'x'.repeat(3000);
    const match = compileLogTemplate('<{thread}> {msg}')(`${junk}<vcpu4> ${MSG}  \r`);
    expect(match).toMatchObject({
      prefix: { start: 3000, vcpu: 4 },
      message: { start: 3008, code: 0x40, seconds: { whole: 0, value: 49_190, digits: 6 } },
    });
    expect(compileLogTemplate('{msg} {location}')(`${MSG} ${'y'.repeat(257)}`)).toBeNull();
  });

  it('finds a row behind what others wrote', () => {
    expect(compileLogTemplate('<{thread}> {msg}')(`login: <vcpu4> ${MSG}`)?.prefix).toMatchObject({
      start: 7,
      vcpu: 4,
    });
  });

  it.each([
    ['{level} {msg}', MSG],
    ['{level} {msg}', `NOTICE ${MSG}`],
    ['{level} {msg}', `WARN ${MSG} later`],
    ['{level} {msg}', 'WARN Booting VM'],
    ['{msg}!', MSG],
  ])('%j does not match %j', (template, row) => {
    expect(compileLogTemplate(template)(row)).toBeNull();
  });

  it('refuses what Cloud Hypervisor refuses', () => {
    expect(refusal('{msg} {nonsense}')).toContain('unknown token "{nonsense}"');
    expect(refusal('{msg} {constructor}')).toContain('unknown token');
    expect(refusal('{msg} {')).toContain('unmatched "{"');
    expect(refusal('} {msg}')).toContain('unmatched "}"');
    expect(refusal('{Msg}')).toContain('unknown token');
    expect(refusal('{msg')).toContain('unmatched "{"');
  });

  it('names every token where it refuses', () => {
    const steps = refused('{nonsense}').nextSteps;
    expect(steps).toHaveLength(1);
    for (const token of ['{boottime}', '{wallclock}', '{msg}', '{localoffset}'])
      expect(steps[0]).toContain(token);
    expect(steps[0]).toMatch(/: \{\w+\}(?: \{\w+\}){20,}$/);
  });

  it('refuses templates without a message, and enormous ones', () => {
    expect(refusal('{level}')).toContain('no {msg}');
    expect(refusal('')).toContain('no {msg}');
    expect(refusal(`${'x'.repeat(1020)}{msg}`)).toContain('longer than 1024');
    expect(refusal(`${'{pid}'.repeat(32)}{msg}`)).toContain('more than 32 tokens');
    expect(() => compileLogTemplate(`${'x'.repeat(1019)}{msg}`)).not.toThrow();
    expect(() => compileLogTemplate(`${'{pid}'.repeat(31)}xxx{{}}{msg}`)).not.toThrow();
  });

  it('is not slowed down by a row made for it', () => {
    const compiled = compileLogTemplate('{thread}{location}{thread} {location} {msg}');
    const row = `${'a/'.repeat(400_000)} ${MSG}`;
    const start = performance.now();
    compiled(row);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
