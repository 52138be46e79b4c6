/** The flags of the table of guest options, as oclif takes them. */
import { Flags } from '@oclif/core';
import { GUEST_OPTIONS } from '../../engines/guest-options.js';

/** These flags have no static types; readers also use the table (`parseGuestOptions`). */
export function guestOptionFlags(helpGroup: string): object {
  return Object.fromEntries(
    GUEST_OPTIONS.map(({ flag, summary, helpValue, default: text }) => {
      const settings = { summary, helpValue, helpGroup };
      return [
        flag,
        text === undefined ? Flags.string(settings) : Flags.string({ ...settings, default: text }),
      ];
    }),
  );
}
