/** One guest, two engines: the same flags give the same events in QEMU and in the bundled runner. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { needsQemu } from './boot-in-qemu.js';

const folder = temporaryFolder();

interface Event {
  readonly kind: string;
  readonly timeNs: number;
  readonly code?: number;
  readonly name?: string | null;
  readonly channel?: string;
  readonly text?: string;
  readonly phase?: string;
}
interface Boot {
  readonly format: string;
  readonly totalNs: number;
  readonly vmmStartNs: number;
  readonly stop: { readonly reason: string };
  readonly events: readonly Event[];
  readonly ledger: readonly { readonly name: string }[];
}

async function boot(args: readonly string[], engine: readonly string[]) {
  const [engineFlags, extra] = [engine.slice(0, 2), engine.slice(2)];
  const words = ['run', '--json', ...args, ...engineFlags, ...(extra.length > 0 ? ['--', ...extra] : [])];
  const { stdout, stderr, exitCode } = await runCli(words);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return (JSON.parse(stdout) as { boots: Boot[] }).boots[0]!;
}

const content = ({ kind, code, name, channel, text, phase }: Event) => ({
  kind,
  code,
  name,
  channel,
  text,
  phase,
});

const KVM = ['--engine', 'qemu'];
/** What a run advises on a host whose KVM refuses the value of a feature that it offers. */
const WITHOUT_REFUSED_FEATURE = ['-cpu', 'max,-arch-capabilities'];

/** `--engine qemu` with KVM, as a run says that it works on this host. */
async function kvmEngine(): Promise<readonly string[]> {
  const { stderr } = await runCli(['run', '--json', ...KVM]);
  return stderr.includes(`-- ${WITHOUT_REFUSED_FEATURE.join(' ')}`)
    ? [...KVM, ...WITHOUT_REFUSED_FEATURE]
    : KVM;
}

const TCG = ['--engine', 'qemu', '-accel', 'tcg'];

describeWith([needsQemu, requirement.kvm()], 'the sample guest', () => {
  test.each([
    ['KVM', kvmEngine],
    ['the emulator', async () => TCG],
    ['the emulator, machine q35', async () => [...TCG, '-machine', 'q35']],
  ])('does the same in QEMU with %s', async (_, engineOf) => {
    const engine = await engineOf();
    const flags = ['--mark', 'hello=0x90:hello', '--cpus', '2'];
    const bundled = await boot(flags, ['--engine', 'bundled']);
    const qemu = await boot(flags, engine);
    expect([bundled.format, qemu.format]).toEqual(['bundled', 'qemu']);
    expect(qemu.events.map(content)).toEqual(bundled.events.map(content));
    expect(qemu.ledger.map(({ name }) => name)).toEqual(bundled.ledger.map(({ name }) => name));
    expect(qemu.stop.reason).toBe(bundled.stop.reason);
    expect(qemu.vmmStartNs).toBeGreaterThan(0);
    // Each step waits by the guest's timer, 38 ms in all.
    expect(qemu.totalNs).toBeGreaterThan(38e6);
  });
});

const SEABIOS = '/usr/share/seabios/bios-256k.bin';

describeWith([needsQemu, requirement.debianPackage('seabios', SEABIOS)], 'SeaBIOS', () => {
  test('prints to its end, and the log and the trace of the run read back to the same', async () => {
    const [save, log, firmware] = [
      folder.file('boot.ndjson'),
      folder.file('boot.log'),
      folder.file('serial.txt'),
    ];
    const flags = ['--firmware', SEABIOS, '--save', save, '--log-file', log, '--serial', `file=${firmware}`];
    const marks = ['--mark', '^SeaBIOS=0x01:start', '--mark', 'No bootable device=0x20:end'];
    const run = await boot([...flags, ...marks, '--until', '0x20'], TCG);
    const text = run.events.flatMap(({ kind, text: line }) => (kind === 'text' ? [line] : []));
    expect(text[0]).toMatch(/^SeaBIOS \(version /);
    expect(text.length).toBeGreaterThan(20);
    expect(run.stop.reason).toBe('until');
    expect(run.events.filter(({ kind }) => kind === 'code').map(({ name }) => name)).toEqual([
      'start',
      'start',
      'end',
    ]);
    const saved = await runCli(['parse', '--json', save]);
    const [again] = (JSON.parse(saved.stdout) as { boots: Boot[] }).boots;
    expect(again!.events).toEqual(run.events);
    const logged = await runCli(['parse', '--json', log]);
    const [fromLog] = (JSON.parse(logged.stdout) as { boots: Boot[] }).boots;
    expect(fromLog!.events.map(({ code, timeNs }) => [code, timeNs])).toEqual(
      run.events.filter(({ kind }) => kind === 'code').map(({ code, timeNs }) => [code, timeNs]),
    );
  });
});
