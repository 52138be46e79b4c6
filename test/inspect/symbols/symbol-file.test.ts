import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { moveSymbols, parseSymbolFile } from '../../../src/inspect/symbols/symbol-file.js';
import { InputError } from '../../../src/trace/errors.js';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { buildElf } from '../build-elf.js';

it('takes ELF and text', () => {
  const elf = parseSymbolFile(buildElf([{ name: 'start', value: 0x1000 }]), 'a');
  const text = parseSymbolFile(Buffer.from('1000 T start\n'), 'a');
  expect([elf, text].map((table) => table.find(0x1001n))).toEqual([
    { name: 'start', offset: 1 },
    { name: 'start', offset: 1 },
  ]);
});

it('refuses what is neither, such as an image', () => {
  expect(() => parseSymbolFile(Uint8Array.from([0x4d, 0x5a, 0, 1, 2]), 'bzImage')).toThrow(InputError);
});

it('moves symbols to where a guest has put itself', () => {
  const table = parseSymbolFile(Buffer.from('ffffffff81000000 T _text\n'), 'a');
  expect(moveSymbols(table, 0x17e0_0000n).addressOf('_text')).toBe(0xffff_ffff_98e0_0000n);
  expect(moveSymbols(table, -0x100_0000n).addressOf('_text')).toBe(0xffff_ffff_8000_0000n);
  expect(moveSymbols(table, 0n)).toBe(table);
});

describeWith([requirement.debianPackage('binutils', 'nm')], 'against nm', () => {
  it('reads the symbols of a real program', () => {
    const file = process.execPath;
    const table = parseSymbolFile(readFileSync(file), file);
    const listed = execFileSync('nm', [file], { encoding: 'latin1', maxBuffer: 2 ** 29 }).split('\n');
    const functions = listed.filter((line) => / [Tt] /.test(line)).slice(0, 5000);
    expect(functions.length).toBeGreaterThan(1000);
    for (const line of functions) {
      const [address, , name] = line.split(' ') as [string, string, string];
      expect(table.find(BigInt(`0x${address}`))).not.toBeNull();
      expect(table.addressOf(name)).not.toBeNull();
    }
  });
});
