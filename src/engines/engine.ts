/** An engine starts a guest and streams what it does. To add one: a file with this shape and a row in index.ts. */
import type { Stop } from '../trace/boot.js';
import type { Diagnostic } from '../trace/diagnostic.js';
import type { GuestRequest } from '../trace/guest.js';
import type { RunControl } from '../trace/run.js';
import type { Inspection } from './inspection/inspection.js';

export interface EngineOptions extends RunControl {
  /** The inspection of the guest; null for none. */
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
  /**
   * The installed program with its version; null when it is not installed. Absent for an engine that is part of the
   * package.
   */
  readonly installed?: () => Promise<string | null>;
  /** Whether it can look into a guest from outside. */
  readonly inspects: boolean;
  /** Takes from the process, for good, what it does not need to run guests. Absent where other programs run them. */
  readonly confine?: () => Promise<readonly Diagnostic[]>;
  /** Throws InputError and EnvironmentError before the guest runs; afterwards the stop says what happened. */
  run(request: GuestRequest, options: EngineOptions): Promise<EngineResult>;
}
