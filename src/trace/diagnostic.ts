/** Something a person should know about an input or a run; data, not an exception. */
export interface Diagnostic {
  readonly severity: 'note' | 'warning';
  /** Stable kebab-case word that scripts may match. */
  readonly code: string;
  readonly message: string;
  /** Null when it is not about one input. */
  readonly input: string | null;
  /** From 1; null when it is about the whole input. */
  readonly line: number | null;
}

/** What a diagnostic is about; what is left out is null. */
export interface DiagnosticPlace {
  readonly input?: string | null;
  readonly line?: number | null;
}

export function note(code: string, message: string, place?: DiagnosticPlace): Diagnostic {
  return diagnosticOf('note', code, message, place);
}

export function warning(code: string, message: string, place?: DiagnosticPlace): Diagnostic {
  return diagnosticOf('warning', code, message, place);
}

/** For where a table or another diagnostic decides how severe it is. */
export function diagnosticOf(
  severity: Diagnostic['severity'],
  code: string,
  message: string,
  { input = null, line = null }: DiagnosticPlace = {},
): Diagnostic {
  return { severity, code, message, input, line };
}

/** Maximum number of diagnostics per code for one input; a last one counts the rest. */
export const MAX_DIAGNOSTICS_PER_CODE = 100;

/** Codes of the findings that an input has more events, or more boots, than are kept of one. */
export const EVENT_LIMIT = 'event-limit';
export const BOOT_LIMIT = 'boot-limit';
