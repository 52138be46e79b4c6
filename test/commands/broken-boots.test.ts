/** Real guests that break, through every gate of the built program: none of them passes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli } from '../helpers/run-cli.js';
import { asm, romImage } from '../kvm/guest-image.js';

/** Of the whole file: what is good is booted once. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-broken-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, code: readonly number[]): string {
  const file = path.join(folder, `${name}.bin`);
  writeFileSync(file, romImage(code));
  return file;
}

/** lidt of an empty table; int3: the processor has no way to report anything. */
const TRIPLE_FAULT = [0x2e, 0x0f, 0x01, 0x1e, 0x00, 0xfe, 0xcc];
const PANIC = asm.print(0x3f8, 'Kernel panic - not syncing: x\n');
const GOOD = asm.post(0x00, 0x01, 0x20, 0x21, 0x40, 0x41);

/** Code of the guest; `hangs`: it takes its whole timeout. */
const GUESTS = {
  good: [...GOOD, ...asm.reset],
  'hangs at 0x00': [...asm.post(0x00), ...asm.loop],
  'hangs at 0x20': [...asm.post(0x00, 0x01, 0x20), ...asm.loop],
  'hangs at 0x40': [...asm.post(0x00, 0x01, 0x20, 0x21, 0x40), ...asm.loop],
  'resets early': [...asm.post(0x00, 0x01), ...asm.reset],
  'halts inside a stage': [...asm.post(0x00, 0x01, 0x20), ...asm.halt],
  'triple fault': [...asm.post(0x00, 0x01, 0x20, 0x21, 0x40), ...TRIPLE_FAULT],
  panic: [...asm.post(0x00, 0x01, 0x20, 0x21, 0x40), ...PANIC, ...asm.halt],
} as const;
type Guest = keyof typeof GUESTS;
const BROKEN = (Object.keys(GUESTS) as Guest[]).filter((guest) => guest !== 'good');

const image = (guest: Guest) => write(guest, GUESTS[guest]);
const file = (name: string, guest: Guest, kind: 'ndjson' | 'log') =>
  path.join(folder, `${name} ${guest}.${kind}`);

