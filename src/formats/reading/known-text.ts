/** Texts that say nothing of time, or that cannot be read as they are: what an input looks like, and how to get times. */

interface KnownText {
  /** Looked for in the first bytes of an input. */
  readonly sign: RegExp;
  /** What it looks like and lacks: one sentence. */
  readonly looks: string;
  /** How to get times. */
  readonly how: string;
}

const STAMP =
  'Add times where the console is read: with boottrace parse --follow, grabserial -t, a terminal program that prints the time of day in front of each line, or ts from moreutils.';

const TEXTS: readonly KnownText[] = [
  {
    sign: /^PK\x03\x04/,
    looks: 'The input is a zip archive, which is not read.',
    how: 'Unpack it: unzip -p FILE NAME | boottrace parse -',
  },
  {
    sign: /^7z\ufffd\ufffd'\x1c/,
    looks: 'The input is a 7z archive, which is not read.',
    how: 'Unpack it: 7z x -so FILE NAME | boottrace parse -',
  },
  {
    sign: /^[^\0]{1,100}\0[\s\S]{100,257}ustar[\0 ]/,
    looks: 'The input is a tar archive, which is not read.',
    how: 'Unpack it: tar -xOf FILE NAME | boottrace parse -',
  },
  {
    sign: /^0x[0-9a-f]{1,16} \d{1,20} (?:ENTER|EXIT|THREAD|EVENT) /m,
    looks:
      "The input looks like FreeBSD's tslog, whose times are TSC cycles. They are useless without the TSC frequency.",
    how: 'sysctl kern.boottrace.log prints milliseconds.',
  },
  {
    sign: /^\s*(?:Linux version \d\S* \(|Booting Linux on physical CPU )/m,
    looks: 'The input looks like the log of a Linux kernel whose lines have no times.',
    how: 'Start the kernel with printk.time=1, or read its log with dmesg or journalctl -k -o short-monotonic, which print them.',
  },
  {
    sign: /^(?:coreboot-\S+ .{0,80}starting|BS: BS_\w+ |POST: 0x[0-9a-f]{2}\b)/m,
    looks: "The input looks like coreboot's console, whose lines have no times.",
    how: `cbmem -t prints coreboot's own times. ${STAMP}`,
  },
  {
    sign: /^(?:SecCoreStartup|Loading PEIM |Install PPI: |Loading driver |BdsDxe: )/m,
    looks: "The input looks like EDK2's debug text, whose lines have no times.",
    how: `The records of its performance table have times: /sys/firmware/acpi/fpdt/boot, or dp in its shell. ${STAMP}`,
  },
  {
    sign: /SeaBIOS \(version |^Press (?:ESC|F12) for boot menu/m,
    looks: "The input looks like SeaBIOS's debug text, whose lines have no times.",
    how: `SeaBIOS's scripts/readserial.py puts a time in front of each line. ${STAMP}`,
  },
  {
    sign: /^(?:U-Boot (?:TPL |SPL )?\d{4}\.\d\d|NOTICE: +BL\d{1,2}:|OpenSBI v\d|barebox \d{4}\.)/m,
    looks: 'The input looks like the console of a boot loader whose lines have no times.',
    how: `U-Boot with CONFIG_BOOTSTAGE prints its own: bootstage report. ${STAMP}`,
  },
  {
    sign: /^\[ {2}OK {2}\] (?:Started|Reached|Finished|Mounted|Created) /m,
    looks: 'The input looks like the console of systemd, whose lines have no times.',
    how: 'journalctl -b -o short-monotonic and systemd-analyze print them.',
  },
];

/** The kind of a text that no format reads, and how to get times for it; null if it is unknown. */
export function describeKnownText(head: string): string | null {
  const text = TEXTS.find(({ sign }) => sign.test(head));
  return text === undefined ? null : `${text.looks} ${text.how}`;
}
