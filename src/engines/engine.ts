/** An engine starts a guest and streams what it does. To add one: a file with this shape and a row in index.ts. */
import type { Stop } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { RunControl } from '../trace/run.js';
import type { Inspection } from './inspection/inspection.js';

/** A kernel that is entered directly, without firmware. */
export interface KernelRequest {
  /** Linux bzImage, or ELF with a PVH entry. */
  readonly kernel: string;
  readonly initramfs: string | null;
  readonly commandLine: string;
}

/** A disk of the guest: a raw image, or a block device of the host. */
export interface DiskRequest {
  readonly path: string;
  /** The guest is told that it cannot write. */
  readonly readOnly: boolean;
  /** What the guest writes is gone after the run; the image stays as it is. */
  readonly snapshot: boolean;
  /** Given: the image is raw, whatever it looks like. */
  readonly imageType?: 'raw';
}

/** What a person asked for, whichever engine runs it. Cloud Hypervisor's flags, parsed. */
export interface GuestRequest {
  /** ROM image to start at its reset vector. Exactly one of `firmware` and `kernel` is there. */
  readonly firmware?: string;
  readonly kernel?: KernelRequest;
  /** Bytes of RAM. */
  readonly memorySize: number;
  readonly cpus: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether the guest has a serial port. */
  readonly serial: boolean;
  /** In the order in which the guest finds them. */
  readonly disks: readonly DiskRequest[];
  /** Whether the guest has a source of random numbers. */
  readonly rng: boolean;
  /** What a person added for the engine alone, after `--`; none when left out. */
  readonly engineArguments?: readonly string[];
}

export interface EngineOptions extends RunControl {
  /** What is to be seen inside the guest; null for nothing. */
  readonly inspection?: Inspection | null;
  /** Folder of the installed package. */
  readonly packageRoot: string;
}

export interface EngineResult {
  readonly stop: Stop;
  readonly diagnostics: readonly Diagnostic[];
  /** The symbols of the guest's kernel as text, where they were asked for. */
  readonly symbols?: Iterable<string> | null;
}

export interface Engine {
  /** What `--engine` takes and what JSON calls `format`. */
  readonly id: string;
  readonly title: string;
  /** False when it can run a guest, however slowly, on a host without KVM. */
  readonly needsKvm: boolean;
  /** What is installed, as its program calls itself; null when nothing is. Absent for an engine that is part of the package. */
  readonly installed?: () => Promise<string | null>;
  /** Whether it can look into a guest from outside. */
  readonly inspects: boolean;
  /** Takes from the process, for good, what it does not need to run guests. Absent where other programs run them. */
  readonly confine?: () => Promise<readonly Diagnostic[]>;
  /** Throws InputError and EnvironmentError before the guest runs; afterwards the stop says what happened. */
  run(request: GuestRequest, options: EngineOptions): Promise<EngineResult>;
}
