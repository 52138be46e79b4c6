/** An input that holds more than is kept of one was not seen to its end: nothing can be judged by it. */
import { BOOT_LIMIT, type Diagnostic, EVENT_LIMIT } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';

/** Throws InputError `input-too-large` when a finding says that events or boots were left out. */
export function requireWhole(diagnostics: readonly Diagnostic[]): void {
  const cut = diagnostics.find(({ code }) => code === EVENT_LIMIT || code === BOOT_LIMIT);
  if (cut === undefined) return;
  const where = cut.input === null ? '' : `${cut.input}: `;
  throw new InputError(
    'input-too-large',
    `${where}cannot be judged, because parts of it were not kept. ${cut.message}`,
    ['split the log into files with fewer boots', 'boottrace report shows the parts that were kept'],
  );
}
