/** Values of <errno.h> that callers tell apart. Linux on x86-64. */
export const EPERM = 1;
export const ENOENT = 2;
export const EINTR = 4;
export const EAGAIN = 11;
export const EACCES = 13;
export const ENODEV = 19;
export const EMFILE = 24;
