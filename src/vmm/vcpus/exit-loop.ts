/**
 * The loop around KVM_RUN: enter the guest, and hand what it wants to the bus. This is the hot path: it allocates
 * nothing, and its only foreign calls are into the guest and to the clock. All device work of a machine happens under one lock, so devices
 * see one access at a time, whichever vCPU it came from.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { KICK } from '../exits/exit-account.js';
import { RUN } from '../kvm/abi.js';
import { createExitHandlers, ENTERED, EXITED, type ExitParts, type LoopEnd } from './exit-handlers.js';

const EINTR = 4;
const EAGAIN = 11;
/**
 * KVM says EAGAIN once to a vCPU that another has started. From Linux 6.13 on it says so too, for ever, when the thread that
 * it starts at a VM's first entry is refused (kvm_mmu_start_lpage_recovery in arch/x86/kvm/mmu/mmu.c).
 */
const MOST_REFUSALS = 1000;
const REFUSED =
  'KVM refused to run it (errno 11); this happens when the user cannot start more threads: ulimit -u, or pids.max of the control group';

/** A vCPU as the loop sees it; in tests, a script that fills the page. */
export interface VcpuEntry {
  /** struct kvm_run and the data pages behind it. */
  readonly page: ArrayBuffer;
  /** Runs the guest; 0, or an errno. */
  enter(): number;
}

export interface RunLoopParts extends ExitParts {
  readonly vcpu: VcpuEntry;
  /** Called when a kick ended KVM_RUN without a request to stop. */
  readonly onKick: () => void;
  /** Called when a tick of the thread's own timer ended KVM_RUN; null when it has none. */
  readonly onTick: ((exitNs: Nanoseconds) => void) | null;
}

const STOPPED: LoopEnd = { kind: 'stopped' };

export function runVcpu(parts: RunLoopParts): LoopEnd {
  const { vcpu, control, account, clock, onKick, onTick, id } = parts;
  const bytes = new Uint8Array(vcpu.page);
  const handlers = createExitHandlers(parts, vcpu.page);
  const { times } = handlers;
  let refusals = 0;
  times[ENTERED] = clock.nowNs();
  while (!control.stopping) {
    const errno = vcpu.enter();
    times[EXITED] = clock.exitNs();
    if (errno !== 0) {
      if (errno !== EINTR && errno !== EAGAIN)
        return { kind: 'failed', detail: `KVM_RUN failed, errno ${errno}` };
      refusals = errno === EAGAIN ? refusals + 1 : 0;
      if (refusals > MOST_REFUSALS) return { kind: 'failed', detail: REFUSED };
      const isKick = onTick === null || bytes[RUN.immediate_exit] !== 0;
      bytes[RUN.immediate_exit] = 0;
      if (!isKick) onTick(times[EXITED]);
      else {
        // Ticks are not counted: a guest that has halted for good is known by its silence.
        control.countExit(id);
        if (!control.stopping) onKick();
      }
      times[ENTERED] = clock.nowNs();
      account.add(control.stage, KICK, 0, 0, times[ENTERED] - times[EXITED]);
      continue;
    }
    refusals = 0;
    const end = handlers.handle();
    if (end !== null) return end;
  }
  return STOPPED;
}
