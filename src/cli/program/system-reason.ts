/** The operating system's word for why something failed, without Node's codes and paths. */
import { getSystemErrorMap } from 'node:util';

/** `no such file or directory`, `permission denied`; the error's own message when it is not a system error. */
export function systemReason(error: unknown): string {
  const { errno, message } = error as NodeJS.ErrnoException;
  const known = typeof errno === 'number' ? getSystemErrorMap().get(errno) : undefined;
  return known?.[1] ?? String(message ?? error);
}

/** `ENOENT`, `EPIPE`; null when it is not a system error. */
export function systemCode(error: unknown): string | null {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return typeof code === 'string' ? code : null;
}
