/** Errors, classified by the person who must act. docs/reference.md has the exit codes. */

export type ExitCode = 0 | 1 | 2 | 3 | 4 | 70;

export abstract class BoottraceError extends Error {
  /** Stable kebab-case word. */
  readonly code: string;
  /** What to type next, most useful first. */
  readonly nextSteps: readonly string[];
  abstract readonly exitCode: ExitCode;

  constructor(code: string, message: string, nextSteps: readonly string[] = []) {
    super(message);
    this.name = new.target.name;
    this.code = code;
    this.nextSteps = nextSteps;
  }
}

/** Wrong usage or unreadable input: the user can mend what was typed or given. */
export class InputError extends BoottraceError {
  readonly exitCode = 2;
}

/** Wrong words after a command. The last next step offers the help of the command. */
export class UsageError extends InputError {}

/** The host cannot do it: no KVM, no permission, engine not installed. */
export class EnvironmentError extends BoottraceError {
  readonly exitCode = 3;
}

/** The guest failed: crash, or a timeout before what was waited for. */
export class GuestError extends BoottraceError {
  readonly exitCode = 4;
}
