import { describe, expect, it } from 'vitest';
import {
  findPrefixHead,
  floatTime,
  parsePrefix,
  parseUnknownPrefix,
  parseWallTime,
  vcpuOfThread,
} from '../../../src/formats/cloud-hypervisor/prefix.js';

const LOCATION = 'devices/src/legacy/debug_port.rs:76';

describe('parsePrefix', () => {
  it.each([
    ['P1', `cloud-hypervisor: 19.762449ms: DEBUG:vmm/src/vm.rs:510 -- `, 19_762_449, null],
    ['P2 ns', `cloud-hypervisor: 987ns: <vcpu0> WARN:${LOCATION} -- `, 987, 0],
    ['P2 µs', `cloud-hypervisor: 1.234µs: <vcpu12> WARN:${LOCATION} -- `, 1234, 12],
    ['P2 ms', `cloud-hypervisor: 613.57361ms: <vcpu0> INFO:${LOCATION} -- `, 613_573_610, 0],
    ['P2 s', `cloud-hypervisor: 36.4652591s: <vmm> INFO:${LOCATION} -- `, 36_465_259_100, null],
    ['P2 whole', `cloud-hypervisor: 2s: <vcpu3> WARN:${LOCATION} -- `, 2_000_000_000, 3],
    ['P3', `cloud-hypervisor: 613.602000µs: <vmm> INFO:${LOCATION} -- `, 613_602, null],
    ['P5', `cloud-hypervisor:   0.731399s: <vcpu0> WARN:${LOCATION} -- `, 731_399_000, 0],
    ['P5 wide', `cloud-hypervisor: 1234.567871s: <vcpu1> WARN:${LOCATION} -- `, 1_234_567_871_000, 1],
    ['us', `cloud-hypervisor: 5us: WARN:x -- `, 5000, null],
    ['greek mu', `cloud-hypervisor: 5μs: WARN:x -- `, 5000, null],
    ['mojibake', `cloud-hypervisor: 5Âµs: WARN:x -- `, 5000, null],
    ['lost micro sign', `cloud-hypervisor: 5\ufffds: WARN:x -- `, 5000, null],
    ['target', `cloud-hypervisor: 5ms: <vcpu1> WARN:vmm::vm -- `, 5_000_000, 1],
    ['odd thread', `cloud-hypervisor: 5ms: <a b: c> WARN:x -- `, 5_000_000, null],
  ])('reads %s', (_, text, ns, vcpu) => {
    const prefix = parsePrefix(text);
    expect(prefix?.time?.ns).toBe(ns);
    expect(prefix?.time?.clock).toBe('monitor');
    expect(prefix?.vcpu).toBe(vcpu);
  });

  it('reads the wall time of the fork', () => {
    const prefix = parsePrefix(`cloud-hypervisor: 2026-04-17T09:34:35.883798863+02:00: <vcpu0> WARN:x:1 -- `);
    expect(prefix?.time?.clock).toBe('wall');
    expect((prefix?.time?.ns ?? 0) / 1e6).toBeCloseTo(Date.parse('2026-04-17T07:34:35.883Z'), -1);
  });

  it('starts behind what others wrote on the row', () => {
    const row = `login: \x1bc cloud-hypervisor: 1s: <vmm> INFO:a -- cut cloud-hypervisor: 2s: <vcpu0> WARN:b -- `;
    expect(parsePrefix(row)?.start).toBe(row.lastIndexOf('cloud-hypervisor'));
    expect(parsePrefix(row)?.time?.ns).toBe(2_000_000_000);
  });

  it('knows which seconds passed through a float', () => {
    expect(parsePrefix('cloud-hypervisor:   1.000000s: WARN:x -- ')?.time?.isFloat32).toBe(true);
    expect(parsePrefix('cloud-hypervisor: 1.5s: WARN:x -- ')?.time?.isFloat32).toBe(false);
    expect(parsePrefix('cloud-hypervisor: 613.602000ms: WARN:x -- ')?.time?.isFloat32).toBe(false);
    expect(parsePrefix('cloud-hypervisor: 1.0000000s: WARN:x -- ')?.time?.isFloat32).toBe(false);
    expect(floatTime(1, 500_000)).toEqual({ clock: 'monitor', ns: 1_500_000_000, isFloat32: true });
  });

  it.each([
    'cloud-hypervisor: 1s: <vmm> INFO:a -- Booting -- ',
    'cloud-hypervisor: 1s: <vmm> INFO:a b -- ',
    'cloud-hypervisor: 1s: <vmm> NOTICE:a -- ',
    'cloud-hypervisor: 1m: <vmm> INFO:a -- ',
    'cloud-hypervisor: 1s: <vmm> INFO:a --',
    'cloud-hypervisor: s: <vmm> INFO:a -- ',
    'hypervisor: 1s: <vmm> INFO:a -- ',
    '',
  ])('refuses %j', (row) => {
    expect(parsePrefix(row)).toBeNull();
  });

  it('has no time for a duration beyond exact nanoseconds, or a date that is none', () => {
    expect(parsePrefix('cloud-hypervisor: 99999999999s: WARN:x -- ')).toMatchObject({ time: null });
    expect(parsePrefix('cloud-hypervisor: 2026-13-41T09:34:35Z: WARN:x -- ')).toMatchObject({ time: null });
    expect(floatTime(99_999_999_999, 0)).toBeNull();
  });
});

