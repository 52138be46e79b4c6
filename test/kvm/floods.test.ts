/** Guests that write for ever, run by the program as a person runs it, into everything that it can write to. */
import { readFileSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { measure } from '../helpers/measured-run.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from './guest-image.js';

/** mov dx, port; out dx, al */
const out = (port: number) => [0xba, port & 0xff, port >> 8, 0xee];
/** mov al, 'A'; writes to each of the ports, and again */
function flood(...ports: readonly number[]): Uint8Array {
  const body = ports.flatMap(out);
  return romImage([0xb0, 0x41, ...body, 0xeb, (-body.length - 2) & 0xff]);
}

interface RunDocument {
  readonly boots: readonly {
    readonly stop: { readonly reason: string };
    readonly events: readonly unknown[];
  }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

/** Enough for the program and for what a flood of two seconds leaves on a fast host. */
const MOST_MIB = 700;

describeWith([requirement.kvm()], 'a guest that writes for ever', () => {
  const folder = temporaryFolder();

  test.each([
    ['codes', [0x80], 'run.log'],
    ['to the debug console', [0xe9], 'console.txt'],
    ['to the firmware debug port', [0x402], 'save.ndjson'],
    ['to the serial port', [0x3f8], 'serial.txt'],
    ['to all of them', [0x80, 0xe9, 0x402, 0x3f8], 'serial.txt'],
  ] as const)('%s ends at its timeout, with a whole report and whole files', async (_, ports, written) => {
    const save = folder.file('save.ndjson');
    const report = folder.file('report.json');
    const { exitCode, stderr, peakMiB } = await measure(
      [
        ...['run', '--firmware', folder.write('flood.bin', flood(...ports)), '--timeout', '2s'],
        ...[
          '--debug-console',
          `file=${folder.file('console.txt')}`,
          '--serial',
          `file=${folder.file('serial.txt')}`,
        ],
        ...['--save', save, '--log-file', folder.file('run.log'), '--json', '--output', report],
      ],
      [],
    );
    expect(stderr).toContain('Error: the guest did not end within 2 s');
    expect(exitCode).toBe(4);
    expect(peakMiB).toBeLessThan(MOST_MIB);
    const { boots } = JSON.parse(readFileSync(report, 'utf8')) as RunDocument;
    expect(boots).toMatchObject([{ stop: { reason: 'timeout' } }]);
    expect(statSync(folder.file(written)).size).toBeGreaterThan(1000);
    // What was saved is what was reported.
    const { stdout, exitCode: parsed } = await measure(['parse', '--format', 'ndjson', save], []);
    expect(parsed).toBe(0);
    const events = stdout.split('\n').filter((line) => line.includes('"record":"event"'));
    const last = JSON.parse(events.at(-1)!) as { seq: number };
    expect(last.seq).toBe(boots[0]!.events.length - 1);
  });

  test('more lines than a trace holds: as many are kept, the rest is counted, and that is said', async () => {
    const [kept, more] = [200_000, 77];
    // mov al, 10; mov dx, 0xe9; mov ecx, count; again: out dx, al; dec ecx; jnz again
    const count = Buffer.alloc(4);
    count.writeUInt32LE(kept + more);
    const loop = [0xb0, 0x0a, 0xba, 0xe9, 0x00, 0x66, 0xb9, ...count, 0xee, 0x66, 0x49, 0x75, 0xfb];
    const { exitCode, stdout, peakMiB } = await measure(
      [
        ...['run', '--firmware', folder.write('lines.bin', romImage([...loop, ...asm.reset]))],
        ...['--debug-console', `file=${folder.file('console.txt')}`, '--json', '--timeout', '80s'],
      ],
      [],
    );
    expect(exitCode).toBe(0);
    const message = `the guest wrote more than a trace can hold: ${more} lines of debug-console were counted but not kept`;
    expect(stdout).toContain(`"code":"capture-limit","message":"${message}"`);
    // The file has them all.
    expect(statSync(folder.file('console.txt')).size).toBe(kept + more);
    expect(peakMiB).toBeLessThan(MOST_MIB);
  });
});
