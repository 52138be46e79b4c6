/**
 * Codes for logs that name moments instead of writing codes. A moment gets a code of the stage that it belongs to: a fixed
 * one where the stage begins or ends, else one made from its name, the same in every log. Rule: docs/reading-logs.md.
 */
import { type CodeEvent, type Nanoseconds, NO_PORT } from '../trace/event.js';

/** First and last code of each stage, as the built-in table knows them; the kernel's are Cloud Hypervisor's. */
export const BOUNDARY = {
  firmwareBegins: 0x00,
  firmwareEnds: 0x01,
  bootloaderBegins: 0x20,
  bootloaderEnds: 0x21,
  kernelBegins: 0x40,
  kernelEnds: 0x41,
  userspaceBegins: 0x60,
  userspaceEnds: 0x61,
} as const;

export type BoundaryCode = (typeof BOUNDARY)[keyof typeof BOUNDARY];

/** Longest name that is kept. */
export const MAX_NAME_LENGTH = 128;

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;
/** Codes for other moments than the first and the last, by the stage they belong to. */
const ROOM = {
  firmware: { from: 0x02, to: 0x1f },
  bootloader: { from: 0x22, to: 0x3f },
  kernel: { from: 0x42, to: 0x5f },
  userspace: { from: 0x62, to: 0x7f },
  custom: { from: 0x80, to: 0xff },
} as const;

export type MomentStage = keyof typeof ROOM;

/** The code of a moment with this name or number inside a stage; different ones may share a code. */
export function codeInside(stage: MomentStage, key: string): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < Math.min(key.length, MAX_NAME_LENGTH); at += 1) {
    hash = Math.imul(hash ^ key.charCodeAt(at), FNV_PRIME) >>> 0;
  }
  const { from, to } = ROOM[stage];
  return from + (hash % (to - from + 1));
}

/** A named moment as a code that went through no port. */
export function momentEvent(moment: {
  readonly timeNs: Nanoseconds;
  readonly line: number | null;
  readonly code: number;
  readonly name: string;
}): CodeEvent {
  const { timeNs, line, code, name } = moment;
  return {
    kind: 'code',
    timeNs,
    line,
    vcpu: null,
    code,
    port: NO_PORT,
    name: name.slice(0, MAX_NAME_LENGTH),
  };
}
