/**
 * Where DEBUG builds of EDK2 say that they have put their modules (MdeModulePkg: Core/Dxe/Image/Image.c, Core/Pei/Image/Image.c,
 * Core/DxeIplPeim/DxeLoad.c), and which of them an address is in. The lines do not say how large a module is.
 */
import type { Nanoseconds } from '../trace/event.js';
import type { Place } from './symbols/symbol-table.js';

/** A module is no larger, as far as one without a next one is concerned. */
const MAX_SIZE = 2n ** 20n;
/** More than any firmware has. */
const MAX_MODULES = 500;

const LINE =
  /^\s*Loading (?<kind>driver|PEIM|DXE CORE) at 0x(?<address>[0-9A-Fa-f]{1,16}) EntryPoint=0x[0-9A-Fa-f]{1,16}(?: (?<name>[\w.-]{1,64}?)(?:\.efi)?)?\s*$/;

interface Module {
  readonly address: bigint;
  readonly name: string;
  /** When the firmware said so. */
  readonly timeNs: Nanoseconds;
}

export class ModuleMap {
  readonly #modules: Module[] = [];
  #isSorted = true;

  get size(): number {
    return this.#modules.length;
  }

  /** Takes a line of text; most say nothing of modules. */
  addLine(text: string, timeNs: Nanoseconds): void {
    const groups = LINE.exec(text)?.groups;
    if (groups === undefined || this.#modules.length === MAX_MODULES) return;
    const name = groups['name'] ?? (groups['kind'] === 'DXE CORE' ? 'DxeCore' : null);
    if (name === null) return;
    this.#modules.push({ address: BigInt(`0x${groups['address']}`), name, timeNs });
    this.#isSorted = false;
  }

  /** The module that an address was in at a time; null before any was there. Where two were put at one place, the later one. */
  find(address: bigint, timeNs: Nanoseconds): Place | null {
    if (!this.#isSorted) {
      this.#modules.sort((a, b) =>
        a.address < b.address ? -1 : a.address > b.address ? 1 : a.timeNs - b.timeNs,
      );
      this.#isSorted = true;
    }
    const module = this.#modules.findLast((one) => one.address <= address && one.timeNs <= timeNs);
    if (module === undefined || address - module.address >= MAX_SIZE) return null;
    return { name: module.name, offset: Number(address - module.address) };
  }
}