interface Document {
  readonly verdict?: string;
  readonly rows?: readonly { readonly name: string; readonly verdict: string }[];
  readonly boots?: readonly { readonly outcome: { readonly state: string; readonly reason: string } }[];
  readonly results?: readonly { readonly passed: boolean; readonly message: string }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

async function json(...args: readonly string[]) {
  const { stdout, stderr, exitCode } = await runCli([...args, '--json']);
  return { document: (stdout === '' ? {} : JSON.parse(stdout)) as Document, stderr, exitCode };
}

/** The first boot of an idle program takes longer than a hang should be waited for: the timeout is of the guest alone. */
const HANG = ['--timeout', '400ms', '--memory', '16M', '--serial', 'null'];
const run = (guest: Guest, ...more: readonly string[]) =>
  json('run', '--firmware', image(guest), ...HANG, ...more);

const verdicts = ({ verdict, rows = [] }: Pick<Document, 'verdict' | 'rows'>) => [
  verdict,
  ...rows.map((row) => row.verdict),
];

describeWith([requirement.kvm()], 'a guest that breaks', () => {
  beforeAll(async () => {
    const saved = ['--save', file('single', 'good', 'ndjson'), '--log-file', file('single', 'good', 'log')];
    const single = await run('good', ...saved);
    const until = ['--runs', '4', '--until', '0x41', '--save', file('set', 'good', 'ndjson')];
    const set = await run('good', ...until);
    expect([single.exitCode, set.exitCode, single.stderr + set.stderr]).toEqual([0, 0, '']);
  });

  test.each(BROKEN)('%s: as a single boot', async (guest) => {
    const [trace, log] = [file('single', guest, 'ndjson'), file('single', guest, 'log')];
    const { document, exitCode } = await run(guest, '--save', trace, '--log-file', log);
    // A reset and a halt are how guests end; what was cut short by them is unfinished, and not run's to judge.
    const isEnd = guest === 'resets early' || guest === 'halts inside a stage';
    expect(exitCode).toBe(isEnd ? 0 : 4);
    expect(document.boots![0]!.outcome.state).toBe(
      isEnd ? (guest === 'resets early' ? 'finished' : 'unfinished') : 'failed',
    );
    for (const [kind, saved] of [
      ['ndjson', trace],
      ['log', log],
    ] as const) {
      const base = file('single', 'good', kind);
      const gates = [
        ['check', saved, '--require', '0x41', '--max', 'kernel=10s'],
        ['check', saved, '--baseline', base],
        ['diff', base, saved],
      ];
      for (const gate of gates) {
        const { document: said, exitCode: code, stderr } = await json(...gate);
        expect([kind, gate[0], code, stderr]).toEqual([kind, gate[0], 1, '']);
        expect(verdicts(said)).not.toContain('improvement');
      }
    }
  });

  test.each(['hangs at 0x20', 'resets early', 'triple fault', 'panic'] as const)(
    '%s: as a set that was to reach a code',
    async (guest) => {
      const trace = file('set', guest, 'ndjson');
      const { document, stderr, exitCode } = await run(
        guest,
        '--runs',
        '3',
        '--until',
        '0x41',
        '--save',
        trace,
      );
      expect(exitCode).toBe(4);
      expect(document.boots!.map(({ outcome }) => outcome.state)).toEqual(['failed', 'failed', 'failed']);
      expect(stderr).toMatch(/3 of 3 boots failed; boot 1: .*0x41 did not arrive/);
      const named = document.diagnostics.find(({ code }) => code === 'failed-boots')!.message;
      for (const boot of ['boot 1', 'boot 2', 'boot 3']) expect(named).toContain(boot);
      const base = file('set', 'good', 'ndjson');
      const check = await json('check', trace, '--max', 'failed=0', '--max', 'codes=100', '--baseline', base);
      expect(check.exitCode).toBe(1);
      expect(check.document.results!.slice(0, 3).map(({ passed }) => passed)).toEqual([false, false, false]);
      const diff = await json('diff', base, trace);
      expect(diff.exitCode).toBe(1);
      expect(verdicts(diff.document)).not.toContain('improvement');
    },
  );

  test('boots that were to reach different codes are compared only when that is allowed', async () => {
    const [with41, without] = [file('set', 'good', 'ndjson'), file('single', 'good', 'ndjson')];
    for (const gate of [
      ['diff', with41, without],
      ['check', without, '--baseline', with41],
    ]) {
      const { stderr, exitCode } = await json(...gate);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/--until: 0x41 in (base|set good), none in (head|single good)/);
      expect((await json(...gate, '--allow-mismatch')).exitCode).toBe(0);
    }
  });
});

describeWith([requirement.kvm()], 'run --vs', () => {
  const vs = (base: Guest, head: Guest) => run(base, '--vs', `--firmware '${image(head)}'`, '--runs', '5');

  test.each(['hangs at 0x40', 'resets early'] as const)('good against %s: a regression', async (head) => {
    const { document, exitCode } = await vs('good', head);
    expect(exitCode).toBe(1);
    expect(document.rows![0]).toMatchObject({ name: 'failed', verdict: 'regression' });
    expect(verdicts(document)).not.toContain('improvement');
  });

  test('a base that hangs against a good head: the guest failed, and nothing is as before', async () => {
    const { document, stderr, exitCode } = await vs('hangs at 0x40', 'good');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('6 of 12 boots failed; warm-up 1: ');
    expect(document.verdict).toBe('inconclusive');
  });
});

describeWith([requirement.kvm()], 'a guest that gives up in its own words', () => {
  test.each([
    ['panic', 'Kernel panic - not syncing: x', asm.reset, 'the guest crashed: kernel panic: x; then reset'],
    ['emergency', 'You are in emergency mode.', asm.halt, 'the guest gave up (emergency): You are in'],
    ['oops', 'Oops: 0002 [#1] SMP', asm.reset, 'the guest gave up (oops): Oops: 0002 [#1] SMP'],
  ] as const)('%s: has failed, though it ends by itself', async (name, words, end, said) => {
    const rom = write(name, [...GOOD, ...asm.print(0x3f8, `${words}\n`), ...end]);
    const args = ['run', '--firmware', rom, ...HANG, '--on-panic', 'continue'];
    const { document, stderr, exitCode } = await json(...args);
    expect(document.boots![0]!.outcome).toMatchObject({ state: 'failed' });
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining(said)]);
  });
});