it('finds the first prefix of a row and where its message starts', () => {
  const row = 'guest: cloud-hypervisor: 1s: <vmm> INFO:a -- text -- more';
  expect(findPrefixHead(row)).toEqual({ start: 7, messageStart: row.indexOf('text') });
  expect(findPrefixHead('cloud-hypervisor: ~ # ls')).toBeNull();
});

it('reads wall times to the nanosecond', () => {
  const whole = parseWallTime('2026-05-14T20:11:09.000000Z')?.ns ?? 0;
  expect((parseWallTime('2026-05-14T20:11:09.052613Z')?.ns ?? 0) - whole).toBeCloseTo(52_613_000, -3);
  expect((parseWallTime('2026-05-14T20:11:10Z')?.ns ?? 0) - whole).toBe(1e9);
  expect(parseWallTime('1970-01-01T00:00:01.5Z')).toEqual({
    clock: 'wall',
    ns: 1_500_000_000,
    isFloat32: false,
  });
  expect(parseWallTime('1970-01-01T01:00:00.000000007+01:00')?.ns).toBe(7);
  expect(parseWallTime('1970-01-01T00:00:01.5')?.ns).toBe(Date.parse('1970-01-01T00:00:01') * 1e6 + 5e8);
  for (const text of ['yesterday', '', '1970-01-01T00:00', '1970-01-01T00:00:01.Z', 'x1970-01-01T00:00:01Z'])
    expect(parseWallTime(text)).toBeNull();
});

it.each([
  ['vcpu0', 0],
  ['vcpu123', 123],
  ['vcpu', null],
  ['xvcpu1', null],
  ['vcpu99999', null],
  ['vmm', null],
  [undefined, null],
])('the thread %s runs virtual CPU %s', (thread, vcpu) => {
  expect(vcpuOfThread(thread)).toBe(vcpu);
});

it('takes the prefix that ends where the row does, whatever was read before', () => {
  const row = 'cloud-hypervisor: 2s: <vcpu1> WARN:a -- ';
  for (let again = 0; again < 2; again += 1)
    expect(parsePrefix(`x ${row}`)).toMatchObject({ start: 2, vcpu: 1 });
  expect(parsePrefix(`${row} `)).toBeNull();
  expect(parsePrefix('cloud-hypervisor: 2s: <vcpu12345> WARN:a -- ')).toMatchObject({ vcpu: null });
});

describe('parseUnknownPrefix', () => {
  it.each([
    ['2026-05-14T20:11:09.052613Z [4242:4260] <vcpu0> WARN:devices/src/legacy/debug_port.rs:78 -- ', 0],
    ['W0514 20:11:09.052613 4242 devices/src/legacy/debug_port.rs:78] ', null],
    ['0514 20:11:09.052613 | vcpu3 | W | ', 3],
    ['myvm: 12.5 WARN ', null],
    ['12:', null],
    ['', null],
    ['ch[7]: [1.5]  ERROR ', null],
    ['(vcpu12) ', 12],
    ['xvcpu1:', null],
    [`${'1 '.repeat(256)}`, null],
    ['May 14 20:11:09 ', null],
    ['time=12 level=warn thread=vcpu1 msg=', 1],
  ])('accepts %j', (text, vcpu) => {
    expect(parseUnknownPrefix(text)).toMatchObject({ start: 0, vcpu });
  });

  it.each([
    '[    0.000000] Kernel command line: console=hvc0 -- ',
    'cmdline="console=hvc0 ',
    'echo ',
    'x -- ',
    `${'1 '.repeat(256)}1`,
    '12 ch: ',
    'ch: ch: ',
    '1 x 2 ',
  ])('refuses a sentence that quotes: %j', (text) => {
    expect(parseUnknownPrefix(text)).toBeNull();
  });
});

it('knows the local time of a template that was not given', () => {
  const [first, second] = ['0514 20:11:09.052613 ', 'W0514 20:11:10.552613 '].map(
    (text) => parseUnknownPrefix(text)?.time,
  );
  expect(first).toMatchObject({ clock: 'wall', isFloat32: false });
  expect(second!.ns - first!.ns).toBe(1_500_000_000);
  expect(parseUnknownPrefix('0514 | 20:11:09.052613 ')?.time).toBeNull();
});
