/** The flags of `run` → a plan: the guest, the targets of its consoles, the end of its run. */
import { parseDisk } from '../../engines/disk-flag.js';
import { type ConsoleTarget, parseDebugConsole, parseSerial } from '../../engines/guest-flags.js';
import { type GuestOptionTexts, parseGuestOptions } from '../../engines/guest-options.js';
import { sampleGuestImage } from '../../engines/sample-guest.js';
import type { BootPlan } from '../../session/order.js';
import { BUILT_IN_TABLE } from '../../stages/table/built-in-table.js';
import type { Nanoseconds, TextChannel } from '../../trace/event.js';
import type { GuestRequest } from '../../trace/guest.js';
import { parseMark } from '../../trace/marks.js';
import type { OnPanic } from '../../trace/run.js';
import type { StageTable } from '../../trace/stage-table.js';
import { parseTimeout } from './timeout.js';
import { parseUntil } from './until-flag.js';

/** The flags of `run` that make a guest and end its run, as typed. */
export interface RunFlags extends GuestOptionTexts {
  readonly firmware?: string | undefined;
  readonly kernel?: string | undefined;
  readonly initramfs?: string | undefined;
  readonly cmdline?: string | undefined;
  readonly disk?: readonly string[] | undefined;
  readonly serial: string;
  readonly 'debug-console': string;
  readonly 'log-file'?: string | undefined;
  readonly timeout: string;
  readonly until?: string | undefined;
  readonly 'on-panic'?: OnPanic | undefined;
  readonly save?: string | undefined;
  readonly mark?: readonly string[] | undefined;
  readonly engine: string;
}

export interface RunPlan extends BootPlan {
  readonly targets: ReadonlyMap<TextChannel, ConsoleTarget>;
  readonly timeoutNs: Nanoseconds;
  /** A person types into the guest's serial port. */
  readonly isInteractive: boolean;
  /** The guest's consoles are on the terminal. */
  readonly showsText: boolean;
}

/** Throws InputError for a flag that makes no sense, alone or beside another. */
export function planRun(
  flags: RunFlags,
  context: {
    readonly packageRoot: string;
    readonly machineOutput: boolean;
    readonly engineArguments?: readonly string[];
    /** The built-in table when absent. */
    readonly table?: StageTable;
  },
): RunPlan {
  const image = chooseImage(flags, context.packageRoot);
  const { engineArguments = [] } = context;
  const disks = (flags.disk ?? []).map(parseDisk);
  const marks = (flags.mark ?? []).map(parseMark);
  const serial = parseSerial(flags.serial);
  const debugConsole = parseDebugConsole(flags['debug-console']);
  // The sample guest writes to all three ports, so it gets all three.
  const hasDebugConsole = debugConsole.target.mode !== 'off' || image.isSample;
  return {
    request: {
      ...image.request,
      ...parseGuestOptions(flags),
      debugConsolePort: hasDebugConsole ? debugConsole.port : null,
      serial: serial.mode !== 'off',
      disks: disks.map(({ disk }) => disk),
      ...(engineArguments.length === 0 ? {} : { engineArguments }),
    },
    targets: new Map<TextChannel, ConsoleTarget>([
      ['firmware-debug', { mode: context.machineOutput ? 'null' : 'tty' }],
      ['debug-console', debugConsole.target],
      ['serial', serial],
    ]),
    timeoutNs: parseTimeout(flags.timeout),
    isInteractive: serial.mode === 'tty' && process.stdin.isTTY === true && process.stdout.isTTY === true,
    showsText: serial.mode === 'tty' || debugConsole.target.mode === 'tty',
    diagnostics: disks.flatMap(({ diagnostics }) => diagnostics),
    marks,
    endsOnPanic: flags['on-panic'] !== 'continue',
    ...parseUntil(flags.until, { table: context.table ?? BUILT_IN_TABLE, marks }),
    input: image.input,
  };
}

interface ChosenImage {
  readonly request: Pick<GuestRequest, 'firmware' | 'kernel'>;
  readonly isSample: boolean;
  readonly input: string;
}

/**
 * What the runner puts on a kernel's command line when the user gives none: the console where the runner reads it, an
 * end to a panic, and none of the delays that a kernel makes by writing to port 0x80.
 */
const DEFAULT_COMMAND_LINE = 'console=ttyS0 panic=-1 io_delay=none';

function chooseImage({ firmware, kernel, initramfs, cmdline }: RunFlags, packageRoot: string): ChosenImage {
  if (kernel === undefined) {
    if (firmware !== undefined) return { request: { firmware }, isSample: false, input: firmware };
    return { request: { firmware: sampleGuestImage(packageRoot) }, isSample: true, input: 'sample guest' };
  }
  const guestKernel = { kernel, initramfs: initramfs ?? null, commandLine: cmdline ?? DEFAULT_COMMAND_LINE };
  const request = firmware === undefined ? { kernel: guestKernel } : { firmware, kernel: guestKernel };
  return { request, isSample: false, input: firmware ?? kernel };
}
