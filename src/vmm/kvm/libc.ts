/**
 * The C library through koffi: the only file that loads native code. Linux on x86-64 only (system call and
 * constant values are that platform's). Loaded when a guest is started, never for reading logs.
 */
import koffi from 'koffi';
import { glibcProblem } from './native-host.js';

/** An address in this process. */
export type Pointer = bigint;

const O_RDWR = 2;
const O_CLOEXEC = 0o2000000;
const PROT_READ_WRITE = 3;
const MAP_SHARED = 0x01;
const MAP_PRIVATE_ANONYMOUS = 0x22;
const MAP_NORESERVE = 0x4000;
const MAP_FAILED = 0xffff_ffff_ffff_ffffn;
const MADV_HUGEPAGE = 14;
const PR_SET_NO_NEW_PRIVS = 38;
const SYS_GETTID = 186;
const SYS_SECCOMP = 317;
const SECCOMP_SET_MODE_FILTER = 1;
const SECCOMP_FILTER_FLAG_TSYNC = 1;
/** Leaves the processor's speculation as it is: other kernels than the newest would slow the thread down. */
const SECCOMP_FILTER_FLAG_SPEC_ALLOW = 4;
/** struct sock_fprog: the number of instructions, and where they are. */
const SOCK_FPROG_SIZE = 16;
const SOCK_FILTER_SIZE = 8;
const SYS_TGKILL = 234;
const SYS_TIMER_CREATE = 222;
const SYS_TIMER_SETTIME = 223;
const SYS_TIMER_DELETE = 226;
/** struct sigaction of glibc on x86-64: the handler, a mask of 1024 bits, the flags. */
const SIGACTION_SIZE = 152;
const SIGACTION_FLAGS = 136;
const SA_RESTART = 0x1000_0000;

/**
 * Room for the calls of one thread. koffi never gives it back when the thread ends, and every boot has threads of its own:
 * with its 2 MiB and 1 MiB, a thousand boots took 4.5 GiB of addresses. System calls need a few hundred bytes.
 */
const CALL_ROOM = { sync_stack_size: 128 * 1024, sync_heap_size: 64 * 1024 };

/** Throws EnvironmentError where there is no glibc. */
export function openGlibc(): ReturnType<typeof koffi.load> {
  try {
    limitCallRoom();
    return koffi.load('libc.so.6');
  } catch (error) {
    throw glibcProblem(error);
  }
}

function loadLibc() {
  const libc = openGlibc();
  return {
    open: libc.func('int open(const char *path, int flags)'),
    close: libc.func('int close(int fd)'),
    // Two prototypes of one function: a fixed signature is what makes a call cheap.
    ioctlNumber: libc.func('ioctl', 'int', ['int', 'uint32_t', 'uint32_t']),
    ioctlPointer: libc.func('ioctl', 'int', ['int', 'uint32_t', 'void *']),
    clockGettime: libc.func('clock_gettime', 'int', ['int', 'uintptr_t']),
    fcntl: libc.func('fcntl', 'int', ['int', 'int', 'void *']),
    mmap: libc.func('void *mmap(void *address, size_t length, int prot, int flags, int fd, int64_t offset)'),
    munmap: libc.func('int munmap(void *address, size_t length)'),
    madvise: libc.func('int madvise(void *address, size_t length, int advice)'),
    syscall: libc.func('int64_t syscall(int64_t number, int64_t a, int64_t b, int64_t c)'),
    syscallPointers: libc.func('syscall', 'int64_t', ['int64_t', 'int64_t', 'int64_t', 'void *', 'void *']),
    timerCreate: libc.func('syscall', 'int64_t', ['int64_t', 'int64_t', 'void *', 'void *']),
    sigaction: libc.func('int sigaction(int signal, void *action, void *old)'),
    prctl: libc.func('int prctl(int option, uint64_t a, uint64_t b, uint64_t c, uint64_t d)'),
    dlsym: libc.func('void *dlsym(void *handle, const char *name)'),
    strerror: libc.func('const char *strerror(int number)'),
  };
}

function limitCallRoom(): void {
  if (koffi.config().sync_stack_size === CALL_ROOM.sync_stack_size) return;
  try {
    koffi.config(CALL_ROOM);
  } catch {
    // Other code in the process has already loaded a library, so koffi keeps its larger sizes. Everything still works.
  }
}

type Bindings = ReturnType<typeof loadLibc>;

/** One instance a thread; creating one loads the library. */
export class Libc {
  readonly #c: Bindings;

  constructor() {
    this.#c = loadLibc();
  }

  /** errno of the last call of this thread. */
  get errno(): number {
    return koffi.errno();
  }

