/** A pseudo-terminal for a guest's console: Linux's openpty steps (pty(7)), raw, and never blocking the writer. */
import { EnvironmentError } from '../../trace/errors.js';
import { openGlibc } from './libc.js';

const O_RDWR = 2;
const O_NOCTTY = 0o400;
const O_NONBLOCK = 0o4000;
const O_CLOEXEC = 0o2000000;
const TCSANOW = 0;
/** struct termios of glibc is 60 bytes; room to spare. */
const TERMIOS_BYTES = 128;
const PATH_BYTES = 128;

export interface Pty {
  /** File descriptor of the side that the guest's bytes are written to; writes give EAGAIN when it is full. */
  readonly fd: number;
  /** What a person opens, such as /dev/pts/3. */
  readonly path: string;
  close(): void;
}

/** Throws EnvironmentError when the host has no free pseudo-terminal. */
export function openPty(): Pty {
  const libc = openGlibc();
  const call = {
    openpt: libc.func('int posix_openpt(int flags)'),
    grantpt: libc.func('int grantpt(int fd)'),
    unlockpt: libc.func('int unlockpt(int fd)'),
    ptsname: libc.func('ptsname_r', 'int', ['int', 'void *', 'size_t']),
    open: libc.func('int open(const char *path, int flags)'),
    tcgetattr: libc.func('tcgetattr', 'int', ['int', 'void *']),
    cfmakeraw: libc.func('cfmakeraw', 'void', ['void *']),
    tcsetattr: libc.func('tcsetattr', 'int', ['int', 'int', 'void *']),
    close: libc.func('int close(int fd)'),
  };
  const name = new Uint8Array(PATH_BYTES);
  const fd = call.openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (
    fd < 0 ||
    call.grantpt(fd) !== 0 ||
    call.unlockpt(fd) !== 0 ||
    call.ptsname(fd, name, PATH_BYTES) !== 0
  ) {
    throw new EnvironmentError('no-pty', 'the host has no free pseudo-terminal', [
      '--debug-console file=PATH',
    ]);
  }
  const path = new TextDecoder().decode(name.subarray(0, name.indexOf(0)));
  // Held open, so that guest output waits in the terminal for a program that opens it later.
  const terminal = call.open(path, O_RDWR | O_NOCTTY | O_CLOEXEC);
  const termios = new Uint8Array(TERMIOS_BYTES);
  call.tcgetattr(terminal, termios);
  call.cfmakeraw(termios);
  call.tcsetattr(terminal, TCSANOW, termios);
  return {
    fd,
    path,
    close() {
      call.close(terminal);
      call.close(fd);
    },
  };
}
