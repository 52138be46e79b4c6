/** What went wrong on which vCPU, in a sentence. */
import type { VcpuEnd } from './vcpu-thread.js';

/** The first vCPU that crashed, with its registers; what is left to say when none of them did. */
export function describeCrash(ends: readonly VcpuEnd[]): string {
  const crashed = ends.findIndex(({ registers }) => registers !== null);
  if (crashed < 0) return 'a vCPU thread failed';
  const { end, registers } = ends[crashed]!;
  const what = end.kind === 'failed' ? end.detail : 'triple fault';
  return `vCPU ${crashed}: ${what}; ${registers}`;
}
