import { expect, test } from 'vitest';
import { SymbolSaver } from '../../../src/engines/inspection/symbol-saver.js';
import { parseSymbolText } from '../../../src/inspect/symbols/symbol-text.js';
import { EnvironmentError } from '../../../src/trace/errors.js';
import { kernelMemory, kernelSample } from './kernel-memory.js';

test('writes the symbols that are in memory at the end, as other tools read them', () => {
  const { memory, symbols } = kernelMemory();
  const saver = new SymbolSaver();
  saver.onSample(kernelSample(), 0, memory);
  expect(saver.text).toBeNull();
  saver.onEnd(memory);
  const read = parseSymbolText([...saver.text!].join(''), 'saved');
  const facts = (list: readonly { address: bigint; name: string }[]) =>
    list.map(({ address, name }) => `${address} ${name}`).sort();
  expect(facts(read)).toEqual(facts(symbols));
});

test('a guest without symbols is said to have none', () => {
  const { memory } = kernelMemory({ hasSymbols: false });
  const saver = new SymbolSaver();
  for (let i = 0; i < 100; i++) saver.onSample(kernelSample({ cr3: BigInt(i * 4096) }), 0, memory);
  expect(() => saver.onEnd(memory)).toThrow(EnvironmentError);
});
