import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openRunView } from '../../src/cli/run-view.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import type { ReadItem } from '../../src/trace/boot.js';

const CODE: ReadItem = {
  kind: 'event',
  boot: 0,
  event: { kind: 'code', timeNs: 49_190_000, line: null, vcpu: 0, code: 0x41, port: 0x80 },
};

function terminal(isTTY: boolean) {
  const stream = new PassThrough() as PassThrough & { isTTY?: boolean };
  stream.isTTY = isTTY;
  return stream as unknown as NodeJS.WriteStream & PassThrough;
}

test('a terminal sees each code as it comes, and is left clean', () => {
  const stream = terminal(true);
  const view = openRunView(BUILT_IN_TABLE, stream, { isShown: true, hasStatus: true });
  view.add(CODE);
  view.close();
  const text = String(stream.read());
  expect(text).toContain('49.190 ms      +49.190 ms  0x41 kernel\n');
  expect(text.endsWith('\r\x1b[K')).toBe(true);
});

test('anything else sees nothing', () => {
  const stream = terminal(false);
  const view = openRunView(BUILT_IN_TABLE, stream, { isShown: true, hasStatus: true });
  view.add(CODE);
  view.close();
  expect(stream.read()).toBeNull();
});

test('a terminal that shows text of the guest is not cleared, and one that belongs to the guest is left alone', () => {
  const shared = terminal(true);
  const view = openRunView(BUILT_IN_TABLE, shared, { isShown: true, hasStatus: false });
  view.add(CODE);
  view.close();
  expect(String(shared.read())).toBe('      49.190 ms      +49.190 ms  0x41 kernel\n');
  const foreign = terminal(true);
  openRunView(BUILT_IN_TABLE, foreign, { isShown: false, hasStatus: true }).add(CODE);
  expect(foreign.read()).toBeNull();
});
