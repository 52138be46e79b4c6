/** Whether `parse` reads logs that are there, or one that is being written: then it shows events as they come, until it is ended. */
import { isCharacterDevice } from '../input/open-input.js';

export interface LiveFlags {
  readonly follow: boolean;
  readonly 'input-format'?: string | undefined;
}

/** True for `--follow`, a serial device, and what is to be stamped as it arrives. */
export function readsLive(logs: readonly string[], flags: LiveFlags): boolean {
  return flags.follow || flags['input-format'] === 'serial' || logs.some(isCharacterDevice);
}
