/**
 * A kernel filter for system calls that a program which runs guests never makes (seccomp(2), linux/seccomp.h,
 * linux/bpf_common.h), so that an attacker in the process cannot make them. x86-64 only; numbers from asm/unistd_64.h.
 */

/** Other programs and other processes, networks, namespaces, mounts, and doors into the kernel. */
const OF_NO_USE = {
  execve: 59,
  execveat: 322,
  fork: 57,
  vfork: 58,
  ptrace: 101,
  process_vm_readv: 310,
  process_vm_writev: 311,
  kcmp: 312,
  pidfd_open: 434,
  pidfd_getfd: 438,
  pidfd_send_signal: 424,
  process_madvise: 440,
  socket: 41,
  connect: 42,
  accept: 43,
  accept4: 288,
  bind: 49,
  listen: 50,
  mount: 165,
  umount2: 166,
  pivot_root: 155,
  chroot: 161,
  open_tree: 428,
  move_mount: 429,
  fsopen: 430,
  fsconfig: 431,
  fsmount: 432,
  fspick: 433,
  mount_setattr: 442,
  unshare: 272,
  setns: 308,
  bpf: 321,
  perf_event_open: 298,
  userfaultfd: 323,
  io_uring_setup: 425,
  io_uring_register: 427,
  init_module: 175,
  finit_module: 313,
  delete_module: 176,
  kexec_load: 246,
  kexec_file_load: 320,
  reboot: 169,
  swapon: 167,
  swapoff: 168,
  acct: 163,
  quotactl: 179,
  iopl: 172,
  ioperm: 173,
  syslog: 103,
  settimeofday: 164,
  clock_settime: 227,
  adjtimex: 159,
  clock_adjtime: 305,
  sethostname: 170,
  setdomainname: 171,
  add_key: 248,
  request_key: 249,
  keyctl: 250,
  open_by_handle_at: 304,
} as const;

/**
 * Refused only where the process holds no ring yet. libuv 1.49 and newer (Node 22.12) opens one for each event loop and aborts
 * when the kernel refuses a call on it; where it can open none, it goes on without.
 */
const IO_URING_ENTER = 426;

/** What a thread does not do that has all its files: open, make, remove or rename any, or signal another process. */
const WITHOUT_FILES = {
  open: 2,
  openat: 257,
  openat2: 437,
  creat: 85,
  truncate: 76,
  rename: 82,
  renameat: 264,
  renameat2: 316,
  link: 86,
  linkat: 265,
  symlink: 88,
  symlinkat: 266,
  unlink: 87,
  unlinkat: 263,
  mkdir: 83,
  mkdirat: 258,
  rmdir: 84,
  mknod: 133,
  mknodat: 259,
  chmod: 90,
  fchmodat: 268,
  fchmodat2: 452,
  chown: 92,
  lchown: 94,
  fchownat: 260,
  kill: 62,
} as const;

/** Applies to the whole process, from its first guest to its end. */
export const PROCESS_DENIES: readonly number[] = Object.values(OF_NO_USE);

/** The whole process, where no ring of io_uring is open. To be added to PROCESS_DENIES, after which none can be opened. */
export const RING_DENIES: readonly number[] = [IO_URING_ENTER];

/** The thread of a vCPU. */
export const VCPU_DENIES: readonly number[] = [...PROCESS_DENIES, ...Object.values(WITHOUT_FILES)];

const SYS_clone = 56;
const SYS_clone3 = 435;
const CLONE_THREAD = 0x0001_0000;
const AUDIT_ARCH_X86_64 = 0xc000_003e;
/** Bit of the numbers that a 64-bit program uses for the x32 interface. */
const X32_SYSCALL_BIT = 0x4000_0000;

const SECCOMP_RET_ALLOW = 0x7fff_0000;
const SECCOMP_RET_ERRNO = 0x0005_0000;
const EPERM = 1;
const ENOSYS = 38;

/** Byte offsets in struct seccomp_data. */
const NR = 0;
const ARCH = 4;
const ARGUMENT_0 = 16;

const BPF_LD_W_ABS = 0x20;
const BPF_JEQ = 0x15;
const BPF_JGE = 0x35;
const BPF_JSET = 0x45;
const BPF_RET = 0x06;

/** struct sock_filter: what to do, how far to jump when it is so and when not, and a number. */
type Instruction = readonly [code: number, jumpTrue: number, jumpFalse: number, k: number];

const INSTRUCTION_BYTES = 8;
/** A jump counts with one byte. */
const MAX_DENIED = 240;

/**
 * The filter as an array of struct sock_filter: the given calls, those of other architectures, and a new process fail with
 * EPERM; all else passes. Throws RangeError for more calls than a jump can span.
 */
export function denyProgram(denied: readonly number[]): Uint8Array {
  if (denied.length > MAX_DENIED) throw new RangeError(`${denied.length} system calls do not fit`);
  const tests = denied.map((number, at): Instruction => [BPF_JEQ, denied.length - at, 0, number]);
  return encode([
    [BPF_LD_W_ABS, 0, 0, ARCH],
    [BPF_JEQ, 1, 0, AUDIT_ARCH_X86_64],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | EPERM],
    [BPF_LD_W_ABS, 0, 0, NR],
    [BPF_JGE, 0, 1, X32_SYSCALL_BIT],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | EPERM],
    // Its flags are in memory, where a filter cannot look; the C library takes clone instead.
    [BPF_JEQ, 0, 1, SYS_clone3],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | ENOSYS],
    // A thread is made, a process is not.
    [BPF_JEQ, 0, 4, SYS_clone],
    [BPF_LD_W_ABS, 0, 0, ARGUMENT_0],
    [BPF_JSET, 0, 1, CLONE_THREAD],
    [BPF_RET, 0, 0, SECCOMP_RET_ALLOW],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | EPERM],
    ...tests,
    [BPF_RET, 0, 0, SECCOMP_RET_ALLOW],
    [BPF_RET, 0, 0, SECCOMP_RET_ERRNO | EPERM],
  ]);
}

function encode(program: readonly Instruction[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(program.length * INSTRUCTION_BYTES));
  for (const [index, [code, jumpTrue, jumpFalse, k]] of program.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, jumpTrue);
    view.setUint8(at + 3, jumpFalse);
    view.setUint32(at + 4, k, true);
  }
  return new Uint8Array(view.buffer);
}