  describeError(errno: number): string {
    return String(this.#c.strerror(errno));
  }

  /** Opens for reading and writing, close-on-exec. Returns -1 and sets errno on failure. */
  openReadWrite(path: string): number {
    return this.#c.open(path, O_RDWR | O_CLOEXEC);
  }

  close(fd: number): void {
    this.#c.close(fd);
  }

  /** The bare function for the run loop, so that it costs one foreign call and no wrapper. */
  get ioctlNumber(): (fd: number, request: number, argument: number) => number {
    return this.#c.ioctlNumber;
  }

  ioctlPointer(fd: number, request: number, argument: NodeJS.TypedArray | Pointer): number {
    return this.#c.ioctlPointer(fd, request, argument);
  }

  /** The bare function for the clock that is read at every exit: the clock, and the address of a struct timespec. */
  get clockGettime(): (clock: number, timespec: number) => number {
    return this.#c.clockGettime;
  }

  /** Where the bytes of a view are, which is below 2^47, for as long as the view is in use. Not for views within V8's heap. */
  addressOf(bytes: NodeJS.TypedArray): number {
    return Number(koffi.address(bytes));
  }

  /** For the commands of fcntl that take a structure. Returns -1 and sets errno on failure. */
  fcntlPointer(fd: number, command: number, argument: NodeJS.TypedArray): number {
    return this.#c.fcntl(fd, command, argument);
  }

  /** Maps a file descriptor shared, for reading and writing; null on failure. */
  mapShared(fd: number, length: number): Pointer | null {
    return mapped(this.#c.mmap(null, length, PROT_READ_WRITE, MAP_SHARED, fd, 0));
  }

  /** Anonymous zeroed memory that is not reserved before it is touched; null on failure. */
  mapAnonymous(length: number): Pointer | null {
    const flags = MAP_PRIVATE_ANONYMOUS | MAP_NORESERVE;
    return mapped(this.#c.mmap(null, length, PROT_READ_WRITE, flags, -1, 0));
  }

  unmap(address: Pointer, length: number): void {
    this.#c.munmap(address, length);
  }

  /** Asks for huge pages; a refusal costs speed only. */
  adviseHugePages(address: Pointer, length: number): void {
    this.#c.madvise(address, length, MADV_HUGEPAGE);
  }

  /**
   * The calling thread and what it starts can gain no privileges any more: no set-user-ID program, no file capabilities
   * (prctl(2), PR_SET_NO_NEW_PRIVS). Cannot be undone, and cannot fail from Linux 3.5 on.
   */
  denyNewPrivileges(): void {
    this.#c.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  }

  /**
   * Gives the calling thread, or all threads of the process, a filter of system calls for ever (seccomp(2)); `denyNewPrivileges`
   * comes first. False when the kernel refuses.
   * @param program array of struct sock_filter
   */
  filterSystemCalls(program: Uint8Array, whose: 'thread' | 'process'): boolean {
    // In one block with what refers to it, so that both are there during the call.
    const argument = new Uint8Array(SOCK_FPROG_SIZE + program.length);
    argument.set(program, SOCK_FPROG_SIZE);
    const description = new DataView(argument.buffer);
    description.setUint16(0, program.length / SOCK_FILTER_SIZE, true);
    description.setBigUint64(8, koffi.address(argument) + BigInt(SOCK_FPROG_SIZE), true);
    const scope = whose === 'process' ? SECCOMP_FILTER_FLAG_TSYNC : 0;
    const flags = scope | SECCOMP_FILTER_FLAG_SPEC_ALLOW;
    return Number(this.#c.syscallPointers(SYS_SECCOMP, SECCOMP_SET_MODE_FILTER, flags, argument, null)) === 0;
  }

  /** Kernel id of the calling thread. */
  threadId(): number {
    return Number(this.#c.syscall(SYS_GETTID, 0, 0, 0));
  }

  /** Sends a signal to one thread of this process. */
  signalThread(threadId: number, signal: number): void {
    this.#c.syscall(SYS_TGKILL, process.pid, threadId, signal);
  }

  /**
   * Gives a signal a handler that does nothing, so that it interrupts system calls that cannot be restarted and nothing
   * else: a function of the C library that takes and changes nothing.
   */
  ignoreSignal(signal: number): void {
    const action = new DataView(new ArrayBuffer(SIGACTION_SIZE));
    action.setBigUint64(0, BigInt(this.#c.dlsym(null, 'getpid')), true);
    action.setInt32(SIGACTION_FLAGS, SA_RESTART, true);
    this.#c.sigaction(signal, new Uint8Array(action.buffer), null);
  }

  /** @param event struct sigevent; returns the kernel's number of the timer, or -1 */
  createTimer(clock: number, event: Uint8Array): number {
    const id = new Int32Array(1);
    const result = Number(this.#c.timerCreate(SYS_TIMER_CREATE, clock, event, id));
    return result < 0 ? -1 : id[0]!;
  }

  /** @param times struct itimerspec */
  setTimer(id: number, times: BigInt64Array): void {
    this.#c.syscallPointers(SYS_TIMER_SETTIME, id, 0, times, null);
  }

  deleteTimer(id: number): void {
    this.#c.syscall(SYS_TIMER_DELETE, id, 0, 0);
  }

  /** The bytes at an address that stays mapped for as long as the view is used. */
  view(address: Pointer, length: number): ArrayBuffer {
    // koffi aborts the process on a null pointer.
    if (address === 0n) throw new RangeError('view of a null pointer');
    return koffi.view(address, length);
  }
}

function mapped(result: unknown): Pointer | null {
  const address = result === null ? 0n : (result as bigint);
  return address === MAP_FAILED || address === -1n || address === 0n ? null : address;
}
