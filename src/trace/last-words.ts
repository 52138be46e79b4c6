/**
 * The lines by which kernels, firmware and hypervisors say that they go no further. The words are those of the programs:
 * Linux's kernel/panic.c; EDK2's DebugAssert() (MdePkg, BaseDebugLibSerialPort and its likes), its status code handlers and its
 * CpuExceptionHandlerLib; Xen's drivers/char/console.c.
 */

export interface LastWords {
  /** Its name for messages: `kernel panic`. */
  readonly what: string;
  /** As the program printed it, without the time in front: `Kernel panic - not syncing: No working init found.` */
  readonly words: string;
  /** The part of it that says why. */
  readonly reason: string;
}

interface LastWordsRow {
  readonly what: string;
  /** Matches a whole line; its groups are those of LastWords. */
  readonly pattern: RegExp;
  /** Where the reason is the line that follows: what stands in front of it there. */
  readonly next?: RegExp;
  /** A line after which this program prints nothing more. */
  readonly end?: RegExp;
}

/** printk's time and caller, where a line begins or behind a prompt; a kernel that prints the log of another has a level in front. */
const PRINTK = String.raw`(?:^|(?<!<\d{1,3}>)\[ *\d+\.\d{6}\] ?(?:\[ *[TC]\d+\] ?)?)`;

const XEN = String.raw`^(?:\(XEN\) )?(?:\[[^\]]*\] )?`;

/** `ASSERT [DxeCore] /src/Image.c(12): text`, without the module in older ones; `PEI_ASSERT!: /src/Image.c (12): text`. */
const ASSERTION = String.raw`(?:ASSERT (?:\[[^\]]*\] )?|(?:PEI|DXE)_ASSERT!: )\S.*\.\w+ ?\(\d+\): .*`;

const ROWS: readonly LastWordsRow[] = [
  {
    what: 'kernel panic',
    pattern: new RegExp(`${PRINTK}(?<words>Kernel panic - not syncing: (?<reason>.*))`),
    end: new RegExp(`${PRINTK}---\\[ end Kernel panic - not syncing`),
  },
  { what: 'firmware assertion', pattern: new RegExp(`^\\s*(?<words>(?<reason>${ASSERTION}))`) },
  {
    what: 'firmware exception',
    pattern: /^\s*(?<words>!!!! (?<reason>(?:X64|IA32) Exception Type - .*))/,
  },
  {
    // BdsDxe, in release builds too, and in DEBUG builds; after it they wait for a key.
    what: 'firmware found nothing to boot',
    pattern:
      /(?<words>(?<reason>BdsDxe: No bootable option or device was found|^\s*\[Bds\] Unable to boot!))/,
  },
  {
    what: 'firmware panic',
    pattern: /^\s*(?:\[[A-Z]{1,8}\] )?(?<words>PANIC: (?<reason>panicked at .*))/,
  },
  {
    what: 'hypervisor panic',
    pattern: new RegExp(`${XEN}(?<words>(?<reason>Panic on CPU \\d+:))$`),
    next: new RegExp(XEN),
  },
];

/** Last words that have begun, and how they continue. */
export interface HeardWords {
  readonly words: LastWords;
  /** Takes the line that follows into them; absent where they are whole. */
  readonly goOn?: (line: string) => LastWords;
  /** True of a line after which nothing more comes. */
  readonly isEnd: (line: string) => boolean;
}

/** Null for a line that says nothing of the kind. */
export function findLastWords(line: string): HeardWords | null {
  for (const { what, pattern, next, end } of ROWS) {
    const groups = pattern.exec(line)?.groups;
    if (groups === undefined) continue;
    const words: LastWords = { what, words: groups['words']!, reason: groups['reason']! };
    return {
      words,
      ...(next === undefined ? {} : { goOn: (more: string) => joined(words, more.replace(next, '')) }),
      isEnd: (one) => end?.test(one) === true,
    };
  }
  return null;
}

function joined({ what, words, reason }: LastWords, more: string): LastWords {
  return { what, words: `${words} ${more}`, reason: `${reason} ${more}` };
}
