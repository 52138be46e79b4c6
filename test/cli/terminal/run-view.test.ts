import { PassThrough } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openRunView } from '../../../src/cli/terminal/run-view.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { ReadItem } from '../../../src/trace/boot.js';

const CODE: ReadItem = {
  kind: 'event',
  boot: 0,
  event: { kind: 'code', timeNs: 49_190_000, line: null, vcpu: 0, code: 0x41, port: 0x80 },
};
const SHOWN = { isShown: true, ascii: true };

function terminal(isTTY: boolean) {
  const stream = new PassThrough() as PassThrough & { isTTY?: boolean };
  stream.isTTY = isTTY;
  return stream as unknown as NodeJS.WriteStream & PassThrough;
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await setTimeout(5);
}

test('a terminal sees the timeline grow, text above it, and is left clean', async () => {
  const stream = terminal(true);
  const view = openRunView(BUILT_IN_TABLE, stream, SHOWN);
  view.add(CODE);
  view.through(stream).write('early\n');
  await until(() => stream.readableLength > 10);
  const drawn = String(stream.read());
  expect(drawn).toMatch(/^early\n/);
  expect(drawn).toMatch(/before the first code +\.+ +49\.190/);
  expect(drawn).toMatch(/running for \d+\.\d s, 1 code; Ctrl-C ends it$/);
  view.through(stream).write('late\n');
  view.close();
  const rest = String(stream.read());
  expect(rest).toMatch(/^\r\u001b\[\d+A\u001b\[Jlate\n/);
  expect(rest.endsWith('\u001b[J')).toBe(true);
});

test('a boot that is over at once is not watched', () => {
  const stream = terminal(true);
  const view = openRunView(BUILT_IN_TABLE, stream, SHOWN);
  view.add(CODE);
  view.close();
  expect(stream.read()).toBeNull();
});

test('anything else than a terminal sees nothing, and text goes where it went', () => {
  for (const [isTTY, isShown] of [
    [false, true],
    [true, false],
  ] as const) {
    const stream = terminal(isTTY);
    const view = openRunView(BUILT_IN_TABLE, stream, { isShown, ascii: true });
    view.add(CODE);
    expect(view.through(stream)).toBe(stream);
    view.close();
    expect(stream.read()).toBeNull();
  }
});

test('text that goes into a pipe does not go through the terminal', () => {
  const pipe = terminal(false);
  const view = openRunView(BUILT_IN_TABLE, terminal(true), SHOWN);
  expect(view.through(pipe)).toBe(pipe);
  view.close();
});
