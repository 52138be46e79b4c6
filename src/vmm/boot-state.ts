/** How the first vCPU starts, as data: what a loader decides and the machine carries out. */
export interface BootState {
  /** `reset`: the processor's own reset state, real mode at the reset vector 0xfffffff0. */
  readonly mode: 'reset';
}
