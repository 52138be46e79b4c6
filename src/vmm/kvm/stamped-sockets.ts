/**
 * Sockets on which the kernel notes when each write was made: pairs of unix(7) SOCK_SEQPACKET with SO_TIMESTAMPNS
 * (socket(7)). Another process gets one end as a descriptor; what it writes can be read late without its time being
 * late, and no write merges with another. Linux with glibc on 64-bit processors (layouts of struct msghdr and cmsghdr).
 */
import koffi from 'koffi';
import { EnvironmentError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import { EAGAIN, EINTR } from './errno.js';
import { openGlibc } from './libc.js';

const AF_UNIX = 1;
const SOCK_SEQPACKET = 5;
const SOCK_CLOEXEC = 0o2000000;
const SOL_SOCKET = 1;
const SO_TIMESTAMPNS = 35;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const POLLIN = 1;
const CLOCK_REALTIME = 0;

/** What recvmsg says when there is nothing to read yet; anything else is the end. */
const AGAIN: ReadonlySet<number> = new Set([EAGAIN, EINTR]);

const POLLFD_BYTES = 8;
/** Longer writes are cut: a port write has one or a few bytes. */
const MESSAGE_BYTES = 4096;
const CONTROL_BYTES = 64;
/** struct msghdr: name 0, name length 8, vector 16, its length 24, control 32, its length 40, flags 48. */
const MSGHDR_BYTES = 56;
/** struct cmsghdr: length 0, level 8, type 12; the struct timespec follows. */
const CMSG_BYTES = 32;
/** Readings of both clocks, the tightest of which counts, and when one is tight enough. */
const OFFSET_ROUNDS = 16;
const OFFSET_WIDTH_MS = 0.01;
/** Maximum number of writes per reading, so that a guest that floods a port does not block the main thread. */
const MAX_MESSAGES = 4096;

export interface StampedSocket {
  /** For the other process. */
  readonly peerFd: number;
  /** To be called when the other process has its end. */
  closePeer(): void;
  /**
   * Takes what has been written, at most some thousand writes. `timeNs` is null when the kernel did not note it. The
   * bytes are only valid during the call. Returns false when the other end is gone.
   */
  read(take: (bytes: Uint8Array, timeNs: Nanoseconds | null) => void): boolean;
  /** A write to the other process; false when it has no room now. */
  write(bytes: Uint8Array): boolean;
  close(): void;
}

function loadSocketCalls() {
  const libc = openGlibc();
  return {
    socketpair: libc.func('int socketpair(int domain, int type, int protocol, void *fds)'),
    setsockopt: libc.func('int setsockopt(int fd, int level, int name, void *value, uint32_t length)'),
    recvmsg: libc.func('int64_t recvmsg(int fd, void *message, int flags)'),
    send: libc.func('int64_t send(int fd, void *bytes, size_t length, int flags)'),
    poll: libc.func('int poll(void *fds, uint64_t count, int timeoutMs)'),
    clockGettime: libc.func('int clock_gettime(int clock, void *time)'),
    close: libc.func('int close(int fd)'),
  };
}

type SocketCalls = ReturnType<typeof loadSocketCalls>;

/** The sockets of one run. Times are of the host's wall clock, since the whole second in which this was made. */
export class StampedSockets {
  readonly #call: SocketCalls = loadSocketCalls();
  readonly #reader: MessageReader;
  readonly #open = new Map<StampedSocket, number>();
  /** Seconds since 1970 from which times count. */
  readonly originSeconds = Math.floor(Date.now() / 1000);

  constructor() {
    this.#reader = new MessageReader(this.#call, this.originSeconds);
  }

  /** The wall clock now. */
  nowNs(): Nanoseconds {
    const time = new DataView(new ArrayBuffer(16));
    this.#call.clockGettime(CLOCK_REALTIME, time);
    return timespecNs(time, 0, this.originSeconds);
  }

  /** Offset of the wall clock from the steady clock; it changes only when the host's clock is set. */
  wallOffsetNs(): Nanoseconds {
    let best = 0;
    let bestWidth = Number.POSITIVE_INFINITY;
    for (let round = 0; round < OFFSET_ROUNDS && bestWidth > OFFSET_WIDTH_MS; round++) {
      const before = performance.now();
      const wallNs = this.nowNs();
      const after = performance.now();
      if (after - before >= bestWidth) continue;
      bestWidth = after - before;
      best = wallNs - ((before + after) / 2) * 1e6;
    }
    return best;
  }

  /** Throws EnvironmentError when the host has no descriptors left. */
  open(): StampedSocket {
    const call = this.#call;
    const fds = new Int32Array(2);
    if (call.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fds) !== 0) {
      throw new EnvironmentError('no-socket', 'the host has no free sockets', ['ulimit -n']);
    }
    const [fd = -1, peerFd = -1] = fds;
    call.setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, Int32Array.of(1), 4);
    let hasPeer = true;
    const closePeer = () => {
      if (hasPeer) call.close(peerFd);
      hasPeer = false;
    };
    const close = () => {
      closePeer();
      if (this.#open.delete(socket)) call.close(fd);
    };
    const socket: StampedSocket = {
      peerFd,
      closePeer,
      close,
      read: (take) => this.#reader.read(fd, take),
      write: (bytes) => Number(call.send(fd, bytes, bytes.length, MSG_DONTWAIT | MSG_NOSIGNAL)) >= 0,
    };
    this.#open.set(socket, fd);
    return socket;
  }

  /** Resolves when one of the open sockets can be read or has ended, or after a time. */
  readable(timeoutMs: number): Promise<void> {
    const fds = [...this.#open.values()];
    const view = new DataView(new ArrayBuffer(fds.length * POLLFD_BYTES));
    fds.forEach((fd, index) => {
      view.setInt32(index * POLLFD_BYTES, fd, true);
      view.setInt16(index * POLLFD_BYTES + 4, POLLIN, true);
    });
    return new Promise((resolve) => {
      this.#call.poll.async(view, fds.length, timeoutMs, () => resolve());
    });
  }
}

/** recvmsg(2) with room for one message and the time of its write. */
class MessageReader {
  readonly #call: SocketCalls;
  readonly #originSeconds: number;
  readonly #bytes = new Uint8Array(MESSAGE_BYTES);
  readonly #control = new DataView(new ArrayBuffer(CONTROL_BYTES));
  readonly #vector = new BigUint64Array(new ArrayBuffer(16));
  readonly #header = new DataView(new ArrayBuffer(MSGHDR_BYTES));

  constructor(call: SocketCalls, originSeconds: number) {
    this.#call = call;
    this.#originSeconds = originSeconds;
    this.#vector.set([koffi.address(this.#bytes), BigInt(MESSAGE_BYTES)]);
    this.#header.setBigUint64(16, koffi.address(this.#vector), true);
    this.#header.setBigUint64(24, 1n, true);
    this.#header.setBigUint64(32, koffi.address(this.#control), true);
  }

  read(fd: number, take: (bytes: Uint8Array, timeNs: Nanoseconds | null) => void): boolean {
    for (let count = 0; count < MAX_MESSAGES; count++) {
      this.#header.setBigUint64(40, BigInt(CONTROL_BYTES), true);
      const length = Number(this.#call.recvmsg(fd, this.#header, MSG_DONTWAIT));
      if (length < 0) return AGAIN.has(koffi.errno());
      if (length === 0) return false;
      take(this.#bytes.subarray(0, length), this.#timeNs());
    }
    return true;
  }

  #timeNs(): Nanoseconds | null {
    const hasStamp =
      Number(this.#header.getBigUint64(40, true)) >= CMSG_BYTES &&
      this.#control.getInt32(8, true) === SOL_SOCKET &&
      this.#control.getInt32(12, true) === SO_TIMESTAMPNS;
    return hasStamp ? timespecNs(this.#control, 16, this.#originSeconds) : null;
  }
}

function timespecNs(view: DataView, offset: number, originSeconds: number): Nanoseconds {
  const seconds = Number(view.getBigInt64(offset, true)) - originSeconds;
  return seconds * 1e9 + Number(view.getBigInt64(offset + 8, true));
}
