import { mkdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type FileUse, findSharedFile, refuseSharedFiles } from '../../../src/cli/files/shared-files.js';
import { InputError } from '../../../src/trace/errors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

const reads = (flag: string, file: string | number): FileUse => ({ flag, file, access: 'reads' });
const writes = (flag: string, file: string | number): FileUse => ({ flag, file, access: 'writes' });
const disk = (file: string, access: FileUse['access'], guest?: 'base' | 'head'): FileUse => ({
  ...{ flag: '--disk', file, access, kind: 'disk' },
  ...(guest === undefined ? {} : { guest }),
});

/** Flags of the two uses that exclude each other; every path is its own identity, and 1 and 2 are `out`. */
function excluded(...uses: readonly FileUse[]) {
  const identified = uses.map((use) => ({
    use,
    identity: typeof use.file === 'number' ? 'out' : use.file,
  }));
  return findSharedFile(identified)?.map(({ flag }) => flag) ?? null;
}

describe('uses of one file', () => {
  test.each<[string, FileUse[], string[] | null]>([
    ['two that read', [reads('LOG', 'a'), reads('--codes', 'a')], null],
    ['different files', [reads('LOG', 'a'), writes('--output', 'b')], null],
    ['one that reads and one that writes', [reads('LOG', 'a'), writes('--output', 'a')], ['LOG', '--output']],
    ['two that write', [writes('--save', 'a'), writes('--log-file', 'a')], ['--save', '--log-file']],
    [
      'the later of many',
      [reads('LOG', 'a'), reads('LOG', 'b'), writes('--output', 'b')],
      ['LOG', '--output'],
    ],
    ['standard output and error together', [writes('out', 1), writes('err', 2)], null],
    ['standard output and a file', [writes('out', 1), writes('--save', 'out')], ['out', '--save']],
    ['standard input and output', [reads('in', 0), writes('out', 1)], ['in', 'out']],
    ['two disks that are only read', [disk('d', 'reads'), disk('d', 'reads')], null],
    ['two disks, one of them written', [disk('d', 'reads'), disk('d', 'writes')], ['--disk', '--disk']],
    ['two disks that are written', [disk('d', 'writes'), disk('d', 'writes')], ['--disk', '--disk']],
    [
      'one disk of two guests that take turns',
      [disk('d', 'writes', 'base'), disk('d', 'writes', 'head')],
      null,
    ],
    [
      'two disks of one guest of two',
      [disk('d', 'writes', 'base'), disk('d', 'writes', 'head'), disk('d', 'reads', 'head')],
      ['--disk', '--disk'],
    ],
  ])('%s', (_, uses, expected) => {
    expect(excluded(...uses)).toEqual(expected);
  });

  test('what a guest inherits from the other is one use, another flag or spelling is not', () => {
    const serial: FileUse = { ...writes('--serial', 's'), guest: 'base' };
    expect(excluded(serial, { ...serial, guest: 'head' })).toBeNull();
    const other: FileUse = { ...serial, flag: '--debug-console', guest: 'head' };
    expect(excluded(serial, other)).toEqual(['--serial', '--debug-console']);
    const spelled = findSharedFile([
      { use: serial, identity: 's' },
      { use: { ...serial, file: './s', guest: 'head' }, identity: 's' },
    ]);
    expect(spelled).not.toBeNull();
  });
});

async function refusal(...uses: readonly FileUse[]) {
  const error: unknown = await refuseSharedFiles(uses).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error === null) return null;
  expect(error).toBeInstanceOf(InputError);
  const { message, nextSteps } = error as InputError;
  return [message.replaceAll(`${folder.file('.')}/`, ''), ...nextSteps];
}

describe('the refusal', () => {
  test('names both flags and both spellings, who reads first', async () => {
    const file = folder.write('a', 'text');
    expect(await refusal(writes('--save', file), reads('--disk', file))).toEqual([
      '--disk reads a and --save writes it too',
      'name another file for --save',
    ]);
    expect(await refusal(writes('--save', `${folder.file('.')}/./a`), reads('--kernel', file))).toEqual([
      '--kernel reads a and --save writes ./a, which is the same file',
      'name another file for --save',
    ]);
  });

  test('says whose flag it is where there are two guests, and what a disk can do', async () => {
    const file = folder.write('a', 'text');
    const [message] = (await refusal(
      { ...reads('--kernel', file), guest: 'base' },
      { ...writes('--serial', file), guest: 'head' },
    ))!;
    expect(message).toBe('--kernel reads a and --serial of --vs writes it too');
    expect((await refusal(reads('--kernel', file), disk(file, 'writes')))![1]).toMatch(/snapshot=on/);
    expect(await refusal(disk(file, 'reads'), disk(file, 'writes'))).toEqual([
      'a guest cannot write a through two disks (--disk)',
      'give each disk its own image',
      'use both with snapshot=on or readonly=on',
    ]);
  });

  test('finds the file in a folder and behind a pattern', async () => {
    mkdirSync(folder.file('runs'));
    const file = folder.write('runs/a.log', 'text');
    for (const logs of ['runs', 'runs/*.log']) {
      const log: FileUse = { ...reads('LOG', folder.file(logs)), kind: 'logs' };
      expect(await refusal(log, writes('--output', file))).toEqual([
        'LOG reads runs/a.log and --output writes it too',
        'name another file for --output, outside the folder that is read',
      ]);
    }
  });

  test('looks at no log when nothing is written that could be one', async () => {
    const log: FileUse = { ...reads('LOG', folder.file('none/*.log')), kind: 'logs' };
    expect(await refusal(log, writes('--output', '/dev/null'))).toBeNull();
    await expect(refuseSharedFiles([log, writes('--output', folder.file('o'))])).rejects.toThrow(
      'no file matches',
    );
  });

  test('two outputs into /dev/null are fine', async () => {
    expect(await refusal(writes('--save', '/dev/null'), writes('--log-file', '/dev/null'))).toBeNull();
  });
});
