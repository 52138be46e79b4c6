import { chmodSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findQemu, qemu } from '../../../src/engines/qemu/engine.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

describe('QEMU', () => {
  test('is found by its name, or is the program that was named', () => {
    const file = folder.write('qemu-system-x86_64', '#!/bin/sh\n');
    const other = folder.write('my-qemu', '#!/bin/sh\n');
    for (const program of [file, other]) chmodSync(program, 0o755);
    const PATH = path.dirname(file);
    expect(findQemu({ PATH })).toBe(file);
    expect(findQemu({ PATH, BOOTTRACE_QEMU: '' })).toBe(file);
    expect(findQemu({ PATH, BOOTTRACE_QEMU: other })).toBe(other);
    expect(findQemu({ PATH, BOOTTRACE_QEMU: '/nowhere/qemu' })).toBeNull();
  });

  test('is an engine by this name', () => {
    expect(qemu.id).toBe('qemu');
  });
});
