/** What a person wants to see inside a guest, and what was learned about the guest on the way to it. */
import type { SymbolTable } from '../../inspect/symbols/symbol-table.js';
import type { GuestRequest } from '../../trace/guest.js';
import type { LearnedKernel } from './learned-kernel.js';

export interface InspectionSettings {
  /** Samples a second of each vCPU; null for none. */
  readonly profileHz: number | null;
  /** Whether each initcall of the kernel is an event. */
  readonly initcalls: boolean;
  /** Functions of the kernel whose entries are events. */
  readonly functions: readonly string[];
  /** Whether the kernel's beginning and the start of init are codes. */
  readonly kernelCodes: boolean;
  /** Symbols that a person gave. */
  readonly symbols: { readonly name: string; readonly table: SymbolTable } | null;
  /** Whether the symbols that are found are wanted. */
  readonly savesSymbols: boolean;
}

/** The function that runs every initcall, its address in the first argument (init/main.c of Linux). */
export const INITCALL_FUNCTION = 'do_one_initcall';
/** Functions that the kernel calls between two levels of initcalls and after the last (trace/profile/initcall.ts). */
const LEVEL_FUNCTIONS = ['parse_args', 'free_initmem'] as const;
/** The function in which the kernel starts init; marks are taken out there. */
export const INIT_FUNCTION = 'run_init_process';

export class Inspection {
  readonly settings: InspectionSettings;
  /** Of each guest, so that a guest that boots many times is learned once. */
  readonly #learned = new WeakMap<GuestRequest, LearnedKernel>();

  constructor(settings: InspectionSettings) {
    this.settings = settings;
  }

  /** Functions to mark; none if no flag needs marks. Marks end at the last one. */
  get functions(): readonly string[] {
    const { initcalls, functions, kernelCodes } = this.settings;
    if (!initcalls && !kernelCodes && functions.length === 0) return [];
    const wanted = new Set([...(initcalls ? [INITCALL_FUNCTION, ...LEVEL_FUNCTIONS] : []), ...functions]);
    wanted.delete(INIT_FUNCTION);
    return [...wanted, INIT_FUNCTION];
  }

  /** What is known of the kernel that a request boots; `learn` is called when nothing is. */
  async kernelOf(request: GuestRequest, learn: () => Promise<LearnedKernel>): Promise<LearnedKernel> {
    const known = this.#learned.get(request);
    if (known !== undefined) return known;
    const learned = await learn();
    this.#learned.set(request, learned);
    return learned;
  }
}
