/** Consoles without times, read live: a pipe and a file that grows. Bounds of time are lower ones: a busy machine is late, never early. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Follower } from '../helpers/follower.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const PAUSE_MS = 300;

interface Document {
  readonly boots: readonly {
    readonly format: string;
    readonly clock: string;
    readonly events: readonly { readonly kind: string; readonly timeNs: number; readonly text?: string }[];
  }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

const documentOf = ({ stdout }: Follower) => JSON.parse(stdout) as Document;

test('a console in a pipe: codes come at once, and their times are those of arrival', async () => {
  const follower = new Follower(['-']);
  follower.write('SeaBIOS (version 1.16.3)\r\n');
  await follower.sees('0x00');
  await sleep(PAUSE_MS);
  follower.write('Booting from ROM...\r\n\u001bc\u001b[?7l\u001b[2JLinux version 6.1.0 (gcc)\r');
  follower.write('\n');
  await follower.sees('0x40');
  expect(await follower.end()).toBe(0);
  const [, ms = '0'] = /(\d+\.\d{3}) ms +\+[\d.]+ ms {2}0x40/.exec(follower.stdout) ?? [];
  expect(Number(ms)).toBeGreaterThanOrEqual(PAUSE_MS - 1);
  expect(follower.stdout).toContain("on this host's monotonic clock");
});

test('a log that is waited for is stamped from its first line', async () => {
  const log = folder.file('console.log');
  const follower = new Follower(['--json', log]);
  await follower.says('waiting for this log');
  writeFileSync(log, 'U-Boot SPL 2023.01\n');
  await follower.hasRead(log);
  await sleep(PAUSE_MS);
  appendFileSync(log, 'U-Boot 2023.01\nand what has no');
  await follower.hasRead(log);
  appendFileSync(log, ' end');
  await follower.hasRead(log);
  expect(await follower.stop('SIGINT')).toBe(130);
  const { boots, diagnostics } = documentOf(follower);
  expect(boots.map(({ format, clock }) => [format, clock])).toEqual([['serial', 'host-monotonic']]);
  const texts = boots[0]?.events.filter(({ kind }) => kind === 'text') ?? [];
  expect(texts.map(({ text }) => text)).toEqual([
    'U-Boot SPL 2023.01',
    'U-Boot 2023.01',
    'and what has no end',
  ]);
  expect(texts[0]?.timeNs).toBe(0);
  expect(texts[1]?.timeNs).toBeGreaterThanOrEqual((PAUSE_MS - 1) * 1e6);
  expect(Number.isInteger(texts[1]?.timeNs)).toBe(true);
  expect(diagnostics.find(({ code }) => code === 'arrival-time')?.message).toContain('every 5 ms');
});

test('what stood in a log before has no times, and is said to be left out', async () => {
  const log = folder.write('old.log', 'U-Boot 2022.01\nold\n');
  const follower = new Follower(['--json', log]);
  await follower.hasRead(log);
  // The first look at what is there ends before the next one begins.
  await sleep(PAUSE_MS);
  appendFileSync(log, 'U-Boot SPL 2023.01\n');
  await follower.hasRead(log);
  expect(await follower.stop('SIGINT')).toBe(130);
  const { boots, diagnostics } = documentOf(follower);
  expect(boots[0]?.events.flatMap(({ text = [] }) => text)).toEqual(['U-Boot SPL 2023.01']);
  expect(diagnostics.find(({ code }) => code === 'before-following')?.message).toMatch(/: 2\.$/);
});

test('a kernel that prints times keeps its own', async () => {
  const follower = new Follower(['--json', '-']);
  follower.write('[    0.000000] Linux version 6.1.0\n');
  follower.write('[    1.250000] Run /init as init process\n');
  expect(await follower.end()).toBe(0);
  const { boots } = documentOf(follower);
  expect(boots.map(({ format, clock }) => [format, clock])).toEqual([['dmesg', 'guest-monotonic']]);
});
