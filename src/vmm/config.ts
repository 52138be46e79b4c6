/** What a guest is made of, as the engine asks for it. Files are given by path; the machine reads them. */

export interface MachineConfig {
  /** ROM image. */
  readonly firmware: string;
  /** Bytes of RAM, whole MiB. */
  readonly memorySize: number;
  readonly cpus: number;
  /** I/O port of the debug console; null leaves it out. */
  readonly debugConsolePort: number | null;
  /** Whether COM1 is there. */
  readonly serial: boolean;
}
