/** `perf script` and ftrace text of the kernel's kvm:kvm_pio event as an input format: see `kvm-pio/parser.ts`. */
import { KvmPioParser } from './kvm-pio/parser.js';
import type { TraceFormat } from './reading/format.js';

const PIO = /\bkvm_pio: pio_(?:read|write) {1,2}at 0x/;
const OTHER_KVM = /\d\.\d{6,9}:\s+(?:kvm:)?kvm_(?:entry|exit|userspace_exit|fast_mmio|msr|apic): /;

export const kvmPio: TraceFormat = {
  id: 'kvm-pio',
  title: 'kvm_pio events of perf or ftrace',
  needles: ['kvm_pio', 'kvm_ent', '_SHUTDO', 'cess_ex', 'EVENTS', 'RD_LOST'],
  sniff: (head) => (PIO.test(head) ? 'yes' : OTHER_KVM.test(head) ? 'maybe' : 'no'),
  createParser: (options) => new KvmPioParser(options),
};
