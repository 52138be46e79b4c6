/** Real firmware: Debian's SeaBIOS, unmodified, from its reset vector to its end without anything to boot. */
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootFile, useGuests } from './boot-guest.js';

const FOLDER = '/usr/share/seabios';
const package_ = requirement.debianPackage('seabios', `${FOLDER}/bios-256k.bin`);

describeWith([requirement.kvm(), package_], 'SeaBIOS', () => {
  useGuests();

  test.each(['bios-256k.bin', 'bios.bin'])(
    '%s boots to its end and its debug text has times',
    async (name) => {
      const run = await bootFile(`${FOLDER}/${name}`, { memorySize: 128 * 2 ** 20, timeoutNs: 60e9 });
      const text = run.text('firmware-debug');
      expect(text[0]).toMatch(/^SeaBIOS \(version /);
      expect(text.some((line) => line.startsWith('No bootable device.'))).toBe(true);
      // The tables were taken from fw_cfg: it makes its own otherwise, and says nothing.
      expect(text.some((line) => /^Copying SMBIOS from 0x\w+ to 0x000f/.test(line))).toBe(true);
      // It goes on to reset the machine, after which nothing comes.
      expect(text.at(-1)).toBe('Attempting a hard reboot');
      expect(text.length).toBeGreaterThan(20);
      expect(run.stop).toMatchObject({ reason: 'reset', detail: null });
      const times = run.events.flatMap((event) => (event.kind === 'text' ? [event.timeNs] : []));
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(times.at(-1)! - times[0]!).toBeGreaterThan(0);
    },
  );
});
