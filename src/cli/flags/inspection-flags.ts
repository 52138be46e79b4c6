/** The flags of `run` that inspect a guest → the inspection. */
import { readFile } from 'node:fs/promises';
import { Inspection, type InspectionSettings } from '../../engines/inspection/inspection.js';
import { InputError } from '../../trace/errors.js';
import { unreadable } from '../input/open-input.js';

/** As typed. */
export interface InspectionFlags {
  readonly profile?: string | undefined;
  readonly initcalls: boolean;
  readonly 'trace-function'?: readonly string[] | undefined;
  readonly 'kernel-marks': boolean;
  readonly symbols?: string | undefined;
  readonly 'save-symbols'?: string | undefined;
}

const MAX_PROFILE_HZ = 10_000;
/** Functions whose marks fit into a byte, with those that the runner needs itself. */
const MAX_FUNCTIONS = 200;
/** What C and the kernel's build make of names: letters, digits, and what compilers append. */
const FUNCTION_NAME = /^[A-Za-z_][\w.$]{0,511}$/;

/** Null when nothing is to be seen. Throws InputError for what makes no sense and for symbols that cannot be read. */
export async function planInspection(flags: InspectionFlags): Promise<Inspection | null> {
  const settings: Omit<InspectionSettings, 'symbols'> = {
    profileHz: flags.profile === undefined ? null : parseHz(flags.profile),
    initcalls: flags.initcalls,
    functions: (flags['trace-function'] ?? []).flatMap(parseFunctions),
    kernelCodes: flags['kernel-marks'],
    savesSymbols: flags['save-symbols'] !== undefined,
  };
  const { profileHz, initcalls, functions, kernelCodes, savesSymbols } = settings;
  if (functions.length > MAX_FUNCTIONS) {
    throw new InputError('too-many-functions', `--trace-function takes at most ${MAX_FUNCTIONS} functions`);
  }
  const isWanted = profileHz !== null || initcalls || functions.length > 0 || kernelCodes || savesSymbols;
  if (!isWanted) return null;
  return new Inspection({ ...settings, symbols: await readSymbols(flags.symbols) });
}

function parseHz(text: string): number {
  const hz = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (hz >= 1 && hz <= MAX_PROFILE_HZ) return hz;
  throw new InputError(
    'bad-profile',
    `--profile takes a number of samples per second from 1 to ${MAX_PROFILE_HZ}, not ${JSON.stringify(text)}`,
    ['boottrace run --profile=1000'],
  );
}

function parseFunctions(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  const wrong = names.find((name) => !FUNCTION_NAME.test(name));
  if (wrong === undefined) return names;
  throw new InputError(
    'bad-function',
    `--trace-function takes names of kernel functions, not ${JSON.stringify(wrong)}`,
    ['boottrace run --kernel vmlinuz --trace-function acpi_init,pci_subsys_init'],
  );
}

async function readSymbols(file: string | undefined): Promise<InspectionSettings['symbols']> {
  if (file === undefined) return null;
  const { parseSymbolFile } = await import('../../inspect/symbols/symbol-file.js');
  const bytes = await readFile(file).catch((error: unknown) => {
    throw unreadable(file, error);
  });
  return { name: file, table: parseSymbolFile(bytes, file) };
}
