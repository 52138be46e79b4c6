import { expect, it } from 'vitest';
import { hasBlame, parseUnitLine } from '../../../src/formats/systemd/unit-lines.js';

it.each([
  ['  5103ms live-config.service', 'live-config.service', null, 5103],
  ['4min 26.146s apt-daily.service', 'apt-daily.service', null, 266_146],
  ['12ms dev-disk-by\\x2dlabel-EFI.device', 'dev-disk-by\\x2dlabel-EFI.device', null, 12],
  ['  └─pmcd.service @33.715s +2.247s', 'pmcd.service', 33_715, 2247],
  ['    `-pmcd.service @1min 3s +2s', 'pmcd.service', 63_000, 2000],
  ['<text class="left" x="1.0" y="2.0">a@b.service (1.5s)</text>', 'a@b.service', null, 1500],
])('reads %j', (text, name, afterMs, ms) => {
  const afterNs = afterMs === null ? null : afterMs * 1e6;
  expect(parseUnitLine(text)).toEqual([{ name, afterNs, durationNs: ms * 1e6 }]);
});

it.each([
  'multi-user.target @47.820s',
  'Started foo.service in 12ms.',
  '12ms foo',
  'systemd[1]: 12ms foo.service',
  '<text x="20" y="30">Startup finished in 1s (kernel)</text>',
  `12ms ${'a'.repeat(2000)}.service`,
])('finds no time of a unit in %j', (text) => {
  expect(parseUnitLine(text)).toEqual([]);
});

it('reads a picture that is one line, and knows a list by its lines', () => {
  const one =
    '<text class="left" x="1" y="2">a.service (1s)</text><text class="right" x="1" y="2">b.socket (2s)</text>';
  expect(parseUnitLine(one).map(({ name }) => name)).toEqual(['a.service', 'b.socket']);
  expect(hasBlame('$ systemd-analyze blame\n 12ms a.service\n')).toBe(true);
  expect(hasBlame('a.service took 12ms')).toBe(false);
});
