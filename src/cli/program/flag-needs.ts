/**
 * Flags that do nothing unless another is there, and flags that exclude each other: a command line that says something
 * without effect was meant otherwise, so it is refused before anything is done. The one table of all commands.
 */
import { UsageError } from '../../trace/errors.js';
import { orList } from './usage-errors.js';

/** What was typed, without defaults. */
export interface TypedWords {
  /** The values of each flag; an empty text for a flag without value. */
  readonly flags: ReadonlyMap<string, readonly string[]>;
  readonly args: readonly string[];
}

/** A condition on something other than flags. */
interface Condition {
  /** What to type, in words that follow "needs". */
  readonly words: string;
  holds(typed: TypedWords): boolean;
}

interface Need {
  readonly flags: readonly string[];
  /** One of these: flags, or conditions. */
  readonly oneOf: readonly (string | Condition)[];
}

interface Conflict {
  readonly flags: readonly string[];
  /** A flag, or flags that are all there. */
  readonly not: readonly string[];
  /** Completes "FLAG and FLAG exclude each other: ...". */
  readonly why: string;
}

interface FlagRules {
  readonly needs: readonly Need[];
  readonly conflicts?: readonly Conflict[];
}

const CLOUD_HYPERVISOR_LOG: Condition = {
  words: '--input-format cloud-hypervisor, or none',
  holds: ({ flags }) => [undefined, 'cloud-hypervisor'].includes(flags.get('input-format')?.[0]),
};
const TWO_SIDES: Condition = {
  words: 'BASE and HEAD: the two sides of one file always come from the same host',
  holds: ({ flags, args }) => args.length > 1 || flags.has('head'),
};
const A_FILE: Condition = {
  words: 'a file: --output FILE',
  holds: ({ flags }) => flags.get('output')?.[0] !== '-',
};

/** Other formats are the same whatever the terminal can show. */
const A_TABLE: Condition = {
  words: 'the table format: leave out other formats',
  holds: (typed) => (formatsAsked(typed)[0]?.format ?? 'table') === 'table',
};

const A_DEVICE: Condition = {
  words: 'a serial device, such as /dev/ttyUSB0',
  holds: ({ flags, args }) =>
    flags.get('input-format')?.[0] === 'serial' || args.some((log) => log.startsWith('/dev/')),
};

const READING: readonly Need[] = [{ flags: ['log-format', 'time-format'], oneOf: [CLOUD_HYPERVISOR_LOG] }];
const DRAWING: readonly Need[] = [{ flags: ['ascii'], oneOf: [A_TABLE] }];

export const FLAG_RULES: Readonly<Record<string, FlagRules>> = {
  run: {
    // No rule for --ascii: what is drawn while the guest runs obeys it, whatever the report's format.
    needs: [
      { flags: ['initramfs', 'cmdline'], oneOf: ['kernel'] },
      { flags: ['flash'], oneOf: ['firmware'] },
      {
        flags: ['symbols'],
        oneOf: ['profile', 'initcalls', 'trace-function', 'kernel-marks', 'save-symbols'],
      },
      { flags: ['warmup'], oneOf: ['runs', 'vs'] },
      { flags: ['until-conclusive', 'fail-on', 'alpha', 'floor', 'rows', 'name'], oneOf: ['vs'] },
      { flags: ['max-runs'], oneOf: ['until-conclusive'] },
    ],
  },
  parse: {
    needs: [
      ...READING,
      ...DRAWING,
      { flags: ['until', 'timeout'], oneOf: ['follow', A_DEVICE] },
      { flags: ['baud'], oneOf: [A_DEVICE] },
    ],
    conflicts: [
      { flags: ['with'], not: ['follow'], why: 'a growing log is read alone' },
      { flags: ['keep-noise'], not: ['follow', 'csv'], why: 'rows are printed before noise is known' },
    ],
  },
  report: {
    needs: [...READING, ...DRAWING, { flags: ['alpha', 'floor'], oneOf: ['trend'] }],
    conflicts: [{ flags: ['with'], not: ['trend'], why: 'the file belongs to a single log' }],
  },
  diff: { needs: [...READING, ...DRAWING, { flags: ['allow-mismatch'], oneOf: [TWO_SIDES] }] },
  check: {
    needs: [
      ...READING,
      ...DRAWING,
      { flags: ['stat'], oneOf: ['max', 'min', 'config'] },
      { flags: ['fail-on', 'alpha', 'floor', 'rows', 'allow-mismatch'], oneOf: ['baseline', 'config'] },
    ],
  },
  classify: { needs: DRAWING },
  doctor: { needs: DRAWING },
  'mark-tool': { needs: [{ flags: ['force'], oneOf: [A_FILE] }] },
};

/** Throws UsageError for a flag without effect, for flags that exclude each other, and for two formats at once. */
export function refuseIdleFlags(command: string, typed: TypedWords): void {
  refuseTwoFormats(typed);
  const { needs, conflicts = [] } = FLAG_RULES[command] ?? { needs: [] };
  for (const { flags, not, why } of conflicts) {
    const flag = flags.find((name) => typed.flags.has(name));
    if (flag === undefined || !not.every((name) => hasFlag(typed, name))) continue;
    const others = not.map((name) => `--${name}`).join(' ');
    throw new UsageError('flags-conflict', `--${flag} has no effect with ${others}: ${why}`, [
      `leave out --${flag} or ${others}`,
    ]);
  }
  for (const { flags, oneOf } of needs) {
    const flag = flags.find((name) => typed.flags.has(name));
    if (flag === undefined || oneOf.some((condition) => holds(condition, typed))) continue;
    const wanted = oneOf.map((condition) =>
      typeof condition === 'string' ? `--${condition}` : condition.words,
    );
    throw new UsageError('flag-without', `--${flag} has no effect here: it needs ${orList(wanted)}`);
  }
}

function holds(condition: string | Condition, typed: TypedWords): boolean {
  return typeof condition === 'string' ? hasFlag(typed, condition) : condition.holds(typed);
}

/** `--format csv` is `--csv`. */
function hasFlag(typed: TypedWords, name: string): boolean {
  return typed.flags.has(name) || formatsAsked(typed).some(({ format }) => format === name);
}

interface AskedFormat {
  readonly words: string;
  readonly format: string;
}

function formatsAsked({ flags }: TypedWords): readonly AskedFormat[] {
  return [
    ...(flags.get('format') ?? []).map((format) => ({ words: `--format ${format}`, format })),
    ...['json', 'csv']
      .filter((name) => flags.has(name))
      .map((name) => ({ words: `--${name}`, format: name })),
  ];
}

function refuseTwoFormats(typed: TypedWords): void {
  const [first, ...others] = formatsAsked(typed);
  const other = others.find(({ format }) => format !== first?.format);
  if (first === undefined || other === undefined) return;
  throw new UsageError('two-formats', `${first.words} and ${other.words} ask for two formats`, [
    `leave out ${first.words} or ${other.words}`,
  ]);
}
