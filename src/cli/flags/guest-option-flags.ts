/** The flags of the table of guest options, as oclif takes them. */
import { Flags } from '@oclif/core';
import { GUEST_OPTIONS } from '../../engines/guest-options.js';

/** No type names them: whoever reads them goes through the table too (`parseGuestOptions`). */
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
