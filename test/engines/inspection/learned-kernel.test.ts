import { describe, expect, test } from 'vitest';
import { KernelLesson } from '../../../src/engines/inspection/learned-kernel.js';
import { SymbolTable } from '../../../src/inspect/symbols/symbol-table.js';
import { FUNCTIONS, kernelMemory, kernelSample } from './kernel-memory.js';

function start(given: SymbolTable | null = null, names: readonly string[] = FUNCTIONS) {
  let done = 0;
  const lesson = new KernelLesson({
    names,
    given,
    onDone: () => {
      done += 1;
    },
  });
  return { lesson, done: () => done };
}

describe('a lesson', () => {
  test('is over when symbols are found and the functions are ready', () => {
    const { memory, offsetOf } = kernelMemory();
    const { lesson, done } = start();
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(1);
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(1);
    const { marked, refused, nameAt } = lesson.result;
    expect(refused).toEqual([]);
    expect(marked.map(({ name, offset }) => [name, offset])).toEqual(
      FUNCTIONS.map((name) => [name, offsetOf(name)]),
    );
    expect([nameAt(offsetOf('acpi_init')), nameAt(-5)]).toEqual(['acpi_init', null]);
  });

  test('goes on while the kernel has not prepared its functions', () => {
    const { memory, makeReady } = kernelMemory({ isReady: false });
    const { lesson, done } = start();
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(0);
    makeReady();
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(1);
  });

  test('learns nothing from firmware and user programs, and says so', () => {
    const { memory } = kernelMemory();
    const { lesson, done } = start();
    lesson.onSample(kernelSample({ rip: 0xfff0n }), 0, memory);
    lesson.onSample(kernelSample({ cs: 0x33 }), 0, memory);
    lesson.onEnd();
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(0);
    const reason = 'the guest ended before a Linux kernel ran in it';
    expect(lesson.result.refused).toEqual(FUNCTIONS.map((name) => ({ name, reason })));
    expect([lesson.result.marked, lesson.result.nameAt(0)]).toEqual([[], null]);
  });

  test('gives up on a kernel without symbols, with the reason', () => {
    const { memory } = kernelMemory({ hasSymbols: false });
    const { lesson, done } = start();
    for (let i = 0; i < 100; i++) lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(1);
    expect(lesson.result.refused[0]!.reason).toContain('no kernel symbols are in memory');
  });

  test('takes the symbols that a person gave when the kernel has none, wherever it has put itself', () => {
    const { memory, offsetOf } = kernelMemory({ hasSymbols: false });
    const linked = 0xffff_ffff_8100_0000n;
    const names = ['_text', '_stext', ...FUNCTIONS, '_etext'];
    const given = new SymbolTable(
      names.map((name) => ({
        name,
        type: 'T',
        size: null,
        address: linked + BigInt(name === '_text' ? 0 : offsetOf(name)),
      })),
    );
    const { lesson, done } = start(given);
    lesson.onSample(kernelSample(), 0, memory);
    expect(done()).toBe(1);
    expect(lesson.result.marked.map(({ offset }) => offset)).toEqual(FUNCTIONS.map(offsetOf));
  });
});

test('a function that the kernel has not is refused, and the others are not', () => {
  const { memory } = kernelMemory();
  const { lesson } = start(null, ['acpi_init', 'inlined']);
  lesson.onSample(kernelSample(), 0, memory);
  const { marked, refused } = lesson.result;
  expect([marked, refused].map((list) => list.map(({ name }) => name))).toEqual([['acpi_init'], ['inlined']]);
});
